"""One fate for every data row of every file; of equal rows of one unit and entity the first is loaded."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from township_sync.domain.conformed_columns import numbers_of, values_of
from township_sync.domain.contract import Entity, contract
from township_sync.domain.judgement import Fate, FileVerdict, RowPlace
from township_sync.domain.row_fates import FATES, RowFates, SheetFates
from township_sync.domain.table import ReadFile, ReadSheet

_CODES = {fate: code for code, fate in enumerate(FATES)}
_LOADED, _DUPLICATE = _CODES["loaded"], _CODES["duplicate"]
_Judged = tuple[ReadSheet, SheetFates]


def row_fates(
    files: Sequence[ReadFile], verdicts: Mapping[str, FileVerdict], refused: Collection[RowPlace],
    aside: Collection[RowPlace], corrected: Collection[RowPlace] = (),
) -> RowFates:
    """The fates that follow from the standing of the files, from rows that are `refused`, kept `aside` until somebody
    says whose their person is, or replaced by a later row (`corrected`)."""
    of_rows = _by_sheet({"held_aside": aside, "rejected": refused})
    replaced = _by_sheet({"superseded": corrected})
    found: list[tuple[str, str, SheetFates]] = []
    alike: dict[tuple[str, str], list[_Judged]] = defaultdict(list)
    for file in files:
        for sheet in file.sheets:
            of_file = _of_file(verdicts[file.file], sheet.entity)
            place = (file.file, sheet.sheet)
            marked = (of_rows.get(place, {}) if of_file == "loaded" else {}) | replaced.get(place, {})
            fates = _of_sheet(sheet, of_file, marked)
            found.append((*place, fates))
            alike[file.unit_code or "", sheet.entity].append((sheet, fates))
    for (_, entity), judged in alike.items():
        _mark_duplicates(contract(entity), judged)
    return RowFates(found)


def _by_sheet(places: Mapping[Fate, Collection[RowPlace]]) -> dict[tuple[str, str], dict[int, Fate]]:
    """By (file, sheet) the fate of single rows; what is named later counts."""
    found: dict[tuple[str, str], dict[int, Fate]] = defaultdict(dict)
    for fate, rows in places.items():
        for file, sheet, number in rows:
            found[file, sheet][number] = fate
    return found


def _of_file(verdict: FileVerdict, entity: str) -> Fate:
    if verdict.status == "rejected":
        return "rejected"
    if entity in verdict.entities_superseded or not (verdict.is_current or verdict.is_awaiting):
        return "superseded"
    return "held_aside" if verdict.is_awaiting else "loaded"


def _of_sheet(sheet: ReadSheet, of_file: Fate, marked: Mapping[int, Fate]) -> SheetFates:
    numbers = numbers_of(sheet.rows)
    codes = bytearray([_CODES[of_file]]) * len(sheet.rows)
    if marked:
        for place, number in enumerate(numbers):
            if number in marked:
                codes[place] = _CODES[marked[number]]
    return SheetFates(numbers, codes)


def _mark_duplicates(entity: Entity, judged: Sequence[_Judged]) -> None:
    """Rows that are equal in everything are equal in the key; only of these the whole content is looked at."""
    first: dict[tuple[str | None, ...], tuple[int, int]] = {}
    several: dict[tuple[str | None, ...], list[tuple[int, int]]] = {}
    for number, (sheet, fates) in enumerate(judged):
        for place, key in enumerate(_keys(entity, sheet)):
            if fates.codes[place] == _LOADED and (at := first.setdefault(key, (number, place))) != (number, place):
                several.setdefault(key, [at]).append((number, place))
    known = [column.field for column in entity.columns if column.type != "sequence"]
    for places in several.values():
        seen: set[tuple[str | None, ...]] = set()
        for number, place in places:
            sheet, fates = judged[number]
            row = sheet.rows[place]
            content = tuple(row.values.get(field) for field in known)
            if content in seen:
                fates.codes[place] = _DUPLICATE
            seen.add(content)


def _keys(entity: Entity, sheet: ReadSheet) -> Iterator[tuple[str | None, ...]]:
    return zip(*(values_of(sheet.rows, field) for field in entity.key), strict=True)
