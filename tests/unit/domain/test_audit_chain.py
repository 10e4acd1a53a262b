"""A chain of acts: whatever is done to its rows afterwards is found, at the first row that does not hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from township_sync.domain.audit_chain import BEGINNING, Act, Break, Head, Kept, walk

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
LENGTH = 6


def chained(length: int = LENGTH, actor: str = "王股长") -> list[Kept]:
    rows: list[Kept] = []
    for number in range(1, length + 1):
        previous = rows[-1].hash if rows else BEGINNING.hash
        act = Act(number, NOW + timedelta(minutes=number), actor, "batch_sent", {"batch_id": number}, {}, previous)
        rows.append(Kept(act, act.digest))
    return rows


def broken(rows: Sequence[Kept], outside: dict[int, str] | None = None) -> Break | None:
    return walk(rows, BEGINNING, outside or {})[1]


def test_an_untouched_chain_holds_to_its_head() -> None:
    rows = chained()
    assert walk(rows, BEGINNING, {3: rows[2].hash}) == (Head(LENGTH, rows[-1].hash), None)
    assert walk([], BEGINNING, {}) == (BEGINNING, None)


def test_what_a_row_says_is_hashed_alike_on_every_machine() -> None:
    [row] = chained(1)
    elsewhere = replace(row.act, moment=row.act.moment.astimezone(timezone(timedelta(hours=8))))
    assert row.act.told == (
        '{"action":"batch_sent","actor":"王股长","details":{},"moment":"2020-06-05T01:01:00.000000+00:00","number":1,'
        f'"previous_hash":"{"0" * 64}","subject":{{"batch_id":1}}}}')
    # printf '%s' '{…}' | sha256sum
    assert elsewhere.digest == row.hash == "7a300ca0ed3e794254aae00aa46342f648ea7da39b49c19e57d5c64b6de3303f"


@given(st.integers(0, LENGTH - 1), st.sampled_from(["moment", "actor", "action", "subject", "details"]))
def test_a_changed_row_is_named(place: int, name: str) -> None:
    rows = chained()
    other = {"moment": NOW, "actor": "李四", "action": "batch_refused", "subject": {"batch_id": 9}, "details": {"a": 1}}
    rows[place] = replace(rows[place], act=replace(rows[place].act, **{name: other[name]}))
    found = broken(rows)
    assert found and found.number == place + 1 and "was changed" in found.what


@given(st.integers(0, LENGTH - 2))
def test_a_changed_row_with_a_hash_that_fits_is_found_at_the_next_one(place: int) -> None:
    rows = chained()
    act = replace(rows[place].act, actor="李四")
    rows[place] = Kept(act, act.digest)
    found = broken(rows)
    assert found and found.number == place + 2 and "does not follow" in found.what


@given(st.integers(0, LENGTH - 2))
def test_a_removed_row_is_named(place: int) -> None:
    rows = chained()
    del rows[place]
    assert broken(rows) == Break(place + 1, f"it is missing, {place + 2} follows {place}")


@given(st.permutations(range(LENGTH)).filter(lambda order: order != list(range(LENGTH))), st.booleans())
def test_rows_in_another_order_are_found_also_when_numbered_anew(order: list[int], is_renumbered: bool) -> None:
    rows = [chained()[place] for place in order]
    if is_renumbered:
        acts = [replace(row.act, number=number) for number, row in enumerate(rows, 1)]
        rows = [Kept(act, act.digest) for act in acts]
    assert broken(rows)


@given(st.integers(0, LENGTH - 1))
def test_a_cut_end_is_found_by_a_head_that_lies_elsewhere_and_by_nothing_else(left: int) -> None:
    rows = chained()
    assert broken(rows[:left]) is None
    found = broken(rows[:left], {LENGTH: rows[-1].hash})
    assert found and found.number == left + 1 and "cut off" in found.what


def test_a_chain_written_anew_is_found_by_a_head_that_lies_elsewhere() -> None:
    head = chained()[2]
    found = broken(chained(actor="李四"), {3: head.hash})
    assert found and found.number == 3 and "written anew" in found.what
