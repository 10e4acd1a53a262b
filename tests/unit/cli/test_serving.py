"""`demo` and `run`: which month an inbox is of, and what is refused before anything is started."""

from pathlib import Path
from typing import Any

import pytest

from unit.cli.conftest import Command, sentence


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the demo and the walk were started with; neither is."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr("township_sync.orchestration.demo.demo", lambda *given: calls.append(given[1:]))
    monkeypatch.setattr("township_sync.steps.walk.walk", lambda *given: calls.append(given[1:]))
    return calls


@pytest.mark.parametrize(("name", "words", "month"), [
    ("2020-05", [], "2020-05"),
    ("2020-05", ["--period", "2020-06"], "2020-06"),
    ("in", ["--period", "2020-06"], "2020-06"),
])
def test_an_inbox_is_of_the_month_said_or_of_the_one_it_is_named_by(
    command: Command, tmp_path: Path, started: list[tuple[Any, ...]], name: str, words: list[str], month: str
) -> None:
    (tmp_path / name).mkdir()
    assert command("demo", "--inbox", tmp_path / name, *words).exit_code == 0
    assert started[0][:2] == (tmp_path / name, month)


@pytest.mark.parametrize(("words", "said"), [
    (["--inbox", "in"], "named by no month; say it with --period"),
    (["--inbox", "in", "--period", "zzz"], "'zzz' is no month"),
    (["--inbox", "nowhere"], "There is no folder nowhere"),
    (["--period", "2020-05"], "--period belongs to --inbox"),
])
def test_a_demo_without_a_clear_month_is_refused(
    command: Command, tmp_path: Path, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch,
    words: list[str], said: str,
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    assert said in sentence(command("demo", *words))
    assert started == []


@pytest.mark.parametrize(("words", "said"), [
    (["--inbox", "nowhere", "--period", "zzz"], "There is no folder nowhere"),
    (["--inbox", "in", "--period", "zzz"], "'zzz' is no month"),
    (["--inbox", "in", "--period", "2020-05", "--json", "in"], "choose another place"),
    (["--inbox", "in", "--period", "2020-05", "--json", "nowhere/out.json"], "choose another place"),
])
def test_a_run_is_refused_before_anything_is_started(
    command: Command, tmp_path: Path, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch,
    words: list[str], said: str,
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    assert said in sentence(command("run", *words))
    assert started == []


def test_a_workspace_that_cannot_be_made_is_one_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a_file").touch()
    said = sentence(command("down", "--workspace", tmp_path / "a_file"))
    assert "cannot be made" in said and "TOWNSHIP_SYNC_WORKSPACE" in said
