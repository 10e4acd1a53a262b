"""Receiving platforms, one module each."""
