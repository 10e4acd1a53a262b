"""What the parsing process hands back: plain values that travel through a pipe, before they become `Grid`s."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

RawValue = str | float | int | bool | date | datetime | time | None
RawDetails = Mapping[str, str | int]


class Mark(NamedTuple):
    """What a value alone does not tell of a cell: an error, or that a formula stands behind it."""

    error: str | None = None
    is_formula: bool = False
    has_result: bool = True


class RawSheet(NamedTuple):
    """One sheet as parsed; `rows[0]` is row 1 and rows may be ragged. Marks are keyed by (row, column) from 1.

    `too_many_rows` is the number of filled rows of a sheet that was not read because of it; `from_1904` says where the
    workbook's days are counted from.
    """

    name: str
    rows: Sequence[Sequence[RawValue]]
    marks: Mapping[tuple[int, int], Mark]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merges: Sequence[tuple[int, int, int, int]] = ()
    strays: Sequence[tuple[int, int]] = ()
    records: bool = False
    too_many_rows: int = 0
    from_1904: bool = False


class RawFinding(NamedTuple):
    """A finding of the file as a whole, without its name."""

    slug: str
    details: RawDetails


class RawMember(NamedTuple):
    """One file of a bundle."""

    name: str
    data: bytes


class RawFile(NamedTuple):
    """The answer about one file: its kind by content, and its sheets, its members, or why it is refused."""

    kind: str
    sheets: Sequence[RawSheet] = ()
    members: Sequence[RawMember] = ()
    findings: Sequence[RawFinding] = ()


class Refused(Exception):
    """The file cannot be read; carries the slug of the finding and never leaves the readers."""

    def __init__(self, slug: str, **details: str | int) -> None:
        super().__init__(slug, details)
        self.slug = slug
        self.details: RawDetails = details
