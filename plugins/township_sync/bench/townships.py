"""A month of many townships for measuring: employment sheets as reading gives them, with faults planted in known rows.

Townships of 1,300 rows and 25 columns, healthy but for one row in a thousand for each kind of fault in `faults.py`; the
same content every time. Their codes and the persons' numbers are of areas that nobody was given (4399, 439999).
"""

import pickle
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from township_sync.bench.faults import FAULTS, Cells, Fault
from township_sync.domain.cell_columns import CODE
from township_sync.domain.conformed_columns import ConformedColumn, ConformedRows
from township_sync.domain.fetched_columns import Shelf
from township_sync.domain.identity import ID_CHECK_CHARACTERS, ID_WEIGHTS
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile, ReadSheet

if TYPE_CHECKING:
    import numpy as np

ENTITY = "worker_employment"
PERIOD = Month(2020, 5)
SHEET = "劳动力就业信息"
SHEET_ROWS = 1_300
FAULT_EVERY = 1_000
"""One row in so many has a given fault."""
_FIRST_ROW = 4
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁"
_GIVEN = "丰明芳伟娜秀英敏静丽强磊军洋勇艳杰娟涛超平刚桂香玉兰凤霞红梅春花建国志文华辉云飞海波少东雪松立新永"
_CODES = {
    "ethnicity": ("01", "15", "03"), "education": ("3", "2", "4"), "poverty_status": ("2", "1", "3"),
    "relocated": ("0", "1"), "labour_capability": ("2", "1", "3"), "employment_intent": ("1", "0"),
    "training_intent": ("0", "1"), "employment_status": ("1",), "employment_form": ("01", "02"),
    "work_region": ("3", "4"), "job_title": ("普工", "缝纫工", "电工", "保洁", "司机"), "collect_mode": ("1",),
}
"""Columns of few values."""
FIELDS = (
    "row_no", "person_name", "id_no", "household_no", "unit_code", "village_name", "mobile", "sex", *_CODES,
    "employer_name", "work_area", "start_date", "monthly_wage", "collected_on",
)
_WORK_AREAS = ("湖南省长沙市", "广东省深圳市")
_Column = tuple[list[str | None], "np.ndarray"]
"""The distinct values of a column and each row's place in them."""


def month(rows: int) -> list[ReadFile]:
    """One file for each township, with so many rows altogether."""
    return list(_files(rows))


def stored_month(rows: int, folder: Path) -> list[ReadFile]:
    """The same month, its rows written into a folder and read from there, file by file, when somebody looks at them."""
    shelf = Shelf()
    return [_stored(file, shelf, folder / file.file) for file in _files(rows)]


def _files(rows: int) -> Iterator[ReadFile]:
    names = [a + b + c for c in _GIVEN for b in _GIVEN for a in _SURNAMES]
    starts = range(0, rows, SHEET_ROWS)
    return (_file(number, first, min(SHEET_ROWS, rows - first), names) for number, first in enumerate(starts))


def _stored(file: ReadFile, shelf: Shelf, path: Path) -> ReadFile:
    [sheet] = file.sheets
    rows = cast(ConformedRows, sheet.rows)
    path.write_bytes(pickle.dumps(rows.columns))
    return replace(file, sheets=[replace(sheet, rows=shelf.rows(rows.numbers, FIELDS, lambda: _read(path)))])


def _read(path: Path) -> Mapping[str, ConformedColumn]:
    columns: Mapping[str, ConformedColumn] = pickle.loads(path.read_bytes())  # written above
    return columns


def unit_code(number: int) -> str:
    """The code of a township that nobody knows."""
    return f"4399{number:05d}"


def planted(rows: int) -> dict[str, int]:
    """How many faults of each kind `month(rows)` has, by slug."""
    found = dict.fromkeys((fault.slug for fault in FAULTS), 0)
    for first in range(0, rows, SHEET_ROWS):
        for fault, _ in _faults(first, min(SHEET_ROWS, rows - first)):
            found[fault.slug] += 1
    return found


def _file(number: int, first: int, count: int, names: Sequence[str]) -> ReadFile:
    unit = unit_code(number)
    columns = {name: _column(name, first, count, unit, names) for name in FIELDS}
    _plant(columns, first, count)
    given = {name: _conformed(*column) for name, column in columns.items()}
    rows = ConformedRows(range(_FIRST_ROW, _FIRST_ROW + count), given)
    places = {name: place for place, name in enumerate(FIELDS, 1)}
    sheet = ReadSheet(SHEET, ENTITY, _FIRST_ROW - 1, places, rows)
    return ReadFile(f"{unit}.xlsx", unit, unit, str(PERIOD), "xlsx", [sheet])


