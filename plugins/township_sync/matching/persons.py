"""Persons whose identity numbers differ by a slip of the pen (quality_engine.md 4).

A slip always breaks the check character (GB 11643-1999, MOD 11-2 finds every single substitution and every exchange of
neighbours), so two numbers that are both right are two persons, however similar: that is what keeps twins apart. Only
two slips can end in another right number; that is believed when the name and something else agree as well.
"""

from collections.abc import Iterable, Iterator, Sequence

from township_sync.domain.identity import birth_date, is_good_id
from township_sync.matching.pairs import (
    Candidate,
    Identity,
    Mention,
    all_that_speaks,
    blocks,
    identities,
    pairs_of,
    settings,
)

_LARGE_BLOCK = 40
"""Above this the matrix of rapidfuzz costs less than one call for every pair."""


def candidates(mentions: Iterable[Mention]) -> list[Candidate]:
    """Every pair of persons that may be one, each once, in order."""
    return all_that_speaks(_near_pairs(identities((said for said in mentions if said.number), is_good_id)), _evidence)


def _number(one: Identity) -> str:
    return one.number or ""


def _near_pairs(known: Sequence[Identity]) -> Iterator[tuple[Identity, Identity]]:
    """Pairs that share a name, phone, household or village, and whose numbers are no further apart than allowed.

    No evidence is enough without one of these four, so these blocks lose nothing.
    """
    most = settings("persons")["edits_with_support"]
    by = (lambda one: one.names, lambda one: one.phones, lambda one: one.households, lambda one: one.places)
    for block in blocks(known, *by):
        yield from _near_in(block, most)


def _near_in(block: Sequence[Identity], most: int) -> Iterator[tuple[Identity, Identity]]:
    from rapidfuzz.distance import OSA

    if len(block) <= _LARGE_BLOCK:
        for left, right in pairs_of(block):
            if 0 < OSA.distance(_number(left), _number(right), score_cutoff=most) <= most:
                yield left, right
        return
    from rapidfuzz.process import cdist

    numbers = [_number(one) for one in block]
    near = cdist(numbers, numbers, scorer=OSA.distance, score_cutoff=most)
    for row, column in zip(*((near > 0) & (near <= most)).nonzero(), strict=True):
        if row < column:
            yield block[row], block[column]


def _evidence(left: Identity, right: Identity) -> tuple[str, ...]:
    """What speaks for one person; empty when it is not enough."""
    from rapidfuzz.distance import OSA

    name = _shared(left.names, right.names, "same_name") or _similar_name(left.names, right.names)
    support = [*_shared(left.phones, right.phones, "same_phone"),
               *_shared(left.households, right.households, "same_household"),
               *_shared(left.places, right.places, "same_village")]
    born = birth_date(_number(left))
    same_day = ["same_birth_date"] if born and born == birth_date(_number(right)) else []
    is_slip = OSA.distance(_number(left), _number(right)) <= settings("persons")["edits"]
    if left.is_right and right.is_right:
        return ("both_numbers_right", *name, *same_day, *support) if name == ("same_name",) and support else ()
    if not name or not (is_slip or support or same_day):
        return ()
    if name == ("similar_name",) and not (is_slip and support):
        return ()
    return ("id_one_slip" if is_slip else "id_two_slips", *name, *same_day, *support)


def _shared(left: set[str], right: set[str], name: str) -> tuple[str, ...]:
    return () if left.isdisjoint(right) else (name,)


def _similar_name(left: set[str], right: set[str]) -> tuple[str, ...]:
    from rapidfuzz.distance import OSA

    is_near = any(min(len(one), len(other)) > 1 and OSA.distance(one, other, score_cutoff=1) == 1
                  for one in left for other in right)
    return ("similar_name",) if is_near else ()
