"""What is compared, and what comparing gives."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from typing import Any

from township_sync import project

Ref = tuple[Any, ...]
"""What identifies a row to the caller; it is only handed through and put in order."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one row says of one person or employer; what it does not say is None.

    `number` is the identity number or credit code, normalised, right or wrong; `unit` is the township that says it.
    """

    ref: Ref
    number: str | None
    name: str
    phone: str | None = None
    household: str | None = None
    place: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or employer as all rows together describe it.

    It is its number; without one it is its name among the rows of one township. `ref` is the first row that says it,
    `is_right` whether there is a number that can be one.
    """

    number: str | None
    is_right: bool
    unit: str | None
    ref: Ref
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    households: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name that stands for it at the screen: of several the first in the order of their characters."""
        return min(self.names)

    @property
    def key(self) -> tuple[str, ...]:
        """What is equal in every month: the number, or the township and the name."""
        return (self.number,) if self.number else ("", self.unit or "", self.name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two that may be one, in the order of their keys; `evidence` are names from `contracts/matching.yaml`."""

    left: Identity
    right: Identity
    evidence: tuple[str, ...]


@cache
def settings(kind: str) -> Mapping[str, Any]:
    """The thresholds and word lists of `persons`, `employers` or `evidence`."""
    found: Mapping[str, Any] = project.mapping("contracts/matching.yaml")[kind]
    return found


def identities(mentions: Iterable[Mention], is_good: Callable[[str], bool]) -> list[Identity]:
    """Everything that the rows say of each number, or of each name without one, in the order of their keys."""
    found: dict[object, Identity] = {}
    for said in mentions:
        key = said.number or (said.unit, said.name)
        known = found.get(key)
        if known is None:
            is_right = said.number is not None and is_good(said.number)
            known = Identity(said.number, is_right, None if said.number else said.unit, said.ref)
        elif said.ref < known.ref:
            known = replace(known, ref=said.ref)
        found[key] = known
        for values, value in zip((known.names, known.phones, known.households, known.places),
                                 (said.name, said.phone, said.household, said.place), strict=True):
            if value:
                values.add(value)
    return sorted(found.values(), key=lambda one: one.key)


def blocks(
    known: Sequence[Identity], *keys: Callable[[Identity], Iterable[str]]
) -> Iterator[Sequence[Identity]]:
    """Identities that agree in one of the values that a key gives for each; an empty value agrees with nothing."""
    for key in keys:
        found: dict[str, list[Identity]] = {}
        for one in known:
            for value in key(one):
                if value:
                    found.setdefault(value, []).append(one)
        yield from (block for block in found.values() if len(block) > 1)


def pairs_of(block: Sequence[Identity]) -> Iterator[tuple[Identity, Identity]]:
    """Every two of a block, in order."""
    return combinations(block, 2)


def all_that_speaks(
    pairs: Iterable[tuple[Identity, Identity]], evidence: Callable[[Identity, Identity], tuple[str, ...]]
) -> list[Candidate]:
    """Each pair once, in order, with its evidence; without any it is no candidate."""
    asked: set[tuple[int, int]] = set()
    found: list[Candidate] = []
    for left, right in pairs:
        both = id(left), id(right)
        if both not in asked:
            asked.add(both)
            if speaks := evidence(left, right):
                found.append(Candidate(left, right, speaks))
    return sorted(found, key=lambda each: (each.left.key, each.right.key))


def strongest(found: Iterable[Candidate], refuted: Container[frozenset[tuple[str, ...]]] = ()) -> list[Candidate]:
    """Without pairs of a wrong number and a right one, where for another right one the same speaks, and more.

    A pair of two keys that is `refuted` (somebody decided that they are different) is no reason to leave out another.
    """
    found = list(found)
    mistaken = [_wrong_one(one) for one in found]
    best: dict[tuple[str, ...], list[frozenset[str]]] = {}
    for one, wrong in zip(found, mistaken, strict=True):
        if wrong and frozenset((one.left.key, one.right.key)) not in refuted:
            best.setdefault(wrong.key, []).append(_implied(one.evidence))
    return [one for one, wrong in zip(found, mistaken, strict=True)
            if not wrong or not any(other > _implied(one.evidence) for other in best.get(wrong.key, ()))]


def _wrong_one(pair: Candidate) -> Identity | None:
    """The one that has no right number, when the other has."""
    wrong = [one for one in (pair.left, pair.right) if not one.is_right]
    return wrong[0] if len(wrong) == 1 else None


def _implied(evidence: Iterable[str]) -> frozenset[str]:
    implies = settings("implies")
    return frozenset(name for each in evidence for name in (each, implies.get(each, each)))
