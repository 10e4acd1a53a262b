"""Airflow and everything around it: the only package that imports airflow."""
