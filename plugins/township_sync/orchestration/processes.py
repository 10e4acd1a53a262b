"""Long-running processes of our own: each in a session of its own, so that all it ever forked can be found and ended.

A session is named by its leader's process id and birth, so that a number used again after a restart is nobody of ours.
Read from /proc: Linux only, like the wheel of the embedded server.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

GRACE_SECONDS = 20.0


class Session(NamedTuple):
    """A session by its leader; `born` is the leader's start in clock ticks since the machine's."""

    leader: int
    born: int


class _Status(NamedTuple):
    state: str
    session: int
    born: int


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Session:
    """Start a program in a new session, its output appended to a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True, close_fds=True,
        )
    status = _status(process.pid)
    return Session(process.pid, status.born if status else 0)


def members(sessions: Iterable[Session]) -> list[int]:
    """Every living process of these sessions, also orphans and those in process groups of their own."""
    wanted = {session.leader for session in sessions if not _is_somebody_else(session)}
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    known = ((number, _status(number)) for number in numbers)
    return [number for number, status in known if status and status.session in wanted and status.state not in "ZX"]


def stop(sessions: Iterable[Session]) -> None:
    """Ask the leaders to end, then everybody, and kill what is left after a while."""
    wanted = list(sessions)
    leaders = {session.leader for session in wanted}
    _signal((number for number in members(wanted) if number in leaders), signal.SIGTERM)
    if not _gone_within(wanted, GRACE_SECONDS):
        _signal(members(wanted), signal.SIGTERM)
        if not _gone_within(wanted, 5.0):
            _signal(members(wanted), signal.SIGKILL)
            _gone_within(wanted, 5.0)


def _gone_within(sessions: Sequence[Session], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _reap(sessions)
        if not members(sessions):
            return True
        time.sleep(0.2)
    return False


def _reap(sessions: Iterable[Session]) -> None:
    for session in sessions:
        try:
            os.waitpid(session.leader, os.WNOHANG)
        except ChildProcessError:
            continue


def _signal(numbers: Iterable[int], what: signal.Signals) -> None:
    for number in numbers:
        try:
            os.kill(number, what)
        except ProcessLookupError:
            continue


def _is_somebody_else(session: Session) -> bool:
    status = _status(session.leader)
    return status is not None and status.born != session.born


def _status(number: int) -> _Status | None:
    try:
        text = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return None
    # The name in brackets may hold blanks; what follows it are fields 3 and on (proc(5)).
    fields = text.rpartition(")")[2].split()
    return _Status(fields[0], int(fields[3]), int(fields[19]))
