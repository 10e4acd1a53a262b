"""What follows from decisions depends on the decisions alone, and contradictions are told."""

from itertools import permutations

import pytest

from township_sync.domain.sameness import Decision, apart, groups, implied, links
from township_sync.errors import UsageError

A, B, C, D = "abcd"


def same(pair: int, left: str, right: str, survivor: str | None = None) -> Decision:
    return Decision(pair, left, right, "same", survivor)


def different(pair: int, left: str, right: str) -> Decision:
    return Decision(pair, left, right, "different")


def test_the_right_number_stands_for_every_wrong_one_in_whatever_order_it_was_said() -> None:
    said = [same(1, A, B, B), same(2, C, B, B), same(3, A, C), different(4, A, D)]
    for order in permutations(said):
        assert links(order, {B, D}) == {A: B, C: B}


def test_three_of_whom_two_are_different_cannot_be_one() -> None:
    with pytest.raises(UsageError, match=r"Pair 3 is decided as different, and pairs 1, 2 \(same\) make them one"):
        links([same(1, A, B, A), same(2, B, C, C), different(3, A, C)], {A})


def test_of_two_right_numbers_the_one_that_was_named_counts_and_a_chain_has_one_end() -> None:
    assert links([same(1, A, B, B)], {A, B}) == {A: B}
    assert links([same(1, A, B, B), same(2, B, C, C)], {A, B, C}) == {A: C, B: C}


@pytest.mark.parametrize(
    "said",
    [
        [same(1, A, B, A), same(2, B, C, C)],  # both A and C count
        [same(1, A, D, A), same(2, C, D, C)],  # two right numbers by way of a wrong one
        [same(1, A, B, A), same(2, B, C, B), same(3, A, C, C)],  # each stands behind another
    ],
)
def test_right_numbers_become_one_only_when_it_is_said_which_counts(said: list[Decision]) -> None:
    with pytest.raises(UsageError, match="it is not said which of them counts"):
        links(said, {A, B, C})


def test_of_wrong_numbers_alone_the_smallest_key_stands_for_all() -> None:
    assert links([same(1, B, C), same(2, C, D)], ()) == {C: B, D: B}


def test_what_follows_from_decisions_is_not_asked() -> None:
    said = [same(1, A, B, B), different(2, B, C)]
    group_of = groups(said)
    different_groups = apart(said, group_of)
    assert implied(A, B, group_of, different_groups) == "same"
    assert implied(A, C, group_of, different_groups) == "different"
    assert implied(A, D, group_of, different_groups) is None
