"""Connections to the warehouse; every error that leaves them has passed `faults`."""

from collections.abc import Generator
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg.rows import DictRow, dict_row
from sqlalchemy import Engine, create_engine

from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.warehouse.audit_actor import actor
from township_sync.warehouse.embedded import embedded_dsn
from township_sync.warehouse.faults import plain_fault

CONNECT_SECONDS = 10
_OPTIONS = "-c timezone=UTC -c lock_timeout=30s -c idle_in_transaction_session_timeout=10min"
_Result = TypeVar("_Result")


class GuardedConnection(psycopg.Connection[DictRow]):
    """A connection whose every wait for the server (statement, COPY, commit) turns errors into ours."""

    def wait(self, gen: Generator[Any, Any, _Result], *args: Any, **options: Any) -> _Result:
        """Wait as psycopg does; raises TransientError or TerminalError, never psycopg's own."""
        try:
            return super().wait(gen, *args, **options)
        except psycopg.Error as error:
            fault = plain_fault(error)
        # Raised outside the handler, so that the original, which holds values, is not even its context.
        raise fault

    def cursor(self, *args: Any, **options: Any) -> Any:
        """A cursor; TransientError when the session was ended meanwhile, which psycopg says before it waits."""
        if self.closed:
            raise TransientError("The session with the database was ended; run again, nothing half done was kept.")
        return super().cursor(*args, **options)


Connection: TypeAlias = psycopg.Connection[DictRow]


def connect(settings: Settings) -> Connection:
    """A connection to the warehouse: rows are dicts, statements commit by themselves.

    Whatever must happen together goes inside `with connection.transaction():`. Use the connection itself in a `with`,
    so that it is closed. Raises TransientError when the server does not answer; of a server given from outside the
    sentence names the variable and never the address, which may hold a password.
    """
    try:
        return GuardedConnection.connect(warehouse_dsn(settings), autocommit=True, row_factory=dict_row,
                                         connect_timeout=CONNECT_SECONDS, options=_OPTIONS,
                                         application_name=actor(settings))
    except psycopg.Error as error:
        fault = plain_fault(error)
    if settings.dsn:
        fault = TransientError("The database server does not answer, or lets nobody in under this address; check "
                               "TOWNSHIP_SYNC_DSN and try again.")
    raise fault


def warehouse_dsn(settings: Settings) -> str:
    """Where the warehouse is; nothing is started."""
    return settings.dsn or embedded_dsn(settings)


def engine(settings: Settings) -> Engine:
    """A SQLAlchemy engine on the same database, for migrations and for pandas; errors hide their parameters."""
    url = warehouse_dsn(settings).replace("postgresql://", "postgresql+psycopg://", 1)
    arguments = {"options": _OPTIONS, "connect_timeout": CONNECT_SECONDS, "application_name": actor(settings)}
    return create_engine(url, hide_parameters=True, connect_args=arguments)
