"""A warehouse of its own for measuring: another database of the same server, gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from township_sync.settings import Settings
from township_sync.warehouse import embedded, schema
from township_sync.warehouse.databases import create_missing, with_database


@contextmanager
def scratch_warehouse(settings: Settings) -> Iterator[Settings]:
    """Settings of a warehouse with every table and no row; nothing of the workspace's own database is touched.

    Raises UsageError when no database may be made on the server of TOWNSHIP_SYNC_DSN.
    """
    server = embedded.ensure_running(settings).warehouse
    name = f"township_sync_scratch_{os.getpid()}"
    dsn = with_database(server, name)
    create_missing(dsn, [dsn])
    made = Settings(settings.workspace, {**settings.environment, "TOWNSHIP_SYNC_DSN": dsn,
                                         "TOWNSHIP_SYNC_SECRET": "for measuring only"})
    try:
        schema.upgrade(made)
        yield made
    finally:
        with psycopg.connect(with_database(server, "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
