"""A clerk who fills in what the pre-filled workbook asks for, and an office program that saves it."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from township_sync.domain.contract import Entity, sent_entities
from township_sync.domain.period import Month

SOFFICE = shutil.which("soffice")
_BY_SHEET = {entity.sheet_names[0]: entity for entity in sent_entities().values()}


class Filled:
    """One sheet of a workbook, by the hidden machine names of row 4."""

    def __init__(self, sheet: Any, entity: Entity) -> None:
        self.sheet, self.entity = sheet, entity
        self.columns = {str(cell.value): cell.column for cell in sheet[4] if cell.value}

    def cell(self, row: int, field: str) -> Any:
        return self.sheet.cell(row, self.columns[field])

    @property
    def rows(self) -> Iterator[int]:
        """The rows that are there: those with a key."""
        for row in range(5, self.sheet.max_row + 1):
            if all(self.cell(row, field).value for field in self.entity.key):
                yield row


def sheets_of(book: Any) -> list[Filled]:
    return [Filled(sheet, _BY_SHEET[sheet.title]) for sheet in book.worksheets if sheet.title in _BY_SHEET]


def fill_in(source: Path, target: Path, month: Month) -> None:
    """Fill in what each month asks for, change some wages, renew what ran out, delete sheets without content, and the
    accounts of persons who left the register."""
    book = openpyxl.load_workbook(source)
    _delete_accounts_of_leavers({filled.entity.name: filled for filled in sheets_of(book)})
    for filled in sheets_of(book):
        rows = list(filled.rows)
        if not rows:
            book.remove(filled.sheet)
        for count, row in enumerate(rows):
            for field, value in _answers(filled, row, count, month).items():
                filled.cell(row, field).value = value
    book.save(target)


def _delete_accounts_of_leavers(sheets: Mapping[str, Filled]) -> None:
    workers, accounts = sheets["worker_employment"], sheets["app_account"]
    registered = {workers.cell(row, "id_no").value for row in workers.rows}
    for row in reversed(list(accounts.rows)):
        if accounts.cell(row, "role").value == "贫困劳动力" and accounts.cell(row, "id_no").value not in registered:
            accounts.sheet.delete_rows(row)


def _answers(filled: Filled, row: int, count: int, month: Month) -> dict[str, Any]:
    day = f"{month}-{count % 28 + 1:02d}"
    name = filled.entity.name
    if name == "worker_employment":
        wage = filled.cell(row, "monthly_wage").value
        changed = {"monthly_wage": wage + 50} if wage else {}
        return {"collect_mode": "电话", "collected_on": day, **changed}
    if name == "public_welfare_post":
        return {"attendance_days": 18 + count % 3}
    if name == "cooperation_agreement":
        return {"reviewed_on": day}
    if name == "job_post" and filled.cell(row, "valid_until").value < str(month.plus(1).first_day):
        return {"valid_until": str(month.plus(2).last_day)}
    if name == "recruiter":
        return {"verified_on": day}
    return {}


def saved_by_libreoffice(files: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Open each file in LibreOffice and save it as this kind, in `folder`."""
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, timeout=240, capture_output=True)
    return [folder / f"{file.stem}.{kind}" for file in files]
