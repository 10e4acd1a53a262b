"""The database: the only package that imports psycopg, sqlalchemy and alembic. Statements lie in `sql/`."""
