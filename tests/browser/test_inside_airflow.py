"""The board where it is used: a real Airflow, its sign-in, its menu, its frame."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from browser.conftest import SHOWN
from township_sync.orchestration import installation
from township_sync.orchestration.installation import Running
from township_sync.settings import Settings

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def running(open_folders: Path) -> Iterator[Running]:
    """Nothing of the surroundings' Airflow or installation."""
    ours = ("AIRFLOW", "TOWNSHIP_SYNC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    settings = Settings(open_folders / "airflow_with_a_board", environment | {"TOWNSHIP_SYNC_CLOCK": "off"})
    try:
        yield installation.up(settings)
    finally:
        installation.down(settings)


def test_nobody_gets_in_without_airflows_session(running: Running) -> None:
    for path in ("/", "/units/430981114", "/pairs", "/static/board.css", "/docs", "/openapi.json"):
        for headers in ({}, {"authorization": "Bearer x.y.z"}, {"cookie": "_token=x.y.z"}):
            answer = requests.get(f"{running.keys.url}/township-sync{path}", headers=headers, timeout=30)
            assert answer.status_code in (401, 403), (path, headers)
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert requests.post(f"{running.keys.url}/township-sync/approvals/answer", timeout=30).status_code == 401


def test_who_signs_in_finds_the_board_in_the_menu_and_sees_it_in_airflows_frame(
    running: Running, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.goto(running.keys.url)
    page.locator("input[name=username]").fill(running.keys.user)
    page.locator("input[name=password]").fill(running.keys.password)
    page.locator("button[type=submit]").click()
    entry = page.get_by_text("数据质量", exact=True).first
    expect(entry).to_be_visible()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    entry.click()
    page.wait_for_url("**/plugin/data_quality**")
    board = page.frame_locator("iframe")
    expect(board.get_by_role("heading", level=1)).to_have_text("总览")
    expect(board.locator(".who .name")).to_have_text(running.keys.user)
    SHOWN.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOWN / "inside_airflow.png")
    board.get_by_role("link", name="审批", exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("上报审批")
    assert [said for said in complaints if "township-sync" in said] == []
    page.close()
