"""`township-sync bench match`: our rules for one person (or employer) written twice, beside Splink on the same data.

Precision is the part of the pairs found that are truly one, recall the part of the true pairs that are found. Both
sides get the same mentions and the same blocks; Splink is told at three thresholds, and at the one that would have been
best for it (highest F1), trained by EM, and once more trained on the truth: no setting of it could know more. Seconds
are those of the clock, training included.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter

from township_sync.bench import match_splink
from township_sync.bench.match_employers import make_employers
from township_sync.bench.match_people import Made, make_people
from township_sync.matching import employers, persons
from township_sync.matching.pairs import Candidate, strongest

THRESHOLDS = (0.5, 0.99, 0.999)
OURS = "our rules"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one method found of one set; `recall_of` is by kind of slip, and has how many there are of each."""

    data: str
    method: str
    pairs: int
    found: int
    right: int
    seconds: float
    recall_of: Mapping[str, tuple[float, int]]

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.pairs if self.pairs else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self) | {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def match(people: int, companies: int, seed: int, progress: Callable[[str], None]) -> Iterator[Figures]:
    """Both methods on so many people, then on so many employers."""
    match_splink.refuse_without_splink()
    for data, made, ours, theirs in (
        ("persons", make_people(people, seed), persons.candidates, match_splink.persons),
        ("employers", make_employers(companies, seed), employers.candidates, match_splink.employers),
    ):
        progress(f"{data}: {len(made.mentions):,} mentions, {len(made.truth):,} pairs that are one")
        start = perf_counter()
        found = strongest(ours(made.mentions))
        seconds = perf_counter() - start
        yield _figures(data, OURS, made, map(_pair_of(data), found), seconds)
        yield from _splink(data, made, theirs)


def _pair_of(data: str) -> Callable[[Candidate], frozenset[str]]:
    """What a true pair is named by: the numbers of persons, the places of employers."""
    if data == "persons":
        return lambda found: frozenset((found.left.number or "", found.right.number or ""))
    return lambda found: frozenset((str(found.left.ref[0]), str(found.right.ref[0])))


def _splink(data: str, made: Made, method: Callable[..., match_splink.Scored]) -> Iterator[Figures]:
    named = [one.number or "" if data == "persons" else str(one.ref[0]) for one in made.mentions]
    for trained, labels in (("EM", None), ("truth", _labels(named, made))):
        start = perf_counter()
        scored = method(made.mentions, labels)
        seconds = perf_counter() - start
        pairs = [(score, frozenset((named[left], named[right]))) for left, right, score in scored]
        best = _best(pairs, made)
        for threshold in (*THRESHOLDS, best):
            found = (pair for score, pair in pairs if score >= threshold)
            name = f"{best:.6f}, best afterwards" if threshold == best else f"{threshold:g}"
            yield _figures(data, f"Splink ({trained}) from {name}", made, found, seconds)


def _labels(named: Sequence[str], made: Made) -> list[int]:
    """Who each mention truly is: the place of the first mention of the same."""
    place_of = {name: place for place, name in enumerate(named)}
    first = {name: min(place_of[each] for each in pair) for pair in made.truth for name in pair}
    return [first.get(name, place) for place, name in enumerate(named)]


def _best(pairs: Sequence[tuple[float, frozenset[str]]], made: Made) -> float:
    """The score from which on precision and recall together are highest."""
    best, at, right = 0.0, 1.0, 0
    ordered = sorted(pairs, key=lambda each: -each[0])
    for count, (score, pair) in enumerate(ordered, 1):
        right += pair in made.truth
        f1 = 2 * right / (count + len(made.truth))
        is_last_of_score = count == len(ordered) or ordered[count][0] < score
        if f1 > best and is_last_of_score:
            best, at = f1, score
    return at


def _figures(data: str, method: str, made: Made, found: Iterable[frozenset[str]], seconds: float) -> Figures:
    pairs = set(found)
    right = Counter(made.truth[pair] for pair in pairs if pair in made.truth)
    all_of = Counter(made.truth.values())
    recall_of = {kind: (right[kind] / number, number) for kind, number in sorted(all_of.items())}
    return Figures(data, method, len(made.truth), len(pairs), right.total(), seconds, recall_of)
