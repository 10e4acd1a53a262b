"""Start and stop the sandbox: portal, platform and mail sink as one process of its own.

Its addresses and credentials stand in `run/sandbox.json` of the workspace (readable by the owner only), under the
names of the environment variables that the pipeline reads. Everything it keeps lies in `sandbox/` of the workspace:
`portal/` (or TOWNSHIP_SYNC_SANDBOX_PORTAL_ROOT), `portal.sqlite`, `platform.sqlite`, `records/`, `mail/`.
More settings: SANDBOX_REFUSED_NAMES (a file, one name a line), SANDBOX_REFUSED_ONE_IN (0 = none),
SANDBOX_PENDING_POLLS (how often a receipt is not ready yet, default 1), SANDBOX_REQUESTS_PER_SECOND (beyond them 429;
0 = any number), SANDBOX_CLOCK_TOLERANCE (seconds by which a sender's clock may differ, default 300).
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from township_sync.errors import TransientError
from township_sync.settings import Settings

_SECONDS_TO_START = 60.0
_SECONDS_TO_STOP = 10.0
_PREFIX = "TOWNSHIP_SYNC_"
_PEERS = ("PORTAL", "PLATFORM", "SMTP")


def serve(settings: Settings) -> None:
    """Serve in this process until TERM."""
    from township_sync.sandbox import peers

    peers.run(settings, _address_file(settings))


def start(settings: Settings) -> dict[str, str]:
    """Start the sandbox unless it runs; returns its addresses as environment variables (TOWNSHIP_SYNC_PORTAL_URL …).

    TransientError when it does not listen within a minute; its output is in `logs/sandbox.log`.
    """
    if _running_pid(settings) is None:
        process = _spawn(settings)
        _wait_until_it_listens(settings, process)
    return addresses(settings)


def stand_in(settings: Settings, *peers: str) -> dict[str, str]:
    """Addresses and credentials of the sandbox for those peers (PORTAL, PLATFORM, SMTP; all unless named) that are not
    set, as environment variables; the sandbox is started when there is one.

    What is set is never replaced, and a peer's address, client and secret are of one installation.
    """
    missing = tuple(f"{_PREFIX}{peer}_" for peer in peers or _PEERS if not settings.get(f"{peer}_URL"))
    if not missing:
        return {}
    return {name: value for name, value in start(_without_set_peers(settings)).items() if name.startswith(missing)}


def _without_set_peers(settings: Settings) -> Settings:
    """The sandbox takes its ports and credentials from the settings, but neither those of a real peer."""
    real = tuple(f"{_PREFIX}{peer}_" for peer in _PEERS if settings.get(f"{peer}_URL"))
    kept = {name: value for name, value in settings.environment.items() if not name.startswith(real)}
    return replace(settings, environment=kept)


def stop(settings: Settings) -> bool:
    """Stop the sandbox; False when it did not run. The address file stays, so that the next start keeps the ports."""
    pid = _running_pid(settings)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while _running_pid(settings) is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            break
        time.sleep(0.05)
    return True


def addresses(settings: Settings) -> dict[str, str]:
    """Addresses and credentials of the sandbox that was started last, as environment variables; empty without one."""
    path = _address_file(settings)
    if not path.exists():
        return {}
    return {name: value for name, value in json.loads(path.read_text()).items() if name != "pid"}


def is_running(settings: Settings) -> bool:
    """Whether the sandbox of this workspace runs."""
    return _running_pid(settings) is not None


def _address_file(settings: Settings) -> Path:
    return settings.folder("run") / "sandbox.json"


def _spawn(settings: Settings) -> subprocess.Popen[bytes]:
    package_folder = str(Path(__file__).resolve().parents[2])
    search_path = os.pathsep.join(filter(None, (package_folder, settings.environment.get("PYTHONPATH"))))
    environment = {**settings.environment, "PYTHONPATH": search_path}
    command = [sys.executable, "-m", "township_sync.sandbox.serve", str(settings.workspace)]
    with (settings.folder("logs") / "sandbox.log").open("ab") as log:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _wait_until_it_listens(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while _running_pid(settings) != process.pid:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise TransientError("The sandbox did not start; read logs/sandbox.log in the workspace for the reason.")
        time.sleep(0.05)


def _running_pid(settings: Settings) -> int | None:
    """The pid of the address file, if that process lives and is the sandbox of this workspace."""
    path = _address_file(settings)
    pid = json.loads(path.read_text()).get("pid") if path.exists() else None
    if pid is None:
        return None
    _reap(pid)
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    return pid if str(settings.workspace).encode() in command and b"township_sync.sandbox.serve" in command else None


def _reap(pid: int) -> None:
    """A sandbox that was our own child and has ended would stay visible as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


if __name__ == "__main__":
    serve(Settings.load(Path(sys.argv[1])))
