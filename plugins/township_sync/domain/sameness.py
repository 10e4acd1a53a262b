"""What follows from decisions that two are the same or different: who stands for whom, and what need not be asked.

The answer depends on the decisions alone, not on their order; decisions that contradict one another have none.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from township_sync.errors import UsageError

Verdict = Literal["same", "different", "open"]
"""`open`: a decision is taken back, and the pair is asked again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What counts of one pair: its newest decision. `left`, `right` and `survivor` are identity keys.

    `survivor` is whose number counts; None unless they are the same, and where neither number can be one.
    """

    pair_id: int
    left: str
    right: str
    verdict: Verdict
    survivor: str | None = None


def links(decisions: Sequence[Decision], right: Container[str]) -> dict[str, str]:
    """Identity → the one that stands for it, for all that are not their own; `right` are those with a right number.

    Raises UsageError when the decisions contradict one another, or leave open which of two right numbers counts.
    """
    group_of = groups(decisions)
    for one in decisions:
        if one.verdict == "different" and group_of.get(one.left, one.left) == group_of.get(one.right, one.right):
            said = _pairs(decisions, group_of, group_of[one.left])
            raise UsageError(f"Pair {one.pair_id} is decided as different, and {said} make them one; "
                             "overrule one of these decisions first (with `open` it is taken back).")
    members: dict[str, list[str]] = {}
    for key, group in group_of.items():
        members.setdefault(group, []).append(key)
    survivors = {group: _survivor(keys, decisions, group_of, right) for group, keys in members.items()}
    return {key: survivors[group] for key, group in group_of.items() if survivors[group] != key}


def groups(decisions: Iterable[Decision]) -> dict[str, str]:
    """Identity → the smallest key of those it is one with, for all of whom somebody said that they are the same."""
    group_of: dict[str, str] = {}
    for one in decisions:
        if one.verdict == "same":
            both = {group_of.setdefault(key, key) for key in (one.left, one.right)}
            group_of |= {key: min(both) for key, group in group_of.items() if group in both}
    return group_of


def implied(left: str, right: str, group_of: Mapping[str, str], apart: Container[frozenset[str]]) -> Verdict | None:
    """What other decisions say of a pair nobody decided; `apart` are the groups between which one says `different`."""
    first, second = group_of.get(left, left), group_of.get(right, right)
    return "same" if first == second else "different" if frozenset((first, second)) in apart else None


def apart(decisions: Iterable[Decision], group_of: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """The groups of every two of whom somebody said that they are different."""
    return frozenset(frozenset(group_of.get(key, key) for key in (one.left, one.right))
                     for one in decisions if one.verdict == "different")


def _survivor(keys: Sequence[str], decisions: Sequence[Decision], group_of: Mapping[str, str],
              right: Container[str]) -> str:
    """The one right number; of several, the one that no decision set behind another."""
    able = [key for key in keys if key in right]
    if len(able) == 1:
        return able[0]
    same = [one for one in decisions if one.verdict == "same" and one.left in keys and one.survivor]
    behind = {one.right if one.survivor == one.left else one.left for one in same}
    ahead = [key for key in able or keys if key not in behind]
    if able and len(ahead) != 1:
        said = _pairs(decisions, group_of, group_of[keys[0]])
        raise UsageError(f"With {said}, {len(able)} right numbers would be one, and it is not said which of them "
                         "counts; decide about these numbers first.")
    return min(ahead or keys)


def _pairs(decisions: Iterable[Decision], group_of: Mapping[str, str], group: str) -> str:
    numbers = [one.pair_id for one in decisions if one.verdict == "same" and group_of[one.left] == group]
    return f"pair{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))} (same)"
