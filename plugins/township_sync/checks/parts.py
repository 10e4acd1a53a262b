"""A month in parts: whole units together, so many rows at a time, for months that do not fit into memory as frames.

Nearly every rule stays within one unit. The few that do not (a person claimed by two townships) and the columns of
other units that a rule looks up are seen over all parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.table import ReadFile

PART_ROWS = 100_000
"""Rows of a part, if its last unit has no more; a month of so few rows is one part."""


@dataclass(slots=True)
class Part:
    """Some units with all that they sent and have, in order of arrival; `first_row` is the id of its first row."""

    files: list[ReadFile] = field(default_factory=list)
    previous: list[AcceptedRow] = field(default_factory=list)
    loaded: list[AcceptedRow] = field(default_factory=list)
    first_row: int = 0

    @property
    def size(self) -> int:
        """How many rows it has of the month, of last month or loaded earlier, whichever are most."""
        sent = sum(len(sheet.rows) for file in self.files for sheet in file.sheets)
        return max(sent, len(self.previous), len(self.loaded))


def parts_of(
    files: Sequence[ReadFile], previous: Sequence[AcceptedRow], loaded: Sequence[AcceptedRow], rows: int = PART_ROWS
) -> list[Part]:
    """The month in parts of about so many rows; at least one, be it empty."""
    whole = Part(list(files), list(previous), list(loaded))
    if whole.size <= rows:
        return [whole]
    return list(_filled(_by_unit(whole).values(), rows))


def _by_unit(whole: Part) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for file in whole.files:
        found.setdefault(file.unit_code or "", Part()).files.append(file)
    for row in whole.previous:
        found.setdefault(row.unit_code, Part()).previous.append(row)
    for row in whole.loaded:
        found.setdefault(row.unit_code, Part()).loaded.append(row)
    return found


def _filled(units: Iterable[Part], rows: int) -> Iterable[Part]:
    part, size = Part(), 0
    for unit in units:
        part.files += unit.files
        part.previous += unit.previous
        part.loaded += unit.loaded
        size += unit.size
        if size >= rows:
            yield part
            part, size = Part(first_row=part.first_row + size), 0
    if size:
        yield part
