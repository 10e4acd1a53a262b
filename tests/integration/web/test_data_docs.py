"""Data Docs are served behind the gate, without scripts, and nothing else of the workspace is."""

from pathlib import Path

import pytest

from integration.web.conftest import client_of
from township_sync.settings import Settings


@pytest.fixture
def workspace(furnished: Settings, tmp_path: Path) -> Settings:
    page = tmp_path / "docs" / "2020-05" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!DOCTYPE html><title>五月</title>", encoding="utf-8")
    (tmp_path / "docs" / "notes.txt").write_text("secret")
    (tmp_path / "secret.html").write_text("secret")
    return Settings(tmp_path, furnished.environment)


def test_the_pages_of_a_month_are_listed_and_served(workspace: Settings) -> None:
    client = client_of(workspace)("auditor")
    assert "/data_docs/2020-05/index.html" in client.get("/data_docs").text
    served = client.get("/data_docs/2020-05/index.html")
    assert served.status_code == 200 and "五月" in served.text
    assert "script" not in served.headers["content-security-policy"]
    assert client_of(workspace)("nobody").get("/data_docs/2020-05/index.html").status_code == 401


@pytest.mark.parametrize("name", [
    "../secret.html", "%2e%2e/secret.html", "notes.txt", "2020-05", "none.html", "a%00.html", "a" * 300 + ".html"])
def test_nothing_else_is_served(workspace: Settings, name: str) -> None:
    assert client_of(workspace)("auditor").get(f"/data_docs/{name}").status_code == 404


def test_without_any_the_page_says_how_they_come(furnished: Settings, tmp_path: Path) -> None:
    assert "还没有核验文档" in client_of(Settings(tmp_path, furnished.environment))("auditor").get("/data_docs").text
