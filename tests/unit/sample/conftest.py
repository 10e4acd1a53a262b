"""A small sample, made once, and a way to read it back with libraries that the maker does not use for writing."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlrd
from python_calamine import CalamineWorkbook

from township_sync.domain.period import Month
from township_sync.sandbox.sample import make_sample
from township_sync.sandbox.sample.truth import Truths

MONTHS = (Month(2020, 5), Month(2020, 6))
Grid = list[list[Any]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truths]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, make_sample(folder, seed=5, months=MONTHS, people=700)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truths]:
    folder = tmp_path_factory.mktemp("clean")
    return folder, make_sample(folder, seed=5, months=MONTHS, people=700, faults=False)


@pytest.fixture(scope="session")
def grids() -> Callable[[Path, str], dict[str, Grid]]:
    """Read a file of a period's folder (also inside a bundle) into rows of plain cells, by sheet."""
    return _grids


def _grids(period_folder: Path, name: str) -> dict[str, Grid]:
    return {sheet: [[None if cell == "" else cell for cell in row] for row in rows]
            for sheet, rows in _raw(period_folder, name).items()}


def _raw(period_folder: Path, name: str) -> dict[str, Grid]:
    data = _bytes(period_folder, name)
    ending = name.rsplit(".", 1)[-1]
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}
    if ending == "xls":
        old = xlrd.open_workbook(file_contents=data)
        return {page.name: [page.row_values(row) for row in range(page.nrows)] for page in old.sheets()}
    if ending == "ods":
        other = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {page: other.get_sheet_by_name(page).to_python(skip_empty_area=False) for page in other.sheet_names}
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
    return {name.rsplit("/", 1)[-1].removesuffix(".csv"): [list(row) for row in csv.reader(io.StringIO(text))]}


def _bytes(period_folder: Path, name: str) -> bytes:
    outer, inside, inner = name.partition(".zip/")
    if not inside:
        return (period_folder / name).read_bytes()
    with zipfile.ZipFile(period_folder / f"{outer}.zip") as archive:
        meant = {entry.filename.encode("cp437").decode("gb18030"): entry for entry in archive.infolist()}
        return archive.read(meant[inner])
