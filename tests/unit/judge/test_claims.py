"""Whose a claimed person is comes to the judge as data, by row: it needs no identity number and no clock."""

import pytest

from golden.months import case
from township_sync.checks.claims import settled
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RowPlace
from township_sync.domain.ownership import CLAIMED, Ownership
from township_sync.steps.judge import judge

A, B = "430981114", "430981115"
FIRST, SECOND = ("a.xlsx", "就业", 28), ("b.xlsx", "就业", 4)
"""The rows of the golden month `workers` that claim one person."""


def findings() -> list[Finding]:
    return [Finding(CLAIMED, *place, "身份证号") for place in (FIRST, SECOND)]


def left(*answers: Ownership) -> dict[RowPlace, str]:
    """The rows that still have a finding after these answers, and what it says."""
    found, _ = settled(case("workers").files, findings(), {FIRST: answers})
    return {(one.file, one.sheet or "", one.row or 0): str(one.details.get("said", "")) for one in found}


@pytest.mark.parametrize("answers", [
    [], [Ownership("430981006", frozenset({A, B}))], [Ownership(A, frozenset({A, "430981006"}))],
    [Ownership("430981006", is_by_register=True)],
])
def test_without_an_answer_for_just_these_claimants_both_wait(answers: list[Ownership]) -> None:
    assert left(*answers) == {FIRST: "", SECOND: ""}


@pytest.mark.parametrize("answer, other", [
    (Ownership(A, frozenset({A, B})), SECOND), (Ownership(B, frozenset({A, B, "430981006"})), FIRST),
    (Ownership(A, is_by_register=True), SECOND),
])
def test_the_owner_has_nothing_to_mend_and_the_other_is_told(answer: Ownership, other: RowPlace) -> None:
    assert left(answer) == {other: "claimed_and_decided"}


def test_the_bureau_goes_before_the_register() -> None:
    assert left(Ownership(A, frozenset({A, B})), Ownership(B, is_by_register=True)) == {SECOND: "claimed_and_decided"}


def test_the_judge_loads_the_owners_row_and_refuses_the_others_without_naming_the_owner() -> None:
    month = case("workers")
    owners = {place: (Ownership(A, frozenset({A, B})),) for place in (FIRST, SECOND)}
    waiting = judge(month.files, month.period, month.previous, month.loaded)
    decided = judge(month.files, month.period, month.previous, month.loaded, owners=owners)
    assert {waiting.fates[FIRST], waiting.fates[SECOND]} == {"held_aside"}
    assert (decided.fates[FIRST], decided.fates[SECOND]) == ("loaded", "rejected")
    assert {place: claim.standing for place, claim in decided.claims.items()} == {FIRST: "owner", SECOND: "other"}
    [told] = [found for found in decided.findings if found.slug == CLAIMED]
    assert told.details == {"said": "claimed_and_decided"}
    assert {place: fate for place, fate in decided.fates.items() if place not in (FIRST, SECOND)} == {
        place: fate for place, fate in waiting.fates.items() if place not in (FIRST, SECOND)}
