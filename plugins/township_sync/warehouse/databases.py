"""Databases of a server: whether it answers, and making the ones that are missing."""

from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import conninfo, errors, sql

from township_sync.errors import TransientError, UsageError

ANSWER_SECONDS = 5


def with_database(dsn: str, name: str) -> str:
    """The same server, another database; the DSN is a URL (`postgresql://user@host:5432/name`)."""
    parts = urlsplit(dsn)
    if parts.scheme not in ("postgresql", "postgres"):
        raise UsageError("TOWNSHIP_SYNC_DSN must be a URL such as postgresql://user:password@host:5432/warehouse.")
    # urlunsplit would drop the empty host of a socket's URL.
    rest = urlunsplit(("", "", f"/{name}", parts.query, ""))
    return f"postgresql://{parts.netloc}{rest}"


def greets(dsn: str) -> bool:
    """Whether the server answers and lets us in."""
    try:
        psycopg.connect(dsn, connect_timeout=ANSWER_SECONDS).close()
    except psycopg.OperationalError:
        return False
    return True


def create_missing(dsn: str, wanted: Sequence[str]) -> None:
    """Create those databases of the server that are not there; UsageError when we may not."""
    missing = [address for address in wanted if not greets(address)]
    for address in missing:
        name = str(conninfo.conninfo_to_dict(address)["dbname"])
        _create(with_database(dsn, "postgres"), name)


def _create(maintenance: str, name: str) -> None:
    try:
        with psycopg.connect(maintenance, autocommit=True, connect_timeout=ANSWER_SECONDS) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(statement.format(sql.Identifier(name)))
    except (errors.DuplicateDatabase, errors.UniqueViolation):
        return
    except errors.InsufficientPrivilege:
        raise UsageError(f"The database '{name}' is missing and may not be created; create it on the server.") from None
    except psycopg.OperationalError:
        raise TransientError("The database server does not answer; check TOWNSHIP_SYNC_DSN and try again.") from None
