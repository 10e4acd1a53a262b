"""A correction of a published month leaves what was published alone and is on record beside it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from integration.warehouse.months import NOW, A, Sent, merge_month, person, send, take
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
