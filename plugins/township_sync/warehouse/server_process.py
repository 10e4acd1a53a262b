"""Starting, finding and stopping the server's process; nothing here speaks SQL."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from township_sync.errors import TerminalError, TransientError
from township_sync.warehouse.server_account import Account

START_SECONDS = 120.0
STOP_SECONDS = 60.0
_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "unix_socket_permissions": "0700",
    # A server log would otherwise repeat the failing row, and with it a person (reliability.md 0.13).
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def start(programs: Path, data: Path, socket: Path, log: Path, account: Account, options: Sequence[str]) -> None:
    """Start the server detached from us; what a killed server left behind is put away first."""
    _remove_stale_locks(data, socket)
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(socket)]
    for name, value in _OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        subprocess.Popen([*command, *options], cwd="/", env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, stdout=output,
                         stderr=output, stdin=subprocess.DEVNULL, start_new_session=True, **account.run_as)


def wait_until(ready: Callable[[], bool], data: Path, log: Path) -> None:
    """Wait for the server's first answer; raise TerminalError when it has ended, TransientError when it is too slow."""
    deadline = time.monotonic() + START_SECONDS
    grace = time.monotonic() + 5.0
    while not ready():
        if time.monotonic() > grace and running_pid(data) is None:
            raise TerminalError(f"The database server ended while starting ({_last_line(log)}); see {log}.")
        if time.monotonic() > deadline:
            raise TransientError(f"The database server did not answer within {START_SECONDS:.0f} s; see {log}.")
        time.sleep(0.05)


def stop(data: Path) -> bool:
    """Stop the server of a data folder, at first politely; False when none runs."""
    pid = running_pid(data)
    if pid is None:
        return False
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        _signal_group(pid, number)
        if _is_gone_within(pid, seconds):
            return True
    raise TransientError(f"The database server (process {pid}) does not stop; end it by hand and try again.")


def running_pid(data: Path) -> int | None:
    """The process that serves this data folder, or None when its pid file is missing or names something else."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """After kill -9 and a restart the number in the pid file may belong to any other program."""
    described = Path(f"/proc/{pid}/cmdline")
    if described.parent.parent.joinpath("self").exists():
        command = described.read_text(errors="replace") if described.exists() else ""
    else:  # macOS has no /proc, and a slim Debian has no ps
        command = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout
    return str(data) in command and "postgres" in command


def _remove_stale_locks(data: Path, socket: Path) -> None:
    if running_pid(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)
        for left in socket.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        # Its children are sessions of their own and follow the postmaster; a politely asked one must get INT alone.
        os.kill(pid, number) if number == signal.SIGINT else os.killpg(pid, number)
    except ProcessLookupError:
        return


def _is_gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it wrote nothing"
