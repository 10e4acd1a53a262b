"""A correction of a published month leaves what was published alone and is on record beside it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.warehouse.months import NOW, A, Sent, merge_month, person, send, take
from township_sync.cli import app
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.late_corrections import Correction, corrections_of

P1, P2, P3, P4 = (f"4399991975051412{end}" for end in ("39", "47", "55", "63"))
ENTITY, APRIL, MAY = contract("app_account"), Month(2020, 4), Month(2020, 5)
DATASET = ENTITY.outbound["province"]["dataset"]
SENT = Sent(A, "2020-04", "app_account", [person(P1, role="1"), person(P2, role="1"), person(P3, role="1")])
RESENT = replace(SENT, rows=[person(P1, role="2"), person(P3, role="1"), person(P4, role="1")], name=f"{A}/again.xlsx")
DAY = timedelta(days=1)


@pytest.fixture
def corrected(connection: Connection, postgres_settings: Settings) -> Connection:
    """April was published on the first day, and sent again and merged on the second."""
    take(connection, postgres_settings, [SENT])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    connection.execute("UPDATE ops.publication_row SET status = 'accepted'")
    send(connection, postgres_settings, RESENT)
    superseded = replace(SENT, fates={4: "superseded", 5: "superseded", 6: "superseded"})
    merge_month(connection, "2020-04", [superseded, RESENT], NOW + DAY)
    return connection


@pytest.fixture
def shell(corrected: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call `corrections-of` on that warehouse."""
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    monkeypatch.setenv("COLUMNS", "240")
    return lambda *words: CliRunner().invoke(app, ["corrections-of", *map(str, words)])


def told(found: list[Correction]) -> list[tuple[Any, ...]]:
    return sorted((each.kind, (each.after or each.before or {})["id_no"], each.fields) for each in found)


def test_what_changed_appeared_and_vanished_is_on_record(corrected: Connection) -> None:
    found = corrections_of(corrected, ENTITY, DATASET, APRIL)
    assert told(found) == [("appeared", P4, []), ("changed", P1, ["role"]), ("vanished", P2, [])]
    changed = next(each for each in found if each.kind == "changed")
    assert ((changed.before or {})["role"], (changed.after or {})["role"]) == ("1", "2")
    assert (changed.published_in, changed.told_in) == (f"2020-04/{DATASET}.r1.csv", None)
    assert changed.known_since == NOW + DAY
    assert {each.kind: (each.file, each.sheet_row) for each in found} == {
        "changed": (RESENT.file, 4), "appeared": (RESENT.file, 6), "vanished": (RESENT.file, None)}


def test_what_was_published_is_not_rewritten_and_the_next_file_tells_the_correction(
    corrected: Connection, postgres_settings: Settings
) -> None:
    first = postgres_settings.folder("published") / f"2020-04/{DATASET}.r1.csv"
    before = first.read_bytes()
    publish_month(corrected, postgres_settings, "2020-04", NOW + 2 * DAY)
    assert first.read_bytes() == before
    found = corrections_of(corrected, ENTITY, DATASET, APRIL)
    assert [each.told_in for each in found] == [f"2020-04/{DATASET}.r2.csv"] * 3


def test_a_later_month_that_ends_a_version_is_no_correction_and_moves_no_moment(
    corrected: Connection, postgres_settings: Settings
) -> None:
    before = corrections_of(corrected, ENTITY, DATASET, APRIL)
    may = replace(SENT, period="2020-05", rows=[person(P1, role="3"), person(P3, role="3"), person(P4, role="3")])
    take(corrected, postgres_settings, [may], NOW + 3 * DAY)
    after = corrections_of(corrected, ENTITY, DATASET, APRIL)
    assert told(after) == told(before)
    assert {each.known_since for each in after} == {NOW + DAY}


def test_a_correction_that_is_taken_back_is_none(corrected: Connection, postgres_settings: Settings) -> None:
    back = replace(SENT, name=f"{A}/back.xlsx", rows=[*SENT.rows, {**SENT.rows[0], "id_no": "439999197505141271"}])
    send(corrected, postgres_settings, back)
    gone = [replace(each, fates={4: "superseded", 5: "superseded", 6: "superseded"}) for each in (SENT, RESENT)]
    merge_month(corrected, "2020-04", [*gone, replace(back, fates={7: "rejected"})], NOW + 4 * DAY)
    assert corrections_of(corrected, ENTITY, DATASET, APRIL) == []


def test_a_month_that_was_not_published_has_no_corrections(corrected: Connection) -> None:
    with pytest.raises(UsageError, match="2020-05 was not published yet"):
        corrections_of(corrected, ENTITY, DATASET, MAY)


def test_corrections_are_told_with_what_was_published_and_no_whole_number(shell: Any, tmp_path: Path) -> None:
    told = shell("2020-04", "--json", tmp_path / "corrections.json")
    assert told.exit_code == 0, told.output
    assert "3 correction(s) of 2020-04 since it was published; 3 not told to the platform yet" in told.output
    assert "发布后新增" in told.output and "发布后撤除" in told.output
    text = (tmp_path / "corrections.json").read_text(encoding="utf-8")
    found = {each["kind"]: each for each in json.loads(text)["corrections"]}
    assert {kind: each["thing"]["id_no"] for kind, each in found.items()} == {
        "appeared": "…" + P4[-4:], "changed": "…" + P1[-4:], "vanished": "…" + P2[-4:]}
    changed = found["changed"]
    assert changed["changes"] == [{"column": "人员类型", "published": "1", "known": "2"}]
    assert (changed["unit_code"], changed["file"], changed["row"]) == (A, RESENT.file, 4)
    assert (changed["published_in"], changed["told_in"]) == (f"2020-04/{DATASET}.r1.csv", None)
    assert changed["known_since"] == "2020-07-02T16:00:00+08:00"
    assert not [secret for secret in (P1, P2, P3, P4, "张三") if secret in told.output + text]


def test_one_entity_can_be_asked_for(shell: Any) -> None:
    assert "3 correction(s)" in shell("2020-04", "--entity", "app_account").output
    other = shell("2020-04", "--entity", "worker_employment")
    assert other.exit_code == 0 and "0 correction(s) of 2020-04" in other.output


@pytest.mark.parametrize("arguments, said", [
    (("2020-04", "--entity", "nothing"), "No entity 'nothing' is published; there are app_account, job_post, "),
    (("2020-04", "--entity", "training"), "No entity 'training' is published; there are app_account, job_post, "),
    (("2020-05",), "2020-05 was not published yet"), (("May",), "'May' is no month"),
])
def test_what_was_never_published_is_one_sentence(shell: Any, arguments: tuple[str, ...], said: str) -> None:
    refused = shell(*arguments)
    assert refused.exit_code == 2
    [line] = refused.stderr.splitlines()
    assert line.startswith("township-sync: " + said)
    assert "training," not in line.partition("there are")[2]
