"""Questions to the warehouse of a workspace whose server need not run: it is started for them and stopped again."""

from collections.abc import Generator
from contextlib import contextmanager

from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse import embedded
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.statements import statement


@contextmanager
def asked(settings: Settings) -> Generator[Connection, None, None]:
    """A connection to ask with; nothing is made and nothing is left running that did not run before.

    Raises UsageError when the workspace has no data yet, TransientError when the server of a DSN does not answer.
    """
    if not settings.dsn and not (settings.workspace / "postgres" / "data" / "PG_VERSION").exists():
        raise _nothing(settings)
    ran = bool(settings.dsn) or embedded.is_running(settings)
    if not ran:
        embedded.ensure_running(settings)
    try:
        with connect(settings) as connection:
            row = connection.execute(statement("report/has_tables")).fetchone()
            if not row or not row["there"]:
                raise _nothing(settings)
            yield connection
    finally:
        if not ran:
            embedded.stop(settings)


def _nothing(settings: Settings) -> UsageError:
    place = "The warehouse of TOWNSHIP_SYNC_DSN" if settings.dsn else f"The workspace {settings.workspace}"
    return UsageError(f"{place} has no data yet; load a month with `township-sync run` or `make demo`, or name "
                      "another workspace.")
