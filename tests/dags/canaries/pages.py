"""The board's pages as somebody sees them who may not see persons: every page that a link leads to."""

import re
from html import unescape

from fastapi import Request
from fastapi.testclient import TestClient

from dags.canaries.places import Written
from township_sync.settings import Settings
from township_sync.web import PREFIX
from township_sync.web.app import board
from township_sync.web.viewer import Viewer, viewer_of

MANAGER_ROLES = ["op", "viewer"]
"""What the auth manager calls a data engineer and an auditor."""
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
_MOST = 150


async def _engineer(request: Request) -> Viewer:
    known = viewer_of("engineer", MANAGER_ROLES)
    assert known
    return known


def on_the_board(settings: Settings) -> Written:
    """Every page within the board, beginning at the first and at every route that needs nothing more."""
    app = board(settings, _engineer)
    paths = (str(getattr(route, "path", "")) for route in app.routes)
    waiting = ["/", *(path for path in paths if "{" not in path)]
    seen: set[str] = set()
    with TestClient(app, raise_server_exceptions=False) as browser:
        while waiting and len(seen) < _MOST:
            path = waiting.pop(0)
            if path in seen or "/assets/" in path:
                continue
            seen.add(path)
            answer = browser.get(path)
            yield f"board {path}", f"{answer.headers}\n".encode() + answer.content
            if answer.headers.get("content-type", "").startswith("text/html"):
                waiting += [unescape(link).removeprefix(PREFIX) or "/" for link in _LINK.findall(answer.text)
                            if unescape(link).startswith(PREFIX)]
    assert len(seen) > 10, "the board has lost its pages"
