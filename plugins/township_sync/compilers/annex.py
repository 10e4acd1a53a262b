"""The annex of a pack: a table of `policies/annexes/`, read its own sums checked; what differs is kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from township_sync import project
from township_sync.compilers.allowed_words import refused
from township_sync.domain.annex import Annex, AnnexColumn, Difference
from township_sync.domain.unit import resolve
from township_sync.errors import DefinitionError

_TOTAL = "合计"
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(%?)(?:以上)?")
_Row = Mapping[str, str]


def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of an annex's file, named from `policies/`."""
    return project.records(f"policies/{file}")


def annex_of(written: Mapping[str, Any], city_total: Literal["printed", "sum"]) -> Annex:
    """The annex as a pack writes it, its `rows` included; a row is a unit's, or 合计.

    DefinitionError with file, line and column when a row names nobody that is known, a cell is no number, a column is
    missing. Cells may be written as the notice prints them (95%以上).
    """
    rows = _by_unit(written)
    total = rows.pop(_TOTAL, None)
    if total is None:
        raise DefinitionError(f"policies/{written['file']}: no row has the unit_name '{_TOTAL}'; add what it prints.")
    columns = {name: _column(name, rows, total, written) for name in written["columns"]}
    named = {code: row["unit_name"] for code, (_, row) in rows.items()}
    return Annex(written["title"], named, columns, [*_differences(columns)], written.get("notes", []), city_total)


def _by_unit(written: Mapping[str, Any]) -> dict[str, tuple[str, _Row]]:
    """Each row under its unit's code (or 合计), with the place where it stands."""
    found: dict[str, tuple[str, _Row]] = {}
    for line, row in enumerate(written["rows"], 2):
        place = f"policies/{written['file']}, line {line}"
        name = row.get("unit_name", "")
        code = _TOTAL if name == _TOTAL else _code(row, name, written)
        if code is None:
            raise DefinitionError(f"{place}: '{name}' is no unit of contracts/units.csv, no institution of the annex.")
        if code in found:
            raise DefinitionError(f"{place}: '{name}' has a row already ({found[code][0].rpartition(', ')[2]}).")
        found[code] = (place, row)
    return found


def _code(row: _Row, name: str, written: Mapping[str, Any]) -> str | None:
    institutions: Mapping[str, str] = written.get("institutions", {})
    return institutions.get(name) or resolve(row.get("township_code") or name)


def _column(
    name: str, rows: Mapping[str, tuple[str, _Row]], total: tuple[str, _Row], written: Mapping[str, Any]
) -> AnnexColumn:
    about = written["columns"][name]
    units = {code: value for code, row in rows.items() if (value := _value(name, row)) is not None}
    printed = _value(name, total)
    # One township with the printed total: a merged cell that is everybody's. An institution's number is its own.
    alone = about["kind"] != "share" and len(units) == 1 and printed in units.values()
    is_city_wide = (printed is not None and not units) or (alone and not set(units) & _institutions(written))
    return AnnexColumn(name, about["title"], about["kind"], about.get("part_of"), printed,
                       {} if is_city_wide else units, is_city_wide)


def _institutions(written: Mapping[str, Any]) -> set[str]:
    return set(written.get("institutions", {}).values())


def _value(column: str, placed: tuple[str, _Row]) -> Decimal | None:
    place, row = placed
    if column not in row:
        raise DefinitionError(f"{place}: {refused(column, 'column of this table', row)}.")
    text = (row[column] or "").strip()
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if not found:
        raise DefinitionError(f"{place}, column {column}: '{text}' is no number; write 25, 0.95 or 95%以上.")
    return Decimal(found[1]) / 100 if found[2] else Decimal(found[1])


def _differences(columns: Mapping[str, AnnexColumn]) -> Iterator[Difference]:
    for each in columns.values():
        if each.printed is None or each.is_city_wide:
            continue
        if each.kind == "share":
            yield from (Difference(each.name, "uneven", each.printed, value) for value in _uneven(each))
        elif each.added != each.printed:
            kind: Any = "undistributed" if each.added < each.printed else "overdistributed"
            yield Difference(each.name, kind, each.printed, each.added)
        whole = columns[each.part_of].printed if each.part_of else None
        if whole is not None and each.printed > whole:
            yield Difference(each.name, "part_above_whole", whole, each.printed)


def _uneven(column: AnnexColumn) -> Sequence[Decimal]:
    """The values of a share that should be the same everywhere and is not, each once."""
    return sorted({value for value in column.units.values() if value != column.printed})
