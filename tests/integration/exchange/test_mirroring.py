"""The platform's register comes here page by page: whole or not at all, as often as one likes, with both its times."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character
from township_sync.errors import TerminalError, TransientError
from township_sync.sandbox.platform_server import PlatformOptions, platform
from township_sync.settings import Settings
from township_sync.steps.mirror import Mirrored, mirror_all
from township_sync.warehouse import mirrors
from township_sync.warehouse.as_of import as_of
from township_sync.warehouse.audit_rows import listed
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.mirrors import registered_units

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
MAY, JUNE = date(2020, 5, 31), date(2020, 6, 30)
REFUSAL = {"match": "GET /api/v1/records/", "action": "answer", "status": 403, "body": "{}"}
HEADERS = ["姓名", "身份证号", "户编号", "户籍乡镇", "村(社区)", "性别", "贫困属性", "纳入日期"]
Person = dict[str, str]


def id_no(number: int) -> str:
    first = f"439999{1960 + number}0615{101 + 2 * number}"
    return first + id_check_character(first)


def person(number: int, **more: str) -> Person:
    return {"姓名": f"丁{chr(0x5000 + number)}", "身份证号": id_no(number), "户编号": f"H{number}",
            "户籍乡镇": "草尾镇", "村(社区)": "乐园村", "性别": "男", "贫困属性": "未脱贫",
            "纳入日期": "2016-01-01", **more}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records"


@pytest.fixture
def register(tmp_path: Path, records: Path) -> Iterator[Served]:
    options = PlatformOptions(records=records, page_size=4)
    served = Served(platform(tmp_path / "register.sqlite", CLIENT, SECRET, options))
    yield served
    served.stop()


@pytest.fixture
def bureau(postgres_settings: Settings, register: Served) -> Settings:
    peer = {"PLATFORM_URL": register.url, "PLATFORM_CLIENT": CLIENT, "PLATFORM_SECRET": SECRET,
            "PEER_DEADLINE": "2", "PEER_READ_TIMEOUT": "1", "CLOCK_TOLERANCE": "1e12"}
    added = {f"TOWNSHIP_SYNC_{name}": value for name, value in peer.items()}
    return Settings(postgres_settings.workspace, {**postgres_settings.environment, **added})


def keeps(records: Path, day: date, people: Sequence[Mapping[str, str]]) -> None:
    """The platform makes a list on a day."""
    path = records / "register_person" / f"{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, HEADERS)
        writer.writeheader()
        writer.writerows(people)


def known(connection: Connection, day: date, known_on: date) -> dict[str, str]:
    """Village by name, as `township-sync as-of` tells it."""
    found = as_of(connection, contract("register_person"), day, known_on)
    return {thing["person_name"]: thing["village_name"] for thing in found}


def books(connection: Connection) -> list[dict[str, Any]]:
    return connection.execute("SELECT * FROM ops.mirror ORDER BY mirror_id").fetchall()


def test_a_list_of_several_pages_is_here_as_a_whole_and_asking_again_changes_nothing(
    connection: Connection, bureau: Settings, records: Path
) -> None:
    keeps(records, MAY, [person(number) for number in range(10)])
    assert mirror_all(bureau, connection, NOW) == [Mirrored("register_person", "loaded", 10, 0, 10)]
    assert mirror_all(bureau, connection, NOW + timedelta(days=1)) == [Mirrored("register_person", "unchanged")]
    [book] = books(connection)
    assert (len(book["pages"]), book["loaded"], book["findings"]) == (3, 10, [])
    assert registered_units(connection, [id_no(3), id_no(30)]) == {id_no(3): "430981114"}
    [act] = listed(connection, None, "list_mirrored")
    assert act.moment == NOW and (act.details["entity"], act.details["changes"]) == ("register_person", 10)


def test_a_later_list_ends_who_left_and_remembers_what_was_known(
    connection: Connection, bureau: Settings, records: Path
) -> None:
    keeps(records, MAY, [person(0), person(1), person(2)])
    mirror_all(bureau, connection, NOW)
    keeps(records, JUNE, [person(0), {**person(1), "村(社区)": "新安村"}, person(3)])
    later = NOW + timedelta(days=30)
    assert mirror_all(bureau, connection, later)[0].changes == 2 + 2
    assert known(connection, MAY, later.date()) == {"丁倀": "乐园村", "丁倁": "乐园村", "丁倂": "乐园村"}
    assert known(connection, JUNE, later.date()) == {"丁倀": "乐园村", "丁倁": "新安村", "丁倃": "乐园村"}
    assert known(connection, JUNE, NOW.date()) == {"丁倀": "乐园村", "丁倁": "乐园村", "丁倂": "乐园村"}


def test_a_list_made_anew_for_the_same_day_takes_the_place_of_the_first(
    connection: Connection, bureau: Settings, records: Path
) -> None:
    keeps(records, MAY, [person(0), person(1)])
    mirror_all(bureau, connection, NOW)
    keeps(records, MAY, [person(0, **{"村(社区)": "新安村"})])
    later = NOW + timedelta(days=2)
    mirror_all(bureau, connection, later)
    assert known(connection, MAY, later.date()) == {"丁倀": "新安村"}
    assert known(connection, MAY, NOW.date()) == {"丁倀": "乐园村", "丁倁": "乐园村"}


def test_a_run_that_breaks_off_is_taken_up_at_the_page_where_it_stopped(
    connection: Connection, bureau: Settings, records: Path, register: Served
) -> None:
    keeps(records, MAY, [person(number) for number in range(10)])
    register.script({**REFUSAL, "nth": 3})
    with pytest.raises(TerminalError, match="403"):
        mirror_all(bureau, connection, NOW)
    assert [(book["state"], len(book["pages"]), book["cursor"]) for book in books(connection)] == [("taking", 2, "8")]
    assert known(connection, MAY, NOW.date()) == {}
    register.script({**REFUSAL, "nth": 2})
    assert mirror_all(bureau, connection, NOW)[0].changes == 10
    assert [fault["nth"] for fault in register.faults_left()] == [1], "one page was missing, and one was asked for"


@pytest.mark.parametrize("rows", [1, 10])
def test_a_run_that_breaks_off_after_the_last_page_asks_for_no_page_again(
    connection: Connection, bureau: Settings, records: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    def held_up(*_: Any) -> int:
        raise TransientError("A merge goes on elsewhere.")

    keeps(records, MAY, [person(number) for number in range(rows)])
    with monkeypatch.context() as patched, pytest.raises(TransientError):
        patched.setattr(mirrors, "load", held_up)
        mirror_all(bureau, connection, NOW)
    assert mirror_all(bureau, connection, NOW) == [Mirrored("register_person", "loaded", rows, 0, rows)]
    assert [(book["state"], len(book["pages"])) for book in books(connection)] == [("loaded", -(-rows // 4))]


def test_of_two_runs_one_begins_the_list_one_adds_its_only_page_and_one_loads_it(connection: Connection) -> None:
    shape = contract("register_person")
    begun = mirrors.begin(connection, shape.name, "province", ("1", MAY, 0), NOW)
    assert begun and mirrors.begin(connection, shape.name, "province", ("1", MAY, 0), NOW) is None
    whole = mirrors.add_page(connection, begun, "a" * 64, "")
    assert whole and mirrors.add_page(connection, begun, "a" * 64, "") is None
    counts = {"loaded": 0, "duplicate": 0, "rejected": 0, "findings": []}
    mirrors.load(connection, shape, whole, [], counts, NOW)
    with pytest.raises(TransientError, match="another run"):
        mirrors.load(connection, shape, whole, [], counts, NOW)


@pytest.mark.parametrize("before, after", [
    (2, []), (10, [person(number) for number in range(4)]),
    (10, [person(number, 户籍乡镇="长沙市") for number in range(10)]),
    (10, [person(number) for number in range(20, 30)]),
])
def test_a_list_that_leaves_out_most_ends_nobody_and_a_whole_one_is_taken_after_it(
    connection: Connection, bureau: Settings, records: Path, before: int, after: list[Person]
) -> None:
    everybody = [person(number) for number in range(before)]
    keeps(records, MAY, everybody)
    mirror_all(bureau, connection, NOW)
    keeps(records, JUNE, after)
    kept = sum(one in everybody for one in after)
    with pytest.raises(TerminalError, match=f"{kept} of {before} .*tell its operator"):
        mirror_all(bureau, connection, NOW)
    assert len(known(connection, JUNE, NOW.date())) == before
    keeps(records, JUNE, [*everybody, person(40)])
    assert mirror_all(bureau, connection, NOW)[0].changes == 1
    assert [book["state"] for book in books(connection)] == ["loaded", "left", "loaded"]


def test_a_list_that_changes_while_it_is_read_is_begun_anew(
    connection: Connection, bureau: Settings, records: Path, register: Served
) -> None:
    keeps(records, MAY, [person(number) for number in range(10)])
    register.script({**REFUSAL, "nth": 3})
    with pytest.raises(TerminalError):
        mirror_all(bureau, connection, NOW)
    keeps(records, MAY, [person(number) for number in range(6)])
    assert mirror_all(bureau, connection, NOW)[0].rows == 6
    assert [book["state"] for book in books(connection)] == ["left", "loaded"]


def test_what_the_suite_refuses_is_not_loaded_and_ends_nobody(
    connection: Connection, bureau: Settings, records: Path
) -> None:
    keeps(records, MAY, [person(0), person(1), person(2)])
    mirror_all(bureau, connection, NOW)
    wrong = id_no(7)[:17] + ("0" if id_no(7)[17] != "0" else "1")
    elsewhere, twice = person(8, 户籍乡镇="长沙市"), person(1, 户编号="H9")
    people = [person(0, 姓名="丁1"), person(1), twice, person(7, 身份证号=wrong), elsewhere, person(9), person(9)]
    keeps(records, JUNE, people)
    later = NOW + timedelta(days=30)
    done = mirror_all(bureau, connection, later)[0]
    assert (done.rows, done.rejected) == (7, 5)
    book = books(connection)[-1]
    assert sorted(map(tuple, book["findings"])) == sorted([
        (1, "姓名", "name_has_digit"), (2, None, "duplicate_key_in_sheet"), (3, None, "duplicate_key_in_sheet"),
        (4, "身份证号", "id_no_check_character"), (5, "户籍乡镇", "row_of_other_unit"),
        (6, None, "duplicate_row_in_sheet"), (7, None, "duplicate_row_in_sheet")])
    assert "439999" not in json.dumps(book["findings"])
    assert sorted(known(connection, JUNE, later.date())) == ["丁倀", "丁倁", "丁倉"]


def test_a_platform_without_a_register_and_an_older_list_are_no_error(
    connection: Connection, bureau: Settings, records: Path
) -> None:
    assert mirror_all(bureau, connection, NOW) == [Mirrored("register_person", "not_kept")]
    keeps(records, JUNE, [person(0)])
    mirror_all(bureau, connection, NOW)
    (records / "register_person" / f"{JUNE}.csv").unlink()
    keeps(records, MAY, [])
    assert mirror_all(bureau, connection, NOW) == [Mirrored("register_person", "older")]
    assert known(connection, JUNE, NOW.date()) == {"丁倀": "乐园村"}


def test_a_platform_that_is_down_is_tried_again_later_and_one_that_is_not_set_is_not_asked(
    connection: Connection, bureau: Settings, postgres_settings: Settings, register: Served
) -> None:
    assert mirror_all(postgres_settings, connection, NOW) == []
    register.stop()
    with pytest.raises(TransientError):
        mirror_all(bureau, connection, NOW)
