"""The folders of the embedded server: its data, made once by initdb, and its socket's."""

import hashlib
import subprocess
from pathlib import Path

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.warehouse.server_account import Account, refuse_unreachable

INITDB_SECONDS = 180.0


def data_folder(settings: Settings) -> Path:
    """Where the cluster lies."""
    return settings.folder("postgres") / "data"


def socket_folder(settings: Settings) -> Path:
    """A short folder for the socket: a unix socket's path holds about 100 bytes, a workspace's may be longer."""
    digest = hashlib.sha256(str(settings.workspace).encode()).hexdigest()[:16]
    return Path("/tmp") / f"township-sync-{digest}"


def make_socket_folder(settings: Settings, account: Account) -> Path:
    """The socket's folder, entered by the server's account only; refused when somebody else made it."""
    folder = socket_folder(settings)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.owner() not in account.trusted_owners():
        raise UsageError(f"{folder} belongs to '{folder.owner()}'; remove it or set another TOWNSHIP_SYNC_WORKSPACE.")
    account.own(folder)
    return folder


def make_data(settings: Settings, account: Account, programs: Path) -> Path:
    """The cluster's folder; initdb runs when it is empty. Raises UsageError when the account cannot reach it."""
    data = data_folder(settings)
    data.mkdir(exist_ok=True)
    account.own(data.parent)
    account.own(data)
    refuse_unreachable(account, programs, data)
    if not (data / "PG_VERSION").exists():
        _initdb(data, account, programs)
    return data


def _initdb(data: Path, account: Account, programs: Path) -> None:
    # Locale C orders text by its bytes, the same on every machine and under every version of the system's library.
    command = [str(programs / "initdb"), "--pgdata", str(data), "--username", "postgres", "--auth", "trust",
               "--encoding", "UTF8", "--locale", "C"]
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    made = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False,
                          timeout=INITDB_SECONDS, **account.run_as)
    if made.returncode:
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise TerminalError(f"initdb failed in {data} ({reason}); mend that or set another TOWNSHIP_SYNC_WORKSPACE.")
