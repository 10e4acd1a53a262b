"""How many of the planted faults were found, and how many findings nobody planted.

Two findings are the same when file, slug and, by the scope of the rule, sheet and row agree; equal ones are counted.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from township_sync.domain.finding import rules

Place: TypeAlias = tuple[str, str, str | None, int | None]
"""(file, slug, sheet, row)"""


@dataclass(frozen=True, slots=True)
class Score:
    """`planted` faults, how many of them were `found`, and the places that were `missed` or `invented`."""

    planted: int
    found: int
    missed: tuple[Place, ...]
    invented: tuple[Place, ...]


def score(truth: Path, findings: Iterable[Place]) -> Score:
    """Compare the findings of a month with its truth file."""
    must: Counter[Place] = Counter()
    may: Counter[Place] = Counter()
    anything: set[str] = set()
    for file in json.loads(truth.read_text(encoding="utf-8"))["files"]:
        if file.get("tolerate_all"):
            anything.add(file["file"])
        for planted in file["findings"]:
            expected = must if planted["expect"] == "must_find" else may
            expected[_comparable((file["file"], planted["slug"], planted["sheet"], planted["row"]))] += 1
    got = Counter(map(_comparable, findings))
    missed, left_over = must - got, got - must - may
    invented = tuple(place for place in sorted(left_over.elements(), key=str) if place[0] not in anything)
    return Score(must.total(), (must & got).total(), tuple(sorted(missed.elements(), key=str)), invented)


def _comparable(place: Place) -> Place:
    file, slug, sheet, _ = place
    scope = rules()[slug].scope
    if scope == "file":
        return file, slug, None, None
    return (file, slug, sheet, None) if scope in ("sheet", "column") else place
