"""The same file by another library than the one `readers` uses: a second opinion about its cells.

Each reading happens in a fork with limits, because the files are made to break readers.
"""

import importlib
import os
import pickle
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from datetime import time as clock
from io import BytesIO, StringIO
from typing import Any

MEMORY = 2 * 1024**3
_MODULES = {"xlsx": "openpyxl", "xls": "python_calamine", "xlsb": "pyxlsb", "ods": "pandas"}
Cells = dict[tuple[int, int], Any]
Sheets = dict[str, Cells]


def read(kind: str, data: bytes, seconds: float = 30) -> Sheets | None:
    """Cells by sheet name and by (row, column) from 1, or None when the library refuses, hangs or dies."""
    if kind not in LIBRARIES:
        return None
    importlib.import_module(_MODULES[kind])  # once here, not in every fork
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer_and_exit(writing, LIBRARIES[kind], data)
    os.close(writing)
    body = _collect(reading, time.monotonic() + seconds)
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return pickle.loads(body) if body else None


def _collect(reading: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    while select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(reading, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
    return b""


def _answer_and_exit(writing: int, library: Callable[[bytes], Sheets], data: bytes) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        warnings.simplefilter("ignore")
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            answer = pickle.dumps(library(data), protocol=5)
        with os.fdopen(writing, "wb") as stream:
            stream.write(answer)
    except BaseException:  # whatever it was: the library does not read this file
        pass
    finally:
        os._exit(0)


def _kept(cells: Iterator[tuple[int, int, Any]]) -> Cells:
    return {(row, column): _plain(value) for row, column, value in cells if value is not None and value != ""}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, datetime) and value.time() == clock():
        return value.date()
    return value


def openpyxl_cells(data: bytes) -> Sheets:
    """xlsx and xlsm."""
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
    return {
        sheet.title: _kept((*place, cell.value) for place, cell in sheet._cells.items())
        for sheet in book.worksheets
    }


def calamine_cells(data: bytes) -> Sheets:
    """xls, which `readers` reads with xlrd."""
    import python_calamine as calamine

    with calamine.load_workbook(BytesIO(data)) as book:
        names = [known.name for known in book.sheets_metadata if known.typ == calamine.SheetTypeEnum.WorkSheet]
        return {name: _kept(_numbered(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for name in names}


def pyxlsb_cells(data: bytes) -> Sheets:
    """xlsb; dates come as numbers."""
    import pyxlsb  # type: ignore[import-untyped]

    sheets: Sheets = {}
    with closing(pyxlsb.open_workbook(BytesIO(data))) as book:
        for name in book.sheets:
            with closing(book.get_sheet(name)) as sheet:
                sheets[name] = _kept((cell.r + 1, cell.c + 1, cell.v) for row in sheet.rows() for cell in row)
    return sheets


def odfpy_cells(data: bytes) -> Sheets:
    """ods, through pandas."""
    import pandas

    frames = pandas.read_excel(BytesIO(data), engine="odf", header=None, sheet_name=None, na_filter=False)
    return {str(name): _kept(_numbered(frame.astype(object).values.tolist())) for name, frame in frames.items()}


def _numbered(rows: list[list[Any]]) -> Iterator[tuple[int, int, Any]]:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            yield number, column, value


LIBRARIES: dict[str, Callable[[bytes], Sheets]] = {
    "xlsx": openpyxl_cells, "xls": calamine_cells, "xlsb": pyxlsb_cells, "ods": odfpy_cells,
}
