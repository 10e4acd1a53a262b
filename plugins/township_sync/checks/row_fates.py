"""One fate for every data row of every file; of equal rows of one unit and entity the first is loaded."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from township_sync.checks.equal_rows import EqualRows
from township_sync.domain.conformed_columns import numbers_of
from township_sync.domain.judgement import Fate, FileVerdict, RowPlace
from township_sync.domain.row_fates import FATES, RowFates, SheetFates
from township_sync.domain.table import ReadFile, ReadSheet

_CODES = {fate: code for code, fate in enumerate(FATES)}
_LOADED, _DUPLICATE = _CODES["loaded"], _CODES["duplicate"]


def row_fates(
    files: Sequence[ReadFile], verdicts: Mapping[str, FileVerdict], refused: Collection[RowPlace],
    aside: Collection[RowPlace], corrected: Collection[RowPlace], alike: Sequence[EqualRows],
) -> RowFates:
    """The fates that follow from the standing of the files, from rows that are `refused`, kept `aside` until somebody
    says whose their person is, or replaced by a later row (`corrected`), and from the rows that are `alike`."""
    of_rows = _by_sheet({"held_aside": aside, "rejected": refused})
    replaced = _by_sheet({"superseded": corrected})
    found: dict[tuple[str, int], tuple[str, str, SheetFates]] = {}
    for file in files:
        for number, sheet in enumerate(file.sheets):
            of_file = _of_file(verdicts[file.file], sheet.entity)
            place = (file.file, sheet.sheet)
            marked = (of_rows.get(place, {}) if of_file == "loaded" else {}) | replaced.get(place, {})
            found[file.file, number] = (*place, _of_sheet(sheet, of_file, marked))
    for rows in alike:
        _mark_duplicates([(found[file, sheet][2].codes, place) for file, sheet, place in rows])
    return RowFates(list(found.values()))


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


def _mark_duplicates(rows: Sequence[tuple[bytearray, int]]) -> None:
    """Of equal rows that would all be loaded only the first is; each is given by its sheet's codes and its place."""
    loaded = [(codes, place) for codes, place in rows if codes[place] == _LOADED]
    for codes, place in loaded[1:]:
        codes[place] = _DUPLICATE
