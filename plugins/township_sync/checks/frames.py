"""Rows of all units as one pandas frame per entity: what the suites judge.

A frame has the columns `_row_id` (its index too), `_unit`, `_file`, `_sheet`, `_row`, `_origin` (`this`, `loaded` or
`last_month`), one column per contract field, and beside each field `<field>__unfit`: the cell was refused, emptied or
says nothing that a later rule may use. Text is `str`, dates are `datetime64[ns]`, amounts and counts are floats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from township_sync.domain.conformed_columns import ConformedColumn, ConformedRows
from township_sync.domain.contract import Column, Entity
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.table import ConformedRow, ReadFile

if TYPE_CHECKING:
    import numpy as np
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
    import numpy as np
    import pandas as pd

    fields = [column.field for column in contract.columns]
    blocks = [_Block.of(one, fields) for one in placed]
    sizes = [block.size for block in blocks]
    ids = np.arange(first_id, first_id + sum(sizes), dtype="int64")
    columns: dict[str, Any] = {
        "_row_id": ids,
        "_unit": _repeated([one.unit for one in placed], sizes),
        "_file": _repeated([one.file for one in placed], sizes),
        "_sheet": _repeated([one.sheet for one in placed], sizes),
        "_row": np.concatenate([ids[:0], *(np.asarray(block.numbers, dtype="int64") for block in blocks)]),
        "_origin": _repeated([origin], [len(ids)]),
    }
    for column in contract.columns:
        codes, values, unfit = _coded(column, blocks)
        columns[column.field] = _typed(column, values).array.take(codes)
        columns[column.field + UNFIT] = unfit[codes]
    return pd.DataFrame(columns, index=ids)


def _repeated(texts: Sequence[str], sizes: Sequence[int]) -> Any:
    """Each text for so many rows."""
    import numpy as np
    import pandas as pd

    return pd.Series(texts, dtype="str").array.take(np.repeat(np.arange(len(texts)), sizes))


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of one sheet, with their columns at hand however they are kept."""

    placed: Placed
    numbers: Sequence[int]
    columns: Mapping[str, ConformedColumn]

    @classmethod
    def of(cls, placed: Placed, fields: Sequence[str]) -> _Block:
        rows = ConformedRows.of(placed.rows, fields)
        return cls(placed, rows.numbers, dict(rows.columns))

    @property
    def size(self) -> int:
        return len(self.numbers)


def _coded(
    column: Column, blocks: Sequence[_Block]
) -> tuple[np.ndarray, list[str | None], np.ndarray]:
    """A column of all blocks: each row's place in the values, and which of the values say nothing (refused, emptied, or
    of a column that the whole sheet lacks). Every block has its own values, be they equal to another's."""
    import numpy as np

    codes: list[np.ndarray] = [np.zeros(0, dtype="int64")]
    values: list[str | None] = []
    unfit: list[bool] = []
    for block in blocks:
        known, lacks = block.columns.get(column.field), block.placed.lacks(column)
        if known is None:
            codes.append(np.full(block.size, len(values), dtype="int64"))
            values.append(None)
            unfit.append(lacks)
        else:
            codes.append(np.asarray(known.codes, dtype="int64") + len(values))
            values += known.values
            unfit += [lacks] * len(known.values)
            for code in known.states if not lacks else ():
                unfit[len(unfit) - len(known.values) + code] = known.states[code] in _UNUSABLE
    return np.concatenate(codes), values, np.asarray(unfit, dtype=bool)


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
    read = pd.to_datetime(pd.Series(moved, dtype="object"), format="ISO8601", errors="coerce")
    return read.astype("datetime64[ns]")
