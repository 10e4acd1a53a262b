"""Whatever goes wrong ends in a page that says what happened and what helps, in the reader's language."""

import logging

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.web.app import board
from unit.web.conftest import NOW, gate

PERSON = "439999199001011239"


@pytest.fixture(scope="module")
def breaking(settings: Settings) -> TestClient:
    """A board with one page that fails as it is told."""
    app: FastAPI = board(settings, gate, lambda: NOW)
    kinds = {"bug": ValueError, "usage": UsageError, "terminal": TerminalError}

    def broken(kind: str) -> None:
        raise kinds[kind](f"no good: {PERSON}")

    app.router.routes.insert(0, APIRoute("/broken/{kind}", broken, dependencies=app.router.dependencies))
    return TestClient(app, follow_redirects=False, headers={"x-name": "li.gong", "x-role": "Admin"})


def test_a_database_that_is_down_is_a_page_with_a_remedy(admin: TestClient) -> None:
    for path in ("/", "/rules", "/units/430981105"):
        said = admin.get(path)
        assert said.status_code == 503 and "数据库暂时连不上" in said.text
    assert "The database does not answer" in admin.get("/?lang=en").text


def test_what_is_not_there_is_a_page_with_a_way_back(admin: TestClient) -> None:
    said = admin.get("/nothing")
    assert said.status_code == 404 and "没有这个页面" in said.text and 'class="button" href="/"' in said.text


def test_an_error_of_ours_is_told_in_its_own_sentence_without_persons(breaking: TestClient) -> None:
    for kind, status in (("usage", 400), ("terminal", 500)):
        said = breaking.get(f"/broken/{kind}")
        assert said.status_code == status and "no good" in said.text and PERSON not in said.text


def test_a_bug_is_a_page_and_the_log_has_its_place_and_not_its_words(
    breaking: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        said = breaking.get("/broken/bug")
    assert said.status_code == 500 and "系统出错" in said.text
    assert "Traceback" not in said.text and "no good" not in said.text
    assert "ValueError" in caplog.text and "in broken" in caplog.text and PERSON not in caplog.text
    assert said.headers["content-security-policy"].startswith("default-src 'none'")
