"""The pre-filled workbook of every township, filled in, saved by an office program, and back through intake.

LibreOffice is Debian's libreoffice-calc-nogui; where it is missing only the way without it is tested.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from integration.templates.clerk import SOFFICE, Filled, fill_in, saved_by_libreoffice, sheets_of
from township_sync.domain.contract import contract
from township_sync.domain.judgement import AcceptedRow, Judgement
from township_sync.domain.known_row import KnownRow
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.domain.unit import units
from township_sync.sandbox.sample import make_sample
from township_sync.steps.check import accepted_last_month
from township_sync.steps.fill_template import fill_template, known_from_inbox
from township_sync.steps.judge import judge
from township_sync.steps.read import read_file
from township_sync.workbooks.template import is_gone

MAY, JUNE = Month(2020, 5), Month(2020, 6)
by_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")


@dataclass(frozen=True)
class HandedOut:
    """Workbooks for June made from the inbox of May, with the rows that were accepted there."""

    folder: Path
    files: dict[str, Path]
    before: Sequence[AcceptedRow]


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> HandedOut:
    folder = tmp_path_factory.mktemp("handed_out")
    make_sample(folder, seed=7, months=[MAY], people=700, faults=False)
    inbox = folder / str(MAY)
    files = {}
    for code, known in known_from_inbox(inbox, list(units()), JUNE).items():
        name, data = fill_template(code, JUNE, known)
        files[code] = folder / name
        files[code].write_bytes(data)
    return HandedOut(folder, files, accepted_last_month(inbox, MAY))


@pytest.fixture(scope="module")
def filled_in(handed_out: HandedOut) -> dict[str, Path]:
    """Filled in by the clerks, in .xlsx."""
    folder = handed_out.folder / "filled_in"
    folder.mkdir()
    for path in handed_out.files.values():
        fill_in(path, folder / path.name, JUNE)
    return {code: folder / path.name for code, path in handed_out.files.items()}


def judged(files: dict[str, Path], before: Sequence[AcceptedRow]) -> tuple[list[ReadFile], Judgement]:
    read = [
        file for code, path in files.items()
        for file in read_file(f"{code}/{path.name}", path.read_bytes(), code, JUNE)
    ]
    return read, judge(read, JUNE, before)


def assert_clean(files: dict[str, Path], handed_out: HandedOut) -> None:
    before = [row for row in handed_out.before if row.unit_code in files]
    read, judgement = judged(files, before)
    assert [(found.file, found.sheet, found.row, found.slug) for found in judgement.findings] == []
    assert {file.mode for file in read} == {"full"}
    back = Counter((str(file.unit_code), sheet.entity, str(row.values[contract(sheet.entity).key[0]]))
                   for file in read for sheet in file.sheets for row in sheet.rows)
    assert back == expected(before)


def expected(before: Sequence[AcceptedRow]) -> Counter[tuple[str, str, str]]:
    """Unit, entity and first key of last month's rows that carry over and did not say that they ended."""
    carried = [row for row in before if contract(row.entity).carries_over
               and not is_gone(contract(row.entity), KnownRow(row.entity, row.row.values))]
    registered = {row.row.values["id_no"] for row in carried if row.entity == "worker_employment"}
    return Counter(
        (row.unit_code, row.entity, str(row.row.values[contract(row.entity).key[0]])) for row in carried
        if row.entity != "app_account" or row.row.values["role"] != "6" or row.row.values["id_no"] in registered
    )


def test_a_workbook_that_was_filled_in_comes_back_without_a_finding(
    handed_out: HandedOut, filled_in: dict[str, Path]
) -> None:
    assert_clean(filled_in, handed_out)


@by_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_it_comes_back_without_a_finding_from_libreoffice(
    kind: str, handed_out: HandedOut, filled_in: dict[str, Path], tmp_path: Path
) -> None:
    chosen = list(filled_in)[: 4 if kind == "xlsx" else 2]
    saved = saved_by_libreoffice([filled_in[code] for code in chosen], kind, tmp_path)
    assert_clean(dict(zip(chosen, saved, strict=True)), handed_out)


@by_libreoffice
def test_locks_lists_formats_and_meta_survive_libreoffice(handed_out: HandedOut, tmp_path: Path) -> None:
    before = handed_out.files["430981114"]
    [after] = saved_by_libreoffice([before], "xlsx", tmp_path)
    assert facts(after) == facts(before)


def facts(path: Path) -> dict[str, object]:
    """What must not be lost of a workbook: by sheet its cells with lock and format, its lists and messages."""
    book = openpyxl.load_workbook(path)
    meta = [[cell.value for cell in row] for row in book["_meta"].iter_rows()]
    assert book["_meta"].sheet_state != "visible"
    return {"_meta": meta, **{filled.sheet.title: facts_of_sheet(filled) for filled in sheets_of(book)}}


def facts_of_sheet(filled: Filled) -> object:
    sheet = filled.sheet
    cells = [(cell.coordinate, cell.value, cell.protection.locked, cell.number_format)
             for row in (3, 4, *filled.rows) for cell in sheet[row]]
    rules = sorted((str(rule.sqref), rule.formula1 if rule.type == "list" else "", rule.prompt or "", rule.error or "")
                   for rule in sheet.data_validations.dataValidation)
    columns = [(name, each.protection.locked, each.number_format) for name, each in sheet.column_dimensions.items()]
    return sheet.protection.sheet, sheet.row_dimensions[4].hidden, cells, rules, columns


def test_what_comes_back_untouched_only_asks_for_what_is_each_months(handed_out: HandedOut) -> None:
    code = "430981114"
    _, judgement = judged({code: handed_out.files[code]}, [row for row in handed_out.before if row.unit_code == code])
    said = {(found.slug, found.column) for found in judgement.findings}
    missing = {column for slug, column in said if slug == "required_value_missing"}
    assert {"采集方式", "采集日期", "出勤天数"} <= missing <= {"采集方式", "采集日期", "出勤天数", "清查日期"}
    others = {slug for slug, _ in said if slug != "required_value_missing"}
    assert others <= {"no_data_rows", "recruiter_not_verified", "job_post_expired", "identical_to_last_month"}


def test_an_empty_workbook_that_comes_back_gives_one_finding_for_each_sheet(tmp_path: Path) -> None:
    name, data = fill_template("430981114", JUNE)
    (tmp_path / name).write_bytes(data)
    read, judgement = judged({"430981114": tmp_path / name}, [])
    assert Counter(found.slug for found in judgement.findings) == {"no_data_rows": len(read[0].sheets)}
    assert len({found.sheet for found in judgement.findings}) == len(read[0].sheets) == 16


def test_a_workbook_for_corrections_says_so_when_it_comes_back(tmp_path: Path) -> None:
    name, data = fill_template("430981114", JUNE, mode="correction")
    [file] = read_file(f"430981114/{name}", data, "430981114", JUNE)
    assert (file.mode, file.mode_by) == ("correction", "meta")
