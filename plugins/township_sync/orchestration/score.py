"""How many of the planted faults were found, and how many findings nobody planted.

Two findings are the same when file, slug and, by the scope of the rule, sheet and row agree; equal ones are counted.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from township_sync.domain.finding import rules

Place: TypeAlias = tuple[str, str, str | None, int | None]
"""(file, slug, sheet, row)"""


@dataclass(frozen=True, slots=True)
class Score:
    """`planted` faults, how many of them were `found`, and the places that were `missed` or `invented`.

    `changed` are files that are not those of the truth any more; nothing in them is compared.
    """

    planted: int
    found: int
    missed: tuple[Place, ...]
    invented: tuple[Place, ...]
    changed: tuple[str, ...] = ()


def score(truth: Path, inbox: Path, findings: Iterable[Place]) -> Score:
    """Compare the findings of a month with its truth file; `inbox` is the folder that the truth is about."""
    files = json.loads(truth.read_text(encoding="utf-8"))["files"]
    changed = tuple(file["file"] for file in files if _is_changed(inbox / file["file"], file["sha256"]))
    must, may = (_expected(files, kind, changed) for kind in ("must_find", "may_find"))
    tolerated = {file["file"] for file in files if file.get("tolerate_all")}
    got = Counter(_comparable(place) for place in findings if place[0] not in changed)
    missed, left_over = must - got, got - must - may
    invented = [place for place in left_over.elements() if place[0] not in tolerated]
    return Score(must.total(), (must & got).total(), _sorted(missed.elements()), _sorted(invented), changed)


def _expected(files: Sequence[dict[str, Any]], kind: str, changed: Collection[str]) -> Counter[Place]:
    return Counter(
        _comparable((file["file"], planted["slug"], planted["sheet"], planted["row"]))
        for file in files if file["file"] not in changed
        for planted in file["findings"] if planted["expect"] == kind
    )


def _is_changed(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=str))


def _comparable(place: Place) -> Place:
    file, slug, sheet, _ = place
    scope = rules()[slug].scope
    if scope == "file":
        return file, slug, None, None
    return (file, slug, sheet, None) if scope in ("sheet", "column") else place
