"""What is compared, and what comparing gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, TypeVar

from township_sync import project

Ref = tuple[Any, ...]
"""What identifies a row to the caller; it is only handed through and put in order."""
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Person:
    """One person as one row writes it; what the row does not say is None. `id_no` is normalised, right or wrong."""

    ref: Ref
    id_no: str
    name: str
    mobile: str | None = None
    household: str | None = None
    village: str | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """One employer as one row writes it; `uscc` is normalised, right or wrong, or None."""

    ref: Ref
    uscc: str | None
    name: str
    place: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two rows that may be one, the smaller ref first; `evidence` are names from `contracts/matching.yaml`."""

    left: Ref
    right: Ref
    evidence: tuple[str, ...]


@cache
def settings(kind: str) -> Mapping[str, Any]:
    """The thresholds and word lists of `persons`, `employers` or `evidence`."""
    found: Mapping[str, Any] = project.mapping("contracts/matching.yaml")[kind]
    return found


def blocks(records: Iterable[Record], *keys: Any) -> Iterator[Sequence[Record]]:
    """Records that agree in one of the keys (functions that give a value, or None for "not in this one")."""
    records = list(records)
    for key in keys:
        found: dict[object, list[Record]] = {}
        for record in records:
            value = key(record)
            if value:
                found.setdefault(value, []).append(record)
        yield from (block for block in found.values() if len(block) > 1)


def pairs_of(block: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """Every two records of a block."""
    return combinations(block, 2)
