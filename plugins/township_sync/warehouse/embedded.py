"""A PostgreSQL server of our own below the workspace, for the warehouse and for Airflow's metadata.

It listens on a unix socket only, trusts whoever may enter the socket's folder (its owner and root), and goes on
running after the process that started it; `stop` ends it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from township_sync.settings import Settings
from township_sync.warehouse import server_data, server_process
from township_sync.warehouse.databases import create_missing, greets, with_database
from township_sync.warehouse.server_account import server_account
from township_sync.warehouse.server_binaries import binaries


@dataclass(frozen=True, slots=True)
class Server:
    """Where the databases are: `warehouse` for psycopg, `airflow` in the form that Airflow's SQLAlchemy wants."""

    warehouse: str
    airflow: str


def ensure_running(settings: Settings) -> Server:
    """The server of this workspace, made and started when needed; any number of processes may ask at once.

    A server named by `TOWNSHIP_SYNC_DSN` is used instead. Raises UsageError when the server's account cannot reach
    its folders, TransientError when it does not answer in time, TerminalError when it refuses to start.
    """
    if settings.dsn:
        return _served_by(settings.dsn)
    dsn = embedded_dsn(settings)
    with _alone(settings):
        if not greets(with_database(dsn, "postgres")):
            _start(settings, dsn)
        return _served_by(dsn)


def stop(settings: Settings) -> bool:
    """Stop the embedded server and everything it started; False when none was running. A DSN's server is let be."""
    with _alone(settings):
        was_running = server_process.stop(server_data.data_folder(settings))
        with suppress(OSError):
            server_data.socket_folder(settings).rmdir()
        return was_running


def is_running(settings: Settings) -> bool:
    """Whether the server of this workspace, or the one of the DSN, answers."""
    return greets(with_database(settings.dsn or embedded_dsn(settings), "postgres"))


def embedded_dsn(settings: Settings) -> str:
    """The address of the embedded server's warehouse, whether it runs or not."""
    return f"postgresql://postgres@/warehouse?host={server_data.socket_folder(settings)}"


def _start(settings: Settings, dsn: str) -> None:
    account, programs = server_account(), binaries(settings)
    data = server_data.make_data(settings, account, programs)
    socket = server_data.make_socket_folder(settings, account)
    log = settings.folder("logs") / "postgres.log"
    options = settings.get("POSTGRES_OPTIONS").split()
    server_process.start(programs, data, socket, log, account, options)
    server_process.wait_until(lambda: greets(with_database(dsn, "postgres")), data, log)


def _served_by(dsn: str) -> Server:
    airflow = with_database(dsn, "airflow")
    create_missing(dsn, (dsn, airflow))
    return Server(dsn, airflow.replace("postgresql://", "postgresql+psycopg2://", 1))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the workspace's lock; the kernel lets go of it when the process dies."""
    with (settings.folder("run") / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
