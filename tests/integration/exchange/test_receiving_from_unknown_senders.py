"""What lies in no known unit's place is received as of an unknown sender, what lies deeper in one as the unit's."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import TransientError, UsageError
from township_sync.orchestration.demo_source import inbox_source
from township_sync.settings import Settings
from township_sync.sources import folder
from township_sync.steps import month
from township_sync.steps.receive import UNKNOWN_SENDER, receive
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import submissions

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT, OTHER = "430981114", "430981116"
STRANGE = ["999999999/表.xlsx", "草尾/五月.xlsx", "五月.xlsx"]


def _put(root: Path, *names: str) -> None:
    for name in names:
        path = root / "2020-05" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


@pytest.fixture
def dropping(postgres_settings: Settings, drop: Path) -> Settings:
    more = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": str(drop)}
    return Settings(postgres_settings.workspace, postgres_settings.environment | more)


def _senders(connection: Connection) -> list[tuple[str | None, str]]:
    return [(one.unit_code, one.name) for one in submissions(connection, "2020-05")]


def test_the_portal_gives_what_lies_deeper_in_a_units_folder_under_its_path(
    connection: Connection, receiving: Settings, portal_root: Path
) -> None:
    _put(portal_root, f"{UNIT}/甲.xlsx", f"{UNIT}/子/乙.xlsx", f"{UNIT}/子/~$乙.xlsx", f"{UNIT}/.回收站/丙.xlsx")
    assert receive(receiving, connection, UNIT, NOW).passed_over == ()
    assert _senders(connection) == [(UNIT, f"{UNIT}/子/乙.xlsx"), (UNIT, f"{UNIT}/甲.xlsx")]
    assert receive(receiving, connection, UNIT, NOW).new == ()


def test_the_portal_gives_what_lies_in_no_units_folder_once(
    connection: Connection, receiving: Settings, portal_root: Path
) -> None:
    _put(portal_root, f"{UNIT}/甲.xlsx", *STRANGE)
    assert len(month.receive_all(receiving, connection, NOW).new) == 4
    assert [name for code, name in _senders(connection) if code is None] == ["999999999/表.xlsx", "五月.xlsx",
                                                                             "草尾/五月.xlsx"]
    assert month.receive_all(receiving, connection, NOW).new == ()
    assert month.units_to_read(connection, Month(2020, 5)) == ["", UNIT]


def test_the_drop_folder_is_received_in_the_order_of_its_paths_whoever_sent_them(
    connection: Connection, dropping: Settings, drop: Path
) -> None:
    _put(drop, f"{UNIT}/a/b/甲.xlsx", "1月.xlsx", *STRANGE)
    assert len(month.receive_all(dropping, connection, NOW).new) == 5
    assert _senders(connection) == [
        (None, "1月.xlsx"), (UNIT, f"{UNIT}/a/b/甲.xlsx"), (None, "999999999/表.xlsx"), (None, "五月.xlsx"),
        (None, "草尾/五月.xlsx"),
    ]
    assert month.receive_all(dropping, connection, NOW).new == ()


def test_what_cannot_be_taken_is_counted_by_reason_and_logged_without_its_name(
    connection: Connection, dropping: Settings, drop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _put(drop, f"{UNIT}/甲.xlsx", f"{UNIT}/~$甲.xlsx", f"{UNIT}/1/2/3/4/深.xlsx", "link.xlsx.part")
    (drop / "2020-05" / OTHER).mkdir()
    (drop / "2020-05" / OTHER / "link.xlsx").symlink_to(drop / "2020-05" / UNIT / "甲.xlsx")
    (drop / "无月份.xlsx").write_bytes(b"x")
    with caplog.at_level(logging.INFO):
        received = month.receive_all(dropping, connection, NOW)
    assert received.passed_by_reason == {"bad_place": 1, "not_a_file": 1, "still_written": 2, "too_deep": 1}
    assert len(received.new) == 1
    told = [record.getMessage() for record in caplog.records if record.name.startswith("township_sync")]
    assert told == [
        f"passed over of {UNIT}: 1 still_written", f"passed over of {UNIT}: 1 too_deep",
        f"passed over of {OTHER}: 1 not_a_file", "passed over of unknown senders: 1 bad_place",
        "passed over of unknown senders: 1 still_written",
    ]


def test_an_entry_of_no_unit_must_make_sense_as_well(
    connection: Connection, receiving: Settings, township_portal: Served
) -> None:
    entry = '{"id": "a", "unit_code": "%s", "period": "2020-05", "name": "%s", "size": 1, "sha256": "' + "0" * 64 + '"}'
    bad = [("../etc", "a.xlsx"), ("", "../a.xlsx"), ("", "/a.xlsx"), ("999999999", "a//b.xlsx"), (UNIT, "a.xlsx")]
    body = '{"items": [' + ",".join(entry % pair for pair in bad) + '], "next_cursor": null}'
    township_portal.script({"match": "GET /api/submissions", "action": "answer", "status": 200, "body": body})
    received = receive(receiving, connection, UNKNOWN_SENDER, NOW)
    assert [one.reason for one in received.passed_over] == ["bad_place", "bad_name", "bad_name", "bad_name"]
    assert received.new == ()


def test_units_that_cannot_be_asked_are_all_named_and_keep_no_other_from_coming(
    connection: Connection, receiving: Settings, portal_root: Path, township_portal: Served
) -> None:
    _put(portal_root, f"{UNIT}/甲.xlsx", f"{OTHER}/乙.xlsx")
    failing = list(units())[:2]
    refused = {"match": "GET /api/submissions", "action": "answer", "status": 403, "body": "{}"}
    township_portal.script(*({**refused, "nth": number} for number in (1, 2)))
    with pytest.raises(Exception, match="Not every unit could be asked") as raised:
        month.receive_all(receiving, connection, NOW)
    assert all(code in str(raised.value) for code in failing)
    assert UNIT not in str(raised.value) and "unknown senders" not in str(raised.value)
    assert len(_senders(connection)) == 2


def test_one_error_for_all_units_is_tried_again_when_that_may_help(
    connection: Connection, receiving: Settings, township_portal: Served
) -> None:
    township_portal.stop()
    more = {"TOWNSHIP_SYNC_PEER_DEADLINE": "0.2", "TOWNSHIP_SYNC_PORTAL_CLIENT": CLIENT,
            "TOWNSHIP_SYNC_PORTAL_SECRET": SECRET}
    with pytest.raises(TransientError) as raised:
        month.receive_all(Settings(receiving.workspace, receiving.environment | more), connection, NOW)
    assert all(code in str(raised.value) for code in units())
    assert str(raised.value).count("cannot be reached") == 1


@pytest.mark.parametrize("names", [[], STRANGE, [f"{UNIT}/~$甲.xlsx"]], ids=["empty", "strange", "unfinished"])
def test_an_inbox_without_any_file_of_a_unit_is_refused(drop: Path, names: list[str]) -> None:
    (drop / "2020-05").mkdir()
    _put(drop, *names)
    with pytest.raises(UsageError, match="folder per unit code"):
        folder.refuse_without_senders(drop / "2020-05")
    with pytest.raises(UsageError, match="folder per unit code"):
        inbox_source(drop / "2020-05", None)
    _put(drop, f"{UNIT}/子/甲.xlsx")
    folder.refuse_without_senders(drop / "2020-05")
