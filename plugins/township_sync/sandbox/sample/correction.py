"""One cell changed in one workbook: the smallest correction a township can send, and what must come of it."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.sandbox.sample.files import ZIP_TIME
from township_sync.sandbox.sample.rows import MonthRows, SampleRow
from township_sync.sandbox.sample.words import habits, words

WORKER, FIELD = "worker_employment", "monthly_wage"
RAISE = 100  # yuan; far below the jump that asks for a change record


@dataclass(frozen=True)
class Correction:
    """The corrected workbook and its one changed cell: exactly this one row of worker_employment differs."""

    path: Path
    unit_code: str
    sheet: str
    row: int
    column: str
    before: int
    after: int


def choose_correction(files: list[dict[str, Any]], rows: MonthRows) -> dict[str, Any] | None:
    """The cell that `plant_correction` may change later: the wage of somebody with whose row nothing is wrong."""
    unit = next(code for code, habit in habits().items() if habit.get("correction"))
    entry = next((entry for entry in files if entry["unit_code"] == unit and not entry["tolerate_all"]), None)
    if entry is None:
        return None
    register = rows.of(unit, WORKER)
    place = next((place for place, row in enumerate(register) if _is_quiet(row)), None)
    if place is None:
        return None
    sheet = next(sheet for sheet in entry["sheets"] if sheet["entity"] == WORKER)
    return {"file": entry["file"], "unit_code": unit, "sheet": sheet["sheet"],
            "row": sheet["first_data_row"] + place, "column": contract(WORKER).column(FIELD).header,
            "before": register[place].values[FIELD]}


def _is_quiet(row: SampleRow) -> bool:
    return row.clean and bool(row.values[FIELD]) and row.values["change_type"] is None


def plant_correction(folder: Path, period: Month | str) -> Correction:
    """Write a later, whole workbook of one unit in which one wage is 100 yuan higher.

    `folder` is a sample made by `make_sample`; without its truth file, or when the sample holds no fitting cell,
    UsageError. Doing it again writes the same file again.
    """
    truth_file = folder / f"{period}.truth.json"
    if not truth_file.is_file():
        raise UsageError(f"{truth_file} is missing; make the sample for {period} first.")
    chosen = json.loads(truth_file.read_text(encoding="utf-8"))["generator"].get("correction")
    if not chosen:
        raise UsageError(f"The sample of {period} holds no cell that can be corrected; make it with more people.")
    month, before = Month.parse(str(period)), int(chosen["before"])
    after = before + RAISE
    source = folder / str(month) / chosen["file"]
    name = words("file_names")["correction"].format(unit=units()[chosen["unit_code"]].name, number=month.number)
    path = source.with_name(f"{name}.xlsx")
    reference = f"{_letters(_column_of(chosen['column']))}{chosen['row']}"
    path.write_bytes(_with_cell(source.read_bytes(), reference, before, after))
    return Correction(path, chosen["unit_code"], chosen["sheet"], chosen["row"], chosen["column"], before, after)


def _column_of(header: str) -> int:
    """The correction's unit keeps the contract's order of columns."""
    return [column.header for column in contract(WORKER).columns].index(header)


def _letters(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def _with_cell(data: bytes, reference: str, before: int, after: int) -> bytes:
    """The same workbook with one number changed in its first sheet."""
    old = re.compile(rf'(<c r="{reference}"[^>]*><v>){before}(</v></c>)')
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                text, changed = old.subn(rf"\g<1>{after}\g<2>", part.decode())
                if changed != 1:
                    raise UsageError(f"Cell {reference} does not hold {before}; the sample was changed, make it again.")
                part = text.encode()
            copy = zipfile.ZipInfo(entry.filename, ZIP_TIME)
            copy.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(copy, part)
    return buffer.getvalue()
