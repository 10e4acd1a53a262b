"""What a township sends arrives whole, once, and in order; what cannot be had keeps nothing else back."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from integration.exchange.conftest import Served
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.sources import portal
from township_sync.steps.receive import receive
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import submissions

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT = "430981114"
LISTING = "GET /api/submissions"
CONTENT = LISTING + "/"


def _drop(root: Path, name: str, data: bytes, period: str = "2020-05") -> Path:
    path = root / period / UNIT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _names(connection: Connection, period: str = "2020-05") -> list[str]:
    return [one.name for one in submissions(connection, period)]


def test_files_of_the_portal_are_recorded_once_in_their_order(
    connection: Connection, receiving: Settings, portal_root: Path
) -> None:
    for name in ("乙.xlsx", "甲.xlsx", "~$甲.xlsx", "丙.xlsx.part"):
        _drop(portal_root, name, name.encode())
    _drop(portal_root, "六月.csv", b"june", "2020-06")
    first = receive(receiving, connection, UNIT, NOW)
    assert (len(first.new), first.periods, first.passed_over) == (3, ("2020-05", "2020-06"), ())
    assert _names(connection) == [f"{UNIT}/乙.xlsx", f"{UNIT}/甲.xlsx"]
    again = receive(receiving, connection, UNIT, NOW)
    assert (again.new, again.periods) == ((), ())


def test_what_is_known_is_not_downloaded_again(
    connection: Connection, receiving: Settings, portal_root: Path, township_portal: Served
) -> None:
    _drop(portal_root, "甲.xlsx", b"one")
    receive(receiving, connection, UNIT, NOW)
    township_portal.script({"match": CONTENT, "action": "answer", "status": 500, "times": 99})
    assert receive(receiving, connection, UNIT, NOW).passed_over == ()


def test_a_corrected_file_of_the_same_name_is_a_new_submission(
    connection: Connection, receiving: Settings, portal_root: Path
) -> None:
    _drop(portal_root, "甲.xlsx", b"one")
    receive(receiving, connection, UNIT, NOW)
    _drop(portal_root, "甲.xlsx", b"two")
    assert len(receive(receiving, connection, UNIT, NOW).new) == 1


def test_many_pages_are_read_to_the_end(
    connection: Connection, receiving: Settings, portal_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal, "PAGE_SIZE", 3)
    for number in range(10):
        _drop(portal_root, f"{number:03d}.csv", str(number).encode())
    assert len(receive(receiving, connection, UNIT, NOW).new) == 10


FAULTS: dict[str, dict[str, Any]] = {
    "download cut": {"action": "truncate", "bytes": 2},
    "connection reset": {"action": "drop"},
    "busy": {"action": "answer", "status": 503, "body": "<html>busy</html>"},
    "other bytes": {"action": "garble", "body": "other"},
    "login page with 200": {"action": "answer", "status": 200, "body": "<html>登录</html>",
                            "headers": {"content-type": "text/html; charset=utf-8"}},
    "token taken away": {"action": "revoke"},
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_download_is_repeated_until_its_checksum_fits(
    connection: Connection, receiving: Settings, portal_root: Path, township_portal: Served, name: str
) -> None:
    _drop(portal_root, "甲.xlsx", b"the real content")
    township_portal.script({"match": CONTENT, "nth": 1, **FAULTS[name]})
    assert len(receive(receiving, connection, UNIT, NOW).new) == 1
    assert township_portal.faults_left() == []
    assert submissions(connection, "2020-05")[0].sha256 == hashlib.sha256(b"the real content").hexdigest()


def test_a_login_page_is_never_saved_and_the_other_files_still_come(
    connection: Connection, receiving: Settings, portal_root: Path, township_portal: Served
) -> None:
    _drop(portal_root, "1.xlsx", b"first")
    _drop(portal_root, "2.xlsx", b"second")
    page = {"status": 200, "body": "<html>登录</html>", "headers": {"content-type": "text/html"}}
    township_portal.script({"match": CONTENT, "times": 3, "action": "answer", **page})
    received = receive(receiving, connection, UNIT, NOW)
    assert [(one.name, one.reason) for one in received.passed_over] == [("1.xlsx", "login_page")]
    assert _names(connection) == [f"{UNIT}/2.xlsx"]
    assert len(receive(receiving, connection, UNIT, NOW).new) == 1


def test_a_listing_that_runs_in_a_circle_ends(
    connection: Connection, receiving: Settings, township_portal: Served
) -> None:
    body = '{"items": [], "next_cursor": "7"}'
    township_portal.script({"match": LISTING, "action": "answer", "status": 200, "body": body, "times": 99})
    with pytest.raises(TerminalError, match="circle"):
        receive(receiving, connection, UNIT, NOW)


SENSELESS = [{"unit_code": "430981006"}, {"id": "../../etc"}, {"name": "../甲.xlsx"}, {"size": "9"},
             {"period": "2020-13"}, {"sha256": "zz"}]


@pytest.mark.parametrize("change", SENSELESS, ids=str)
def test_an_entry_that_makes_no_sense_is_passed_over(
    connection: Connection, receiving: Settings, township_portal: Served, change: dict[str, str]
) -> None:
    entry = {"id": "a", "unit_code": UNIT, "period": "2020-05", "name": "甲.xlsx", "size": 3, "sha256": "0" * 64}
    body = json.dumps({"items": [entry | change], "next_cursor": None})
    township_portal.script({"match": LISTING, "action": "answer", "status": 200, "body": body})
    received = receive(receiving, connection, UNIT, NOW)
    assert (received.new, len(received.passed_over)) == ((), 1)


def test_a_portal_that_does_not_answer_is_a_transient_error(
    connection: Connection, receiving: Settings, township_portal: Served
) -> None:
    township_portal.stop()
    hasty = Settings(receiving.workspace, receiving.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    with pytest.raises(TransientError, match="cannot be reached"):
        receive(hasty, connection, UNIT, NOW)


def test_the_drop_folder_serves_as_well_and_the_settings_may_choose_it(
    connection: Connection, postgres_settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "drop"
    _drop(root, "甲.xlsx", b"one")
    _drop(root, "子/乙.csv", b"two")
    more = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": str(root)}
    settings = Settings(postgres_settings.workspace, postgres_settings.environment | more)
    assert len(receive(settings, connection, UNIT, NOW).new) == 2
    assert _names(connection) == [f"{UNIT}/子/乙.csv", f"{UNIT}/甲.xlsx"]
    assert receive(settings, connection, UNIT, NOW).new == ()


def test_an_unknown_unit_is_a_usage_error(connection: Connection, receiving: Settings) -> None:
    with pytest.raises(UsageError, match=r"units\.csv"):
        receive(receiving, connection, "999999999", NOW)
