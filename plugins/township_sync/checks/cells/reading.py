"""What reading one cell gives: its value, how far it is from what was typed, and the finding that stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from township_sync.domain.contract import Column
from township_sync.domain.period import Month
from township_sync.domain.table import Cell, CellState


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell cannot know by itself: the month it was read for, and whether its file types cells at all."""

    period: Month
    from_csv: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A canonical value (None is "not given"), its state, and the slug and placeholders of its finding, if any."""

    value: str | None = None
    state: CellState | None = None
    slug: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


NOT_GIVEN = Reading()


class CellReader(Protocol):
    """The one function of every type; the general cases (empty, error, marker) are already settled."""

    def __call__(self, cell: Cell, column: Column, around: Surroundings) -> Reading: ...


def rejected(slug: str, **details: object) -> Reading:
    """The row cannot be used because of this cell."""
    return Reading(None, "rejected", slug, details)


def emptied(slug: str = "optional_value_unreadable", **details: object) -> Reading:
    """The cell is left empty with a warning."""
    return Reading(None, "emptied", slug, details)


def completed(value: str, slug: str, **details: object) -> Reading:
    """The cell was read, but something was added or guessed; its warning shows the value taken."""
    return Reading(value, "completed", slug, {"value": value} | details)


def unreadable(column: Column, slug: str, **details: object) -> Reading:
    """No value can be read: this rejects the row in a (conditionally) required column, else empties the cell."""
    return rejected(slug, **details) if column.is_required_somehow else emptied()
