"""Merging makes one person of two numbers in the whole history; un-merging restores what was there, byte for byte."""

from contextlib import suppress
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.identity.queue import believed, id_no, load, load_again, say, uscc
from integration.warehouse.months import NOW, A, B, Row, Sent, timeline
from township_sync.domain.contract import contract
from township_sync.domain.sameness import Verdict
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse import identity
from township_sync.warehouse.as_of import as_of
from township_sync.warehouse.connect import Connection

RIGHT, NEAR = id_no("19900101123"), id_no("19900101124")
WRONG = RIGHT[:8] + "8" + RIGHT[9:]
OTHER = id_no("19750514128")
CODE = uscc("TE1")


def staff(period: str, *numbers: str, unit: str = A, **more: str) -> Sent:
    """A month of field staff, all of one name; wrong numbers are rejected."""
    rows: list[Row] = [{"id_no": number, "person_name": "张三", "unit_code": unit, "village_name": "乐园村", **more}
                       for number in numbers]
    fates = {place: "rejected" for place, number in enumerate(numbers, 4) if number == WRONG}
    return Sent(unit, period, "field_staff", rows, fates)  # type: ignore[arg-type]


def companies(period: str, *rows: Row, **more: object) -> Sent:
    return Sent(A, period, "recruiter", [{"area": "沅江市", **row} for row in rows], **more)  # type: ignore[arg-type]


def pair_of(connection: Connection, left: str | None, right: str | None) -> identity.Pair:
    return next(one for one in identity.pairs(connection) if {one.left.number, one.right.number} == {left, right})


def keep(pair: identity.Pair, number: str) -> int:
    return 1 if pair.left.number == number else 2


def test_a_rejected_row_keeps_the_one_in_force_whom_it_was_decided_to_mean(
    connection: Connection, postgres_settings: Settings
) -> None:
    load(connection, postgres_settings, [staff("2020-04", RIGHT, OTHER), staff("2020-05", WRONG)])
    before = believed(connection)
    ended = [(RIGHT, "2020-04-01", "2020-05-01"), (OTHER, "2020-04-01", "2020-05-01")]
    assert timeline(connection, "field_staff", "id_no") == sorted(ended)
    pair = pair_of(connection, RIGHT, WRONG).pair_id
    assert say(connection, postgres_settings, pair, "same").changes == {"field_staff": 1}
    assert timeline(connection, "field_staff", "id_no") == sorted([(RIGHT, "2020-04-01", None), ended[1]])
    assert say(connection, postgres_settings, pair, "different", overrule=True).changes == {"field_staff": 1}
    assert believed(connection) == before


def test_two_right_numbers_become_one_person_and_two_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    load(connection, postgres_settings, [staff("2020-04", RIGHT), staff("2020-05", NEAR)])
    before = believed(connection)
    pair = pair_of(connection, RIGHT, NEAR)
    say(connection, postgres_settings, pair.pair_id, "same", keep=keep(pair, RIGHT))
    assert timeline(connection, "field_staff", "id_no") == [(RIGHT, "2020-04-01", None)]
    [seen] = as_of(connection, contract("field_staff"), date(2020, 5, 20), NOW.date())
    assert seen["id_no"] == RIGHT
    say(connection, postgres_settings, pair.pair_id, "open", overrule=True)
    assert believed(connection) == before
    assert pair_of(connection, RIGHT, NEAR).is_open


def test_what_was_decided_holds_for_months_that_come_later_or_are_read_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    sent = [staff("2020-04", RIGHT), staff("2020-05", NEAR), staff("2020-03", NEAR), staff("2020-06", NEAR, unit=B)]
    load(connection, postgres_settings, sent[:2])
    pair = pair_of(connection, RIGHT, NEAR)
    say(connection, postgres_settings, pair.pair_id, "same", keep=keep(pair, RIGHT))
    load(connection, postgres_settings, sent[2:])
    merged = [(RIGHT, "2020-03-01", "2020-06-01"), (RIGHT, "2020-06-01", None)]
    assert timeline(connection, "field_staff", "id_no") == merged
    for period in ("2020-04", "2020-03"):
        load_again(connection, postgres_settings, sent, period)
    assert timeline(connection, "field_staff", "id_no") == merged


def test_an_employer_without_a_code_keeps_the_one_with_the_code_in_force(
    connection: Connection, postgres_settings: Settings
) -> None:
    one, other = {"company_name": "沅江市新华纺织有限公司", "uscc": CODE}, {"company_name": "甲店", "uscc": uscc("TE2")}
    nameless: Row = {"company_name": "新华纺织厂", "uscc": None}
    sent = [companies("2020-04", one, other), companies("2020-05", nameless, other, fates={4: "rejected"})]
    load(connection, postgres_settings, sent)
    before = believed(connection)
    assert timeline(connection, "recruiter", "uscc")[0] == (CODE, "2020-04-01", "2020-05-01")
    pair = pair_of(connection, CODE, None).pair_id
    say(connection, postgres_settings, pair, "same")
    assert timeline(connection, "recruiter", "uscc")[0] == (CODE, "2020-04-01", None)
    say(connection, postgres_settings, pair, "different", overrule=True)
    assert believed(connection) == before


DECISIONS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["same", "different", "open"]), st.integers(1, 2)),
                     max_size=8)


def test_any_sequence_of_merges_and_unmerges_ends_in_what_the_last_decisions_alone_give(
    connection: Connection, postgres_settings: Settings
) -> None:
    third = id_no("19900101125")
    load(connection, postgres_settings, [
        staff("2020-04", RIGHT, NEAR), staff("2020-05", WRONG, third),
        staff("2020-05", NEAR, unit=B)])
    before = believed(connection)
    known = [one.pair_id for one in identity.pairs(connection)]
    assert len(known) >= 4

    states: set[str] = set()

    def tried(place: int, verdict: Verdict, kept: int) -> None:
        with suppress(UsageError):
            say(connection, postgres_settings, known[place % len(known)], verdict, overrule=True,
                keep=kept if verdict == "same" else None)

    def all_taken_back() -> None:
        for pair in known:
            say(connection, postgres_settings, pair, "open", overrule=True)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DECISIONS)
    def check(decisions: list[tuple[int, Verdict, int]]) -> None:
        for place, verdict, kept in decisions:
            tried(place, verdict, kept)
        reached = believed(connection)
        states.add(str(reached))
        last = [(one.pair_id, one.verdict, one.survivor_key) for one in identity.pairs(connection)]
        all_taken_back()
        assert believed(connection) == before
        _decide_alone(connection, postgres_settings, last)
        assert believed(connection) == reached
        all_taken_back()

    check()
    assert len(states) > 2


def _decide_alone(
    connection: Connection, postgres_settings: Settings, last: list[tuple[int, Verdict | None, str | None]]
) -> None:
    """The last decisions, last pair first; what needs another one before it waits for it."""
    waiting = [each for each in reversed(last) if each[1] in ("same", "different")]
    while waiting:
        refused = []
        for pair_id, verdict, survivor in waiting:
            pair = identity.pair(connection, pair_id)
            sides = [pair.left.identity_key, pair.right.identity_key]
            try:
                say(connection, postgres_settings, pair_id, verdict or "open", overrule=True,
                    keep=sides.index(survivor) + 1 if survivor else None)
            except UsageError:
                refused.append((pair_id, verdict, survivor))
        assert len(refused) < len(waiting)
        waiting = refused