def _conformed(values: list[str | None], codes: "np.ndarray") -> ConformedColumn:
    raw = ["" if value is None else value for value in values] if None in values else values
    return ConformedColumn(array(CODE, codes.astype("uint32").tobytes()), values, {}, raw)  # type: ignore[arg-type]


def _column(name: str, first: int, count: int, unit: str, names: Sequence[str]) -> _Column:
    import numpy as np

    person = np.arange(first, first + count)
    if name in _CODES:
        return list(_CODES[name]), person // 7 % len(_CODES[name])
    match name:
        case "row_no":
            return _distinct(person - first + 1, str)
        case "id_no":
            return list(_numbers(person)), person - first
        case "person_name":
            return _distinct(person * 7919 % len(names), lambda place: names[place])
        case "household_no":
            return _distinct(person // 3, "HH{:08d}".format)
        case "unit_code":
            return [unit], person * 0
        case "village_name":
            return _distinct(person % 21, "第{}村".format)
        case "mobile":
            return _distinct(person * 37 % 80_000_000, lambda place: f"139{10_000_000 + place}")
        case "sex":
            return ["1", "2"], (_sequence(person) + 1) % 2
        case "employer_name":
            return _distinct(person % 400, "沅江市第{}制衣厂".format)
        case "work_area":
            return list(_WORK_AREAS), person // 7 % 2
        case "start_date":
            days = np.datetime64("2018-01-01") + person % 840
            return _distinct(days, str)
        case "monthly_wage":
            return _distinct(2_000 + person % 600 * 5, str)
        case _:
            return _distinct(person % 28 + 1, "2020-05-{:02d}".format)


def _distinct(values: "np.ndarray", text: Callable[[Any], str]) -> _Column:
    import numpy as np

    found, codes = np.unique(values, return_inverse=True)
    return [text(value) for value in found], codes


def _sequence(person: "np.ndarray") -> "np.ndarray":
    """The digits 15 to 17, never ending in 00: those numbers may end in 000, which has rules of its own."""
    block = person // 12_000
    sequence: np.ndarray = block // 99 * 100 + block % 99 + 1
    return sequence


def _numbers(person: "np.ndarray") -> Iterator[str]:
    """Identity numbers of area 439999 with a right check character, of people of working age."""
    import numpy as np

    born = (np.datetime64("1965-01-01") + person % 12_000).astype("datetime64[D]")
    year, day = born.astype("datetime64[Y]"), born - born.astype("datetime64[M]")
    born_on = (year.astype(int) + 1970) * 10_000 + (born.astype("datetime64[M]").astype(int) % 12 + 1) * 100
    digits = 439_999 * 10**11 + (born_on + day.astype(int) + 1) * 1_000 + _sequence(person)
    weights = [(digits // 10 ** (16 - place)) % 10 * weight for place, weight in enumerate(ID_WEIGHTS)]
    checks = np.sum(weights, axis=0) % 11
    for first_17, check in zip(digits.tolist(), checks.tolist(), strict=True):
        yield f"{first_17}{ID_CHECK_CHARACTERS[check]}"


def _plant(columns: dict[str, _Column], first: int, count: int) -> None:
    for fault, row in _faults(first, count):
        for name, value in fault.cells(_cells_before(columns, row)).items():
            values, codes = columns[name]
            codes[row] = len(values)
            values.append(value)


def _cells_before(columns: dict[str, _Column], row: int) -> Cells:
    """The row's cells and, as `before`, those of the row above it."""
    own, above = ({name: values[codes[at]] for name, (values, codes) in columns.items()} for at in (row, row - 1))
    return Cells(own, above)


def _faults(first: int, count: int) -> Iterator[tuple[Fault, int]]:
    """Each fault with the rows of this sheet that have it; no row has two, and the first row has none."""
    for place, fault in enumerate(FAULTS):
        start = -first % FAULT_EVERY
        for block in range(start - FAULT_EVERY, count, FAULT_EVERY):
            row = block + 5 + place * (FAULT_EVERY // len(FAULTS) - 1)
            if 0 < row < count:
                yield fault, row
