"""The whole board without a database: who is refused is refused before anything is looked up."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from township_sync.settings import Settings
from township_sync.web.app import board
from township_sync.web.viewer import Viewer, viewer_of

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


async def gate(request: Request) -> Viewer:
    """Who somebody is stands in two headers: his name, and his role in the auth manager."""
    if "x-name" not in request.headers:
        raise HTTPException(401)
    known = viewer_of(request.headers["x-name"], [request.headers["x-role"]])
    if known is None:
        raise HTTPException(403)
    return known


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose database nobody can reach: whatever asks it ends with 503."""
    folder: Path = tmp_path_factory.mktemp("board")
    return Settings(folder, {"TOWNSHIP_SYNC_SECRET": "test", "TOWNSHIP_SYNC_DSN": "postgresql://127.0.0.1:1/none"})


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    return board(settings, gate, lambda: NOW)


def asked(app: FastAPI) -> list[tuple[str, str]]:
    """Method and an address of every route that the application itself lists, and of one that it does not have."""
    found = []
    for route in app.routes:
        assert isinstance(route, APIRoute), f"{route} is no route that the gate guards"
        path = re.sub(r"{(\w+):path}", "board.css", route.path)
        found += [(method, re.sub(r"{\w+}", "1", path)) for method in sorted(route.methods)]
    return [*found, *((method, "/nothing/of/ours") for method in EVERY_METHOD)]


@pytest.fixture(scope="session")
def anybody(app: FastAPI) -> TestClient:
    """A browser of somebody who is not signed in."""
    return TestClient(app, follow_redirects=False)


@pytest.fixture(scope="session")
def admin(app: FastAPI) -> TestClient:
    """A browser of somebody with every role."""
    return TestClient(app, follow_redirects=False, headers={"x-name": "li.gong", "x-role": "Admin"})
