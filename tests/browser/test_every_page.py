"""Every page that the application lists: it opens, nothing is complained about, it fits, and everybody can use it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute

from browser.conftest import Opened, Window
from township_sync.bench.board import pages
from township_sync.bench.board_peer import let_in
from township_sync.settings import Settings
from township_sync.warehouse.connect import connect
from township_sync.web.app import board

COMPARED = "/batches/comparisons/{number}/workbook"
"""Whether there is one the disk says, not the warehouse: tests/integration/web/test_comparison_workbook.py."""
DOWNLOADS = {"/units/{unit_code}/findings/{period}", "/units/{unit_code}/workbooks/{report_id}/{position}"}
LISTED = sorted(
    route.path for route in board(Settings(Path("nowhere"), {}), let_in).routes
    if isinstance(route, APIRoute) and "GET" in route.methods and ":path" not in route.path
    and route.path not in {*DOWNLOADS, COMPARED}
)
MORE = ["/ of one month"]


@pytest.fixture(scope="module")
def addresses(county: Settings) -> Mapping[str, list[str]]:
    with connect(county) as connection:
        return pages(county, connection)


def _faults(window: Window) -> list[dict[str, Any]]:
    """What axe-core has against the page by WCAG 2.2 A and AA: rule and the first places."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    found = Axe().run(window.page, options=options).response["violations"]
    return [{"rule": each["id"], "at": [place["html"][:150] for place in each["nodes"][:3]]} for each in found]


def _sideways(window: Window) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = window.page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return wider


@pytest.mark.parametrize("listed", [*LISTED, *MORE])
def test_a_page_opens_fits_and_can_be_used_by_everybody(
    listed: str, addresses: Mapping[str, list[str]], window: Opened
) -> None:
    place, name = addresses[listed][0], re.sub(r"\W+", "_", listed).strip("_") or "overview"
    shown = window()
    for language, widths in (("en", (1280,)), ("zh", (1280, 390))):
        answer = shown.open(place + (("&" if "?" in place else "?") + "lang=en" if language == "en" else ""))
        assert answer.status == 200 and shown.page.title() and shown.page.locator("h1").count() == 1
        for width in widths:
            shown.page.set_viewport_size({"width": width, "height": 800})
            shown.keep(f"{name}.{width}.{language}")
            assert _sideways(shown) <= 0, f"{place} has to be pushed sideways at {width} px"
        shown.page.set_viewport_size({"width": 1280, "height": 800})
    faults = _faults(shown)
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)
    assert shown.complaints == []


def test_no_page_that_the_application_lists_is_left_out(addresses: Mapping[str, list[str]]) -> None:
    assert len(LISTED) > 20 and {page for page in {*LISTED, *MORE, *DOWNLOADS} if not addresses.get(page)} == set()
