"""Rows of one unit and entity that are equal in everything but their running number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from township_sync.domain.conformed_columns import values_of
from township_sync.domain.contract import Entity, contract
from township_sync.domain.table import ReadFile, ReadSheet

EqualRows = list[tuple[str, int, int]]
"""(file, place of the sheet in it, place of the row in that) of rows that are equal, in order of arrival"""
_Sheet = tuple[str, int, ReadSheet]
_Place = tuple[int, int]


def equal_rows(files: Sequence[ReadFile]) -> list[EqualRows]:
    """The groups of equal rows; a row that no other is equal to is in none."""
    sheets: dict[tuple[str, str], list[_Sheet]] = defaultdict(list)
    for file in files:
        for place, sheet in enumerate(file.sheets):
            sheets[file.unit_code or "", sheet.entity].append((file.file, place, sheet))
    return [group for (_, entity), some in sheets.items() for group in _groups(contract(entity), some)]


def _groups(entity: Entity, sheets: Sequence[_Sheet]) -> Iterator[EqualRows]:
    """Rows that are equal in everything are equal in the key; only of these the whole content is looked at."""
    known = [column.field for column in entity.columns if column.type != "sequence"]
    for places in _of_one_key(entity, sheets):
        by_content: dict[tuple[str | None, ...], EqualRows] = defaultdict(list)
        for number, place in places:
            file, sheet_place, sheet = sheets[number]
            row = sheet.rows[place].values
            by_content[tuple(row.get(field) for field in known)].append((file, sheet_place, place))
        yield from (group for group in by_content.values() if len(group) > 1)


def _of_one_key(entity: Entity, sheets: Sequence[_Sheet]) -> Iterable[list[_Place]]:
    first: dict[tuple[str | None, ...], _Place] = {}
    several: dict[tuple[str | None, ...], list[_Place]] = {}
    for number, (*_, sheet) in enumerate(sheets):
        for place, key in enumerate(zip(*(values_of(sheet.rows, field) for field in entity.key), strict=True)):
            if (at := first.setdefault(key, (number, place))) != (number, place):
                several.setdefault(key, [at]).append((number, place))
    return several.values()
