"""`pairs` and `decide-pair` as a shell calls them: numbers and names masked, one sentence for what cannot be."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.identity.queue import id_no, load
from integration.warehouse.months import A, Sent, person
from township_sync.cli import app
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

RIGHT = id_no("19900101123")
WRONG = RIGHT[:8] + "8" + RIGHT[9:]


@pytest.fixture
def shell(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call `township-sync` on a warehouse with one pair, found nine days ago."""
    rows = [person(RIGHT), person(WRONG)]
    load(connection, postgres_settings, [Sent(A, "2020-05", "app_account", rows, {5: "rejected"})],
         datetime.now(UTC) - timedelta(days=9, hours=1))
    for name, value in postgres_settings.environment.items():
        monkeypatch.setenv(name, value)

    def call(*words: object) -> tuple[int, str, str]:
        said = CliRunner().invoke(app, [*map(str, words), "--workspace", str(postgres_settings.workspace)],
                                  env={"COLUMNS": "200"})
        return said.exit_code, said.stdout, said.stderr

    return call


def listed(shell: Any, path: Path, *words: str) -> list[dict[str, Any]]:
    code, said, _ = shell("pairs", *words, "--json", path)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["pairs"]
    assert not any(secret in said + str(found) for secret in (RIGHT, WRONG, "张三"))
    return found


def test_a_pair_is_listed_until_it_is_decided_with_the_days_it_waits(shell: Any, tmp_path: Path) -> None:
    [pair] = listed(shell, tmp_path / "pairs.json")
    assert (pair["kind"], pair["open_days"], pair["verdict"]) == ("person", 9, None)
    assert {pair["1"]["number"], pair["2"]["number"]} == {"…" + RIGHT[-4:], "…" + WRONG[-4:]}
    assert {pair["1"]["row"], pair["2"]["row"]} == {f"{A}/app_account.xlsx#表#{row}" for row in (4, 5)}
    said = shell("pairs")[1]
    assert "待定9天" in said
    assert "证件号只差一处" in said
    code, said, _ = shell("decide-pair", pair["pair"], "same", "--by", "李工", "--because", "看过身份证")
    assert (code, said) == (0, f"pair {pair['pair']} is same; history: 0 changes\n")
    assert listed(shell, tmp_path / "pairs.json") == []
    [pair] = listed(shell, tmp_path / "pairs.json", "--all")
    assert (pair["verdict"], pair["decided_by"], pair["because"]) == ("same", "李工", "看过身份证")
    assert "同一个（李工：看过身份证）" in shell("pairs", "--all")[1]


def test_what_cannot_be_decided_is_one_sentence(shell: Any) -> None:
    for words, sentence in (
        (("decide-pair", 99, "same", "--by", "李工", "--because", "x"), "There is no pair 99"),
        (("decide-pair", "9" * 20, "same", "--by", "李工", "--because", "x"), "There is no pair " + "9" * 20),
        (("decide-pair", 1, "same"), "Say who decides, and why"),
    ):
        code, _, said = shell(*words)
        assert code == 2
        assert said.startswith("township-sync: " + sentence)
        assert len(said.splitlines()) == 1
