"""Processes of our own: found again with all that they forked, and ended with it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from township_sync.orchestration import processes
from township_sync.orchestration.processes import Session

FORKING = """
import os, signal, sys, time
if os.fork() == 0:
    os.setpgid(0, 0)
    {child}
    time.sleep(60)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.5)


def _start(folder: Path, child: str = "") -> Session:
    session = processes.start([sys.executable, "-c", FORKING.format(child=child)], os.environ, folder / "out.log")
    end = time.monotonic() + 10
    while "ready" not in (folder / "out.log").read_text() and time.monotonic() < end:
        time.sleep(0.05)
    return session


def test_a_child_in_a_group_of_its_own_is_found_and_stopped(tmp_path: Path) -> None:
    session = _start(tmp_path)
    assert len(processes.members([session])) == 2
    processes.stop([session])
    assert processes.members([session]) == []


def test_an_orphan_is_found_and_stopped_when_its_leader_was_killed(tmp_path: Path) -> None:
    session = _start(tmp_path)
    os.kill(session.leader, 9)
    os.waitpid(session.leader, 0)
    assert len(processes.members([session])) == 1
    processes.stop([session])
    assert processes.members([session]) == []


def test_who_does_not_listen_is_killed(tmp_path: Path) -> None:
    session = _start(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    processes.stop([session])
    assert processes.members([session]) == []


def test_a_number_that_somebody_else_got_later_is_nobody_of_ours() -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        assert processes.members([Session(stranger.pid, born=1)]) == []
        processes.stop([Session(stranger.pid, born=1)])
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
