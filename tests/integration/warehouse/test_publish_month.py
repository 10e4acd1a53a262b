"""The monthly files: what changed since the platform acknowledged, every row sent once or listed with its reason."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from integration.warehouse.months import NOW, A, B, Sent, merge_month, person, send, take
from township_sync.settings import Settings
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
APRIL = Sent(A, "2020-04", "app_account", [person(P1, role="1"), person(P2, role="1"), person(P3, role="1")])
MAY = Sent(A, "2020-05", "app_account", [person(P1, role="1"), person(P2, role="2")])


def published(settings: Settings, made: Publication) -> list[dict[str, str]]:
    text = (settings.folder("published") / made.path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def actions(settings: Settings, made: Sequence[Publication]) -> list[tuple[str, str]]:
    return [(row["公民身份号码"], row["action"]) for each in made for row in published(settings, each)]


def answer(connection: Connection, status: str = "accepted", code: str | None = None) -> None:
    """What the platform's receipts do: every open row gets its answer."""
    connection.execute("UPDATE ops.publication_row SET status = %s, code = %s WHERE status = 'pending'", [status, code])
    connection.execute("UPDATE ops.publication SET state = 'settled' WHERE state = 'ready'")


def held(connection: Connection) -> list[tuple[Any, ...]]:
    found = connection.execute("SELECT action, reason FROM ops.publication_held ORDER BY row_key")
    return [tuple(row.values()) for row in found]


def test_new_changed_and_ended_rows_are_sent_once(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL])
    first = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert sorted(actions(postgres_settings, first)) == [(P1, "new"), (P2, "new"), (P3, "new")]
    answer(connection)
    take(connection, postgres_settings, [MAY])
    second = publish_month(connection, postgres_settings, "2020-05", NOW)
    assert sorted(actions(postgres_settings, second)) == [(P2, "changed"), (P3, "ended")]
    assert second[0].counts == {"new": 0, "changed": 1, "ended": 1, "held": 0}
    answer(connection)
    assert publish_month(connection, postgres_settings, "2020-05", NOW) == []
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == []


def test_a_publication_that_was_not_sent_yet_is_given_again_and_not_made_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL])
    first = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert publish_month(connection, postgres_settings, "2020-04", NOW + timedelta(days=1)) == first


def test_the_same_input_gives_the_same_bytes(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL])
    contents = []
    for moment in (NOW, NOW + timedelta(days=9)):
        publish_month(connection, postgres_settings, "2020-04", moment)
        folder = postgres_settings.folder("published") / "2020-04"
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
        connection.execute("TRUNCATE ops.publication CASCADE")
        for path in folder.iterdir():
            path.unlink()
    assert contents[0] == contents[1]
    # Every dataset of the platform tells what it holds; only the one with rows has a file to send.
    assert {"app_account.r1.csv", "app_account.r1.xlsx", "app_account.held.csv", "manifest.json"} <= set(contents[0])
    files = json.loads(contents[0]["manifest.json"])["files"]
    assert [(each["rows"], each["new"]) for each in files if each["file"] == "app_account.r1.csv"] == [(3, 3)]
    assert {each["file"]: each["sha256"] for each in files} == {
        name: hashlib.sha256(data).hexdigest() for name, data in contents[0].items() if name != "manifest.json"
    }
    assert [each["rows"] for each in files if each["file"] == "app_account.r1.xlsx"] == [3]


def test_the_manifest_counts_the_rows_of_every_file(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [replace(APRIL, held={4: {"bound_id_differs"}})])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    told = json.loads((postgres_settings.folder("published") / "2020-04/manifest.json").read_text(encoding="utf-8"))
    rows = {each["file"]: each["rows"] for each in told["files"] if each["dataset"] == "app_account"}
    assert rows == {"app_account.r1.csv": 2, "app_account.r1.xlsx": 3, "app_account.held.csv": 1}


