"""The three peers of the sandbox in one process: portal, platform and mail sink on loopback."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from township_sync.sandbox.mail_sink import MailKeeper, mail_protocol
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.platform_server import platform
from township_sync.sandbox.platform_state import PlatformOptions
from township_sync.sandbox.portal_server import portal
from township_sync.settings import Settings

NAMES = (
    "PORTAL_URL", "PORTAL_CLIENT", "PORTAL_SECRET", "PLATFORM_URL", "PLATFORM_CLIENT", "PLATFORM_SECRET", "SMTP_URL",
)
_PREFIX = "TOWNSHIP_SYNC_"


class _QuietServer(uvicorn.Server):
    """A uvicorn server that leaves the signals to us: three servers share one process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def run(settings: Settings, address_file: Path) -> None:
    """Serve until TERM or INT; the address file is written when all three listen."""
    asyncio.run(_run(settings, address_file))


async def _run(settings: Settings, address_file: Path) -> None:
    before = json.loads(address_file.read_text()) if address_file.exists() else {}
    sockets = {name: _listen(_port(settings, before, name)) for name in NAMES if name.endswith("_URL")}
    addresses = {_PREFIX + name: _address(settings, before, sockets, name) for name in NAMES}
    servers = _web_servers(settings, addresses)
    running = [asyncio.create_task(server.serve([sockets[name]])) for name, server in servers.items()]
    keeper = MailKeeper(settings.folder("sandbox") / "mail")
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: mail_protocol(keeper), sock=sockets["SMTP_URL"])
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, servers)
    while not all(server.started or server.should_exit for server in servers.values()):
        await asyncio.sleep(0.02)
    _write(address_file, {"pid": os.getpid(), **addresses})
    await asyncio.gather(*running)
    mail.close()


def _ask_to_stop(servers: dict[str, uvicorn.Server]) -> None:
    for server in servers.values():
        server.should_exit = True


def _web_servers(settings: Settings, addresses: dict[str, str]) -> dict[str, uvicorn.Server]:
    folder = settings.folder("sandbox")
    root = Path(settings.get("SANDBOX_PORTAL_ROOT") or folder / "portal")
    root.mkdir(parents=True, exist_ok=True)
    applications = {
        "PORTAL_URL": portal(root, folder / "portal.sqlite", *_credentials(addresses, "PORTAL")),
        "PLATFORM_URL": platform(folder / "platform.sqlite", *_credentials(addresses, "PLATFORM"), _options(settings)),
    }
    return {
        # asyncio and h11 on purpose: faults.py reaches for their transport.
        name: _QuietServer(uvicorn.Config(application, loop="asyncio", http="h11", lifespan="off", log_level="warning",
                                          access_log=False, timeout_graceful_shutdown=3, timeout_keep_alive=30))
        for name, application in applications.items()
    }


def _credentials(addresses: dict[str, str], peer: str) -> tuple[str, str]:
    return addresses[f"{_PREFIX}{peer}_CLIENT"], addresses[f"{_PREFIX}{peer}_SECRET"]


def _options(settings: Settings) -> PlatformOptions:
    names = settings.get("SANDBOX_REFUSED_NAMES")
    lines = Path(names).read_text(encoding="utf-8").splitlines() if names else []
    rules = PlatformRules.of(lines, int(settings.get("SANDBOX_REFUSED_ONE_IN", "0")))
    polls, records = int(settings.get("SANDBOX_PENDING_POLLS", "1")), settings.folder("sandbox") / "records"
    return PlatformOptions(
        rules, polls, records=records, requests_per_second=float(settings.get("SANDBOX_REQUESTS_PER_SECOND", "0")),
        clock_tolerance_seconds=float(settings.get("SANDBOX_CLOCK_TOLERANCE", "300")),
    )


def _port(settings: Settings, before: dict[str, str], name: str) -> int:
    """The port that the settings name, else the one of last time, so that a restart keeps the addresses; 0 = any."""
    for address in (settings.get(name), before.get(_PREFIX + name, "")):
        parts = urlsplit(address)
        if parts.hostname == "127.0.0.1" and parts.port:
            return parts.port
    return 0


def _listen(port: int) -> socket.socket:
    # The protocol is named: else asyncio leaves Nagle's algorithm on, and every answer waits 40 ms.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _address(settings: Settings, before: dict[str, str], sockets: dict[str, socket.socket], name: str) -> str:
    if name in sockets:
        scheme = "smtp" if name == "SMTP_URL" else "http"
        return f"{scheme}://127.0.0.1:{sockets[name].getsockname()[1]}"
    given = settings.get(name) or before.get(_PREFIX + name)
    return given or (secrets.token_urlsafe(24) if name.endswith("_SECRET") else "township-sync")


def _write(path: Path, values: dict[str, object]) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(values, indent=1))
    unfinished.rename(path)
