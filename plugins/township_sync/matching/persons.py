"""Persons whose identity numbers differ by a slip of the pen (quality_engine.md 4).

A slip always breaks the check character (GB 11643-1999, MOD 11-2 finds every single substitution and every exchange of
neighbours), so two numbers that are both right are two persons, however similar: that is what keeps twins apart.
"""

from collections.abc import Iterable, Iterator, Sequence

from township_sync.domain.identity import birth_date, is_good_id
from township_sync.matching.pairs import Candidate, Person, blocks, pairs_of, settings

_ID_TAIL = 9
"""An edit in the first half of a number leaves its last nine characters as they are."""
_BIRTH_DATE = slice(6, 14)
"""An edit in the last four characters leaves the birth date as it is."""
_LARGE_BLOCK = 40
"""Above this the matrix of rapidfuzz costs less than one call for every pair."""


def candidates(persons: Iterable[Person]) -> list[Candidate]:
    """Every pair that may be one person, each once, in order; nobody is paired with an equal number."""
    known = [person for person in persons if person.id_no]
    is_good = {person.id_no: is_good_id(person.id_no) for person in known}
    found: dict[tuple[object, object], Candidate] = {}
    for left, right in _near_pairs(known):
        if is_good[left.id_no] and is_good[right.id_no]:
            continue
        first, second = sorted((left, right), key=lambda person: person.ref)
        if (first.ref, second.ref) not in found and (evidence := _evidence(first, second)):
            found[first.ref, second.ref] = Candidate(first.ref, second.ref, evidence)
    return sorted(found.values())


def _near_pairs(persons: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Pairs that share a name, a phone or half a number, and whose numbers are no further apart than allowed."""
    most = settings("persons")["edits_with_support"]
    by = (
        lambda person: person.name, lambda person: person.mobile,
        lambda person: person.id_no[-_ID_TAIL:], lambda person: person.id_no[_BIRTH_DATE],
    )
    for block in blocks(persons, *by):
        yield from _near_in(block, most)


def _near_in(block: Sequence[Person], most: int) -> Iterator[tuple[Person, Person]]:
    from rapidfuzz.distance import OSA

    if len(block) <= _LARGE_BLOCK:
        for left, right in pairs_of(block):
            if 0 < OSA.distance(left.id_no, right.id_no, score_cutoff=most) <= most:
                yield left, right
        return
    from rapidfuzz.process import cdist

    numbers = [person.id_no for person in block]
    near = cdist(numbers, numbers, scorer=OSA.distance, score_cutoff=most)
    for row, column in zip(*((near > 0) & (near <= most)).nonzero(), strict=True):
        if row < column:
            yield block[row], block[column]


def _evidence(left: Person, right: Person) -> tuple[str, ...]:
    """What speaks for one person; empty when it is not enough."""
    from rapidfuzz.distance import OSA

    name = _same(left.name, right.name, "same_name") or _similar_name(left.name, right.name)
    support = [
        *_same(left.mobile, right.mobile, "same_mobile"),
        *_same(left.household, right.household, "same_household"),
        *_same(left.village, right.village, "same_village"),
    ]
    edits = OSA.distance(left.id_no, right.id_no)
    is_slip = edits <= settings("persons")["edits"]
    if not name or not (is_slip or support):
        return ()
    if name == ("similar_name",) and not (is_slip and support):
        return ()
    born = birth_date(left.id_no)
    same_day = ["same_birth_date"] if born and born == birth_date(right.id_no) else []
    return ("id_one_slip" if is_slip else "id_two_slips", *name, *same_day, *support)


def _same(left: str | None, right: str | None, name: str) -> tuple[str, ...]:
    return (name,) if left and left == right else ()


def _similar_name(left: str, right: str) -> tuple[str, ...]:
    from rapidfuzz.distance import OSA

    is_near = min(len(left), len(right)) > 1 and OSA.distance(left, right, score_cutoff=1) == 1
    return ("similar_name",) if is_near else ()
