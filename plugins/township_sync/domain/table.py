"""What a reader returns: grids of cells, then tables of rows that know where they stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from township_sync.domain.finding import Finding

CellValue = str | float | int | bool | date | datetime | time | None
CellKind = Literal["empty", "text", "number", "date", "time", "boolean", "error", "formula_without_value"]
CellState = Literal["rejected", "emptied", "completed"]
Mode = Literal["full", "correction"]
ModeSource = Literal["", "confirmation", "meta", "name"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as stored, before anything is made of it.

    `kind` is the type the file gave it: an identity number of kind `number` is lost whatever its digits say.
    `is_formula` is set when a stored result of a formula was read.
    """

    value: CellValue = None
    kind: CellKind = "empty"
    is_formula: bool = False


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it lies in the file; `rows[0]` is row 1.

    `merges` are (first row, first column, last row, last column), from 1, inclusive. `visible` is False for hidden and
    very hidden sheets. `records` is True for CSV, where row numbers are record numbers. `from_1904` is True when a bare
    number of days counts from 1904 and not from 1900.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merges: Sequence[tuple[int, int, int, int]] = ()
    stray_cells: Sequence[tuple[int, int]] = ()
    records: bool = False
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row below a header: `cells` by contract field, `hidden` as in the sheet."""

    number: int
    cells: Mapping[str, Cell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet that fits an entity.

    `columns` maps each contract field to its column index from 1, `totals` lists printed totals as
    (row number, field, cell); `skipped` the rows that are no data as (row number, slug or 'machine_names').
    `above` holds the texts above the header, where the unit and the month are stated.
    """

    entity: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: Sequence[TableRow]
    skipped: Sequence[tuple[int, str]] = ()
    totals: Sequence[tuple[int, str, Cell]] = ()
    above: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ConformedRow:
    """One data row after its cells were read as their types.

    `values` holds canonical text by field (date `2020-05-14`, amount `2600` or `2600.5`, code the code itself,
    yes/no `1`/`0`, None for not given). A code that is in no code set keeps its normalised text, so that the suites can
    judge it; a value that could not be read at all is None with state `rejected` or `emptied`.
    `states` names only the cells that are not as they were typed: `rejected` (a reject_row finding of conform stands on
    it), `emptied` (left empty with a warning), `completed` (read with a warning).
    `raw` keeps the text as typed, by field, for the returned workbook and the trace.
    """

    number: int
    values: Mapping[str, str | None]
    states: Mapping[str, CellState]
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet after reading and conforming, with the counts that must add up."""

    sheet: str
    entity: str
    header_row: int
    columns: Mapping[str, int]
    rows: Sequence[ConformedRow]
    rows_skipped: int = 0


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as sent (inside a bundle: `bundle.zip/inner.xlsx`) after reading, with what reading it found.

    `unit_code` is the unit that the file belongs to, `period` the month it was read for. `bundle` is the name of the
    bundle that held it, or None. A file with a reject_file finding keeps its sheets, but loads nothing.
    `mode` is `correction` when it holds only corrected rows (补正), `mode_by` what said so ('' when nothing did).
    """

    file: str
    sha256: str
    unit_code: str | None
    period: str
    kind: str
    sheets: Sequence[ReadSheet] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
    bundle: str | None = None
    mode: Mode = "full"
    mode_by: ModeSource = ""

    @property
    def is_rejected(self) -> bool:
        return any(found.severity == "reject_file" for found in self.findings)