def test_rows_with_a_holding_finding_or_of_a_blocked_unit_stay_and_are_listed(
    connection: Connection, postgres_settings: Settings
) -> None:
    mine = replace(APRIL, held={4: {"bound_id_differs", "staff_phone_shared"}})
    other = Sent(B, "2020-04", "app_account", [person("439999197505141263", unit_code=B)])
    take(connection, postgres_settings, [mine, other], blocked=frozenset({(B, "app_account", "block_sync")}))
    made = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert sorted(actions(postgres_settings, made)) == [(P2, "new"), (P3, "new")]
    assert sorted(held(connection)) == [("new", "block_sync"), ("new", "bound_id_differs,staff_phone_shared")]
    assert made[0].counts == {"new": 2, "changed": 0, "ended": 0, "held": 2}


def test_a_held_row_goes_once_it_is_mended(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [replace(APRIL, held={4: {"bound_id_differs"}})])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    answer(connection)
    merge_month(connection, "2020-04", [APRIL])
    again = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert actions(postgres_settings, again) == [(P1, "new")]
    assert again[0].revision == 2
    assert held(connection) == []


def test_a_row_that_waits_for_its_answer_is_not_published_twice(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL])
    first = publish_month(connection, postgres_settings, "2020-04", NOW)
    take(connection, postgres_settings, [MAY])
    assert publish_month(connection, postgres_settings, "2020-05", NOW) == first
    # P2 changed while its first version is on its way; of P3 the platform has not acknowledged anything that could end.
    assert held(connection) == [("new", "waiting")]
    answer(connection)
    later = publish_month(connection, postgres_settings, "2020-05", NOW)
    assert sorted(actions(postgres_settings, later)) == [(P2, "changed"), (P3, "ended")]


def test_a_row_that_the_platform_refused_goes_again_only_when_it_changes(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [replace(APRIL, rows=APRIL.rows[:2])])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    answer(connection, "rejected", "E305")
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == []
    assert held(connection) == [("new", "refused:E305")] * 2
    take(connection, postgres_settings, [MAY])
    [made] = publish_month(connection, postgres_settings, "2020-05", NOW)
    [row] = published(postgres_settings, made)
    assert (row["公民身份号码"], row["action"]) == (P2, "new")
    before = connection.execute("SELECT row_key FROM ops.publication_row WHERE publication_id = 1 ORDER BY row_no")
    place = [each["row_key"] for each in before].index(row["row_key"]) + 1
    assert row["corrects"] == f"month-app_account-2020-04-r1-1#{place}", "the sending that it replaces"


def test_rows_of_a_publication_that_was_refused_as_a_whole_go_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    connection.execute("UPDATE ops.publication SET state = 'refused'")
    again = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert (again[0].revision, again[0].row_count) == (2, 3)


def test_a_correction_of_an_old_month_never_takes_the_platform_back(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL, MAY])
    for period in ("2020-04", "2020-05"):
        publish_month(connection, postgres_settings, period, NOW)
        answer(connection)
    corrected = Sent(A, "2020-04", "app_account", [person(P1, role="9"), person(P2, role="9")], name=f"{A}/2.xlsx")
    send(connection, postgres_settings, corrected)
    old = replace(APRIL, fates={4: "superseded", 5: "superseded", 6: "superseded"})
    merge_month(connection, "2020-04", [old, corrected])
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == []


def test_each_row_remembers_where_it_was_read(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    found = connection.execute('SELECT file, sheet, "row", unit_code FROM ops.publication_row ORDER BY "row"')
    assert [tuple(row.values()) for row in found] == [(APRIL.file, "表", row, A) for row in (4, 5, 6)]


def test_texts_that_look_like_formulas_or_numbers_stay_texts(
    connection: Connection, postgres_settings: Settings
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    take(connection, postgres_settings, [replace(APRIL, rows=[person(P1, village_name="=1+1")])])
    made = publish_month(connection, postgres_settings, "2020-04", NOW)[0]
    book = openpyxl.load_workbook((postgres_settings.folder("published") / made.path).with_suffix(".xlsx"))
    cells = [cell for row in book["新增"].iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", P1} <= {cell.value for cell in cells}
