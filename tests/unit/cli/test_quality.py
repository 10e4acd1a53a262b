"""`check --docs`, `quality` and `docs`, where there is something to tell and where there is not."""

from pathlib import Path

import pytest

from unit.cli.conftest import Command, sentence
from unit.cli.test_checking import CAOWEI, book


def test_a_check_writes_its_pages_where_it_is_told(command: Command, tmp_path: Path) -> None:
    book(tmp_path / "inbox" / CAOWEI / "x.xlsx")
    said = command("check", tmp_path / "inbox", "--period", "2020-05", "--docs", tmp_path / "pages")
    assert said.exit_code in (0, 1), said.output
    month = (tmp_path / "pages" / "2020-05" / "index.html").read_text(encoding="utf-8")
    assert f"{CAOWEI}/x.xlsx" in month
    assert "没有上月的《" in month
    assert (tmp_path / "pages" / "index.html").is_file()


@pytest.mark.parametrize("words", [("quality", "2020-05"), ("docs", "--to", "pages")])
def test_without_data_the_remedy_is_told(command: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "has no data yet" in sentence(command(*words, "--workspace", tmp_path))


def test_a_run_needs_its_month(command: Command, tmp_path: Path) -> None:
    assert "--period" in sentence(command("docs", "--to", tmp_path, "--run", "x", "--workspace", tmp_path))


def test_a_file_is_no_folder_for_pages(command: Command, tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("mine")
    book(tmp_path / CAOWEI / "x.xlsx")
    checked = ("check", tmp_path / CAOWEI / "x.xlsx", "--period", "2020-05", "--docs", tmp_path / "pages")
    assert "choose another folder" in sentence(command(*checked))
    assert (tmp_path / "pages").read_text() == "mine"
