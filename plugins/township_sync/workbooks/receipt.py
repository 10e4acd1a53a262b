"""What a township is told about one file: its standing, and counts of rows that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from township_sync.domain.judgement import FileStatus
from township_sync.errors import TerminalError


@dataclass(frozen=True, slots=True)
class SheetCount:
    """The fates of the data rows of one sheet; `skipped` rows (totals, notes, examples) are no data and stand apart.

    Raises TerminalError when the fates do not add up to the rows read (law 2: every row has exactly one fate).
    """

    sheet: str
    title: str
    read: int
    loaded: int = 0
    duplicate: int = 0
    rejected: int = 0
    held_aside: int = 0
    superseded: int = 0
    skipped: int = 0

    def __post_init__(self) -> None:
        fates = self.loaded + self.duplicate + self.rejected + self.held_aside + self.superseded
        if fates != self.read:
            raise TerminalError(
                f"The receipt of the sheet '{self.sheet}' does not add up: {self.read} rows read, {fates} with a fate; "
                "load the month again before telling the township."
            )

    @property
    def numbers(self) -> tuple[int, ...]:
        """In the order in which the receipt prints them."""
        return (
            self.read, self.loaded, self.duplicate, self.rejected, self.held_aside, self.superseded, self.skipped,
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a corrected file changed against the version it replaces, in rows."""

    changed: int = 0
    added: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file of one unit and month; `file` is the name as sent, `period` is `2020-05`.

    `refused` are lines about rows that the platform sent back, `repeats` about the same file sent again, `claims` about
    persons whom another unit claims too, `waived` about findings that somebody lets pass, `not_run` about rules that
    could not be asked.
    """

    unit_name: str
    period: str
    file: str
    sha256: str
    status: FileStatus
    sheets: Sequence[SheetCount] = ()
    changes: Changes | None = None
    refused: Sequence[str] = ()
    repeats: Sequence[str] = ()
    claims: Sequence[str] = ()
    waived: Sequence[str] = ()
    not_run: Sequence[str] = ()

    @property
    def total(self) -> tuple[int, ...]:
        """The sums of `SheetCount.numbers` over all sheets."""
        columns = zip(*(sheet.numbers for sheet in self.sheets), strict=True)
        return tuple(sum(column) for column in columns) or (0,) * 7
