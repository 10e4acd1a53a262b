"""Rows of all units as one pandas frame per entity: what the suites judge.

A frame has the columns `_row_id` (its index too), `_unit`, `_file`, `_sheet`, `_row`, `_origin` (`this`, `loaded` or
`last_month`), one column per contract field, and beside each field `<field>__unfit`: the cell was refused, emptied or
says nothing that a later rule may use. Text is `str`, dates are `datetime64[ns]`, amounts and counts are floats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from township_sync.domain.conformed_columns import ConformedRows
from township_sync.domain.contract import Column, Entity
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.table import ConformedRow, ReadFile

if TYPE_CHECKING:
    import pandas as pd

UNFIT = "__unfit"
_NUMBERS = ("amount", "count")
_UNUSABLE = ("rejected", "emptied")


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows of one sheet with where they stood; `columns` are the fields that the sheet has (empty: all)."""

    unit: str
    file: str
    sheet: str
    rows: Sequence[ConformedRow]
    columns: Collection[str] = ()

    def lacks(self, column: Column) -> bool:
        """Whether the whole sheet lacks a required column, which is reported once and not for every row."""
        return column.required and bool(self.columns) and column.field not in self.columns


def rows_of_files(files: Sequence[ReadFile], entity: str) -> list[Placed]:
    """Every data row that the files hold of an entity, in order of arrival."""
    return [
        Placed(file.unit_code or "", file.file, sheet.sheet, sheet.rows, sheet.columns)
        for file in files
        for sheet in file.sheets
        if sheet.entity == entity
    ]


def rows_accepted(rows: Iterable[AcceptedRow], entity: str) -> list[Placed]:
    """The accepted rows of one entity in the same form."""
    of_entity = (row for row in rows if row.entity == entity)
    return [
        Placed(*place, [row.row for row in group])
        for place, group in groupby(of_entity, key=lambda row: (row.unit_code, row.file, row.sheet))
    ]


def build(contract: Entity, placed: Sequence[Placed], origin: str, first_id: int = 0) -> pd.DataFrame:
    """The frame of these rows, with the values as conform gave them."""
    import pandas as pd

    fields = [column.field for column in contract.columns]
    blocks = [(one, ConformedRows.of(one.rows, fields)) for one in placed]
    count = sum(len(rows) for _, rows in blocks)
    columns: dict[str, pd.Series] = {
        "_row_id": pd.Series(range(first_id, first_id + count), dtype="int64"),
        "_unit": pd.Series([one.unit for one, rows in blocks for _ in range(len(rows))], dtype="str"),
        "_file": pd.Series([one.file for one, rows in blocks for _ in range(len(rows))], dtype="str"),
        "_sheet": pd.Series([one.sheet for one, rows in blocks for _ in range(len(rows))], dtype="str"),
        "_row": pd.Series([number for _, rows in blocks for number in rows.numbers], dtype="int64"),
        "_origin": pd.Series([origin] * count, dtype="str"),
    }
    for column in contract.columns:
        columns[column.field] = _typed(column, [value for _, rows in blocks for value in rows.every(column.field)])
        unfit = [unusable for one, rows in blocks for unusable in _unfit(one, rows, column)]
        columns[column.field + UNFIT] = pd.Series(unfit, dtype="bool")
    return pd.DataFrame(columns).set_index("_row_id", drop=False).rename_axis(None)


def _unfit(one: Placed, rows: ConformedRows, column: Column) -> list[bool]:
    """For each row whether its cell says nothing: refused, emptied, or of a column that the whole sheet lacks."""
    known = rows.columns.get(column.field)
    if one.lacks(column) or known is None:
        return [one.lacks(column)] * len(rows)
    return [state in _UNUSABLE for state in known.every_state()]


def stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of one entity below each other; their row ids stay apart because they were given so."""
    import pandas as pd

    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled) if filled else frames[0]


def _typed(column: Column, values: list[str | None]) -> pd.Series:
    import pandas as pd

    if column.type == "date":
        return _dates(values)
    if column.type in _NUMBERS:
        return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce").astype("float64")
    return pd.Series(values, dtype="str")


def _dates(values: list[str | None]) -> pd.Series:
    """Dates as nanoseconds; years outside 1700-2260 (9999-12-31 for 长期) are moved to the edge, which no comparison
    with a real date notices."""
    import pandas as pd

    moved = [value and min(max(value, "1700-01-01"), "2260-12-31") for value in values]
    return pd.to_datetime(pd.Series(moved, dtype="object"), errors="coerce").astype("datetime64[ns]")
