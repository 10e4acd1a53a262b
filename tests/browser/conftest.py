"""A county's board behind a real socket, Debian's Chromium in front of it; what it showed is kept in build/board."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from fastapi import HTTPException, Request
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from playwright.sync_api import Request as Asked

from browser.county import NOW, live
from integration.conftest import ANY_CLOCK, postgres_server  # noqa: F401  (the fixture)
from integration.exchange.conftest import Served
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.warehouse.databases import with_database
from township_sync.web.app import board
from township_sync.web.viewer import Viewer

SHOWN = Path(__file__).resolve().parents[2] / "build" / "board"
EVERYBODY = ("bureau", "data_engineer", "approver", "auditor")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "airflow: starts a real Airflow with its scheduler (about a minute)")


@pytest.fixture(scope="session")
def county(postgres_server: str, open_folders: Path) -> Iterator[Settings]:  # noqa: F811
    """Settings of the county's warehouse; its sandbox runs."""
    folder = open_folders / "county"
    dsn = with_database(postgres_server, "county")
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE county TEMPLATE warehouse STRATEGY FILE_COPY")
    settings = Settings(folder / "workspace", {
        "PATH": os.environ["PATH"], "TOWNSHIP_SYNC_DSN": dsn, "TOWNSHIP_SYNC_SECRET": "test", **ANY_CLOCK})
    try:
        yield live(settings, folder / "sample")
    finally:
        serve.stop(settings)


@pytest.fixture(scope="session")
def address(county: Settings) -> Iterator[str]:
    """Where the board is served; who asks is told by a cookie, as Airflow's own session is."""

    async def gate(request: Request) -> Viewer:
        roles = frozenset(request.cookies.get("roles", "").split("-")) & set(EVERYBODY)
        if not roles:
            raise HTTPException(401)
        return Viewer("王股长", roles)

    served = Served(board(county, gate, lambda: NOW))
    yield served.url
    served.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing; `make test-browser` as root installs it"
    # Chromium's own sandbox needs namespaces that root, and most containers, may not make; all it sees here is ours.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@dataclass
class Window:
    """One tab of somebody; `complaints` is what the browser said against the pages that it showed."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._not_loaded)
        self.page.on("request", lambda request: self._left(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _not_loaded(self, request: Asked) -> None:
        if request.failure != "net::ERR_ABORTED":  # what becomes a download is no page any more
            self.complaints.append(f"not loaded: {request.url}")

    def _left(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {url}")

    def open(self, path: str) -> Response:
        """Go to a page of the board and wait until all of it is loaded."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer

    def keep(self, name: str) -> None:
        """Keep what is to be seen, all of it."""
        SHOWN.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOWN / f"{name}.png", full_page=True)


Opened = Callable[..., Window]


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Opened]:
    """Open a window of so many pixels for somebody with these roles of the board (by default all)."""
    opened: list[BrowserContext] = []

    def new(width: int = 1280, roles: tuple[str, ...] = EVERYBODY) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="zh-CN",
                                       timezone_id="America/New_York", accept_downloads=True)
        context.add_cookies([{"name": "roles", "value": "-".join(roles), "url": address}])
        context.set_default_timeout(15_000)
        opened.append(context)
        return Window(context.new_page(), address)

    yield new
    for context in opened:
        context.close()
