"""The bytes of published files: CSV for the platform, a workbook for people, a manifest. Same input, same bytes."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from township_sync import project
from township_sync.domain.contract import Column, code_set
from township_sync.domain.unit import units
from township_sync.warehouse.publications import Publication

Line = Sequence[object]
_PIECE_BYTES = 1 << 16


def words() -> dict[str, Any]:
    """The Chinese words of published files."""
    return project.mapping("contracts/letters/publications.zh.yaml")


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], lines: Iterable[Line], end: str = "\r\n") -> Iterator[bytes]:
    """The records of a CSV file, one by one: UTF-8 without a byte order mark, an empty cell is nothing."""
    writer = csv.writer(_Echo(), lineterminator=end)
    for line in chain([header], lines):
        yield writer.writerow(line).encode("utf-8")


def csv_bytes(header: Sequence[str], lines: Iterable[Line]) -> bytes:
    """The same as bytes for people; lines end with a line feed."""
    return b"".join(csv_lines(header, lines, "\n"))


def workbook_bytes(sheets: Mapping[str, tuple[Sequence[str], Iterable[Line]]], day: date) -> bytes:
    """An .xlsx with one table per sheet; texts stay texts (no number loses its end), `day` is its date of making.

    One row is in memory at a time.
    """
    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"strings_to_formulas": False, "strings_to_urls": False,
                                     "constant_memory": True})
    book.set_properties({"created": datetime(day.year, day.month, day.day)})
    heading, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, (header, lines) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 16, text)
        sheet.write_row(0, 0, header, heading)
        for number, line in enumerate(lines, 1):
            for column, value in enumerate(line):
                if isinstance(value, int | Decimal):
                    sheet.write_number(number, column, value)
                elif value is not None:
                    sheet.write_string(number, column, str(value), text)
    book.close()
    return kept.getvalue()


def manifest_bytes(period: str, made: Sequence[Publication], held: Sequence[Mapping[str, Any]], folder: Path,
                   policy: Mapping[str, str] | None = None) -> bytes:
    """What lies in a period's folder: each file with its rows and SHA-256, what was sent with its contract, and what is
    held and why; with the policy pack, its digest and the due day where one decided what is told.
    """
    files: list[dict[str, Any]] = [
        {"file": each.path.rsplit("/", 1)[-1], "dataset": each.dataset, "entity": each.entity,
         "revision": each.revision, "rows": each.row_count, "sha256": each.sha256, **each.counts,
         "contract_version": each.contract_version} for each in made
    ]
    files += _beside(made, folder)
    described = {"period": period, "files": files, "held": [dict(row) for row in held]} | (
        {"policy": dict(policy)} if policy else {})
    return (json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _beside(made: Sequence[Publication], folder: Path) -> Iterator[dict[str, Any]]:
    """What lies there for people: the workbook of each file sent, and the lists of what is held."""
    books = ((each.dataset, (folder / Path(each.path).name).with_suffix(".xlsx")) for each in made)
    for dataset, path in books:
        if path.is_file():
            yield _described(dataset, path, _rows_of_workbook(path))
    for path in sorted(folder.glob("*.held.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            yield _described(path.name.removesuffix(".held.csv"), path, sum(1 for _ in csv.reader(lines)) - 1)


def _described(dataset: str, path: Path, rows: int) -> dict[str, Any]:
    return {"file": path.name, "dataset": dataset, "rows": rows, "sha256": sha256(path)}


def sha256(path: Path) -> str:
    """The SHA-256 of a file (hex)."""
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _rows_of_workbook(path: Path) -> int:
    """Rows on all sheets of a workbook of ours, without their headings."""
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(_rows_of_sheet(book, name) - 1 for name in sheets)


def _rows_of_sheet(book: zipfile.ZipFile, name: str) -> int:
    """Counted piece by piece: a large sheet is hundreds of megabytes of XML."""
    mark, count, end = b"<row ", 0, b""
    with book.open(name) as sheet:
        while piece := sheet.read(_PIECE_BYTES):
            count += (end + piece).count(mark)
            end = (end + piece)[1 - len(mark) :]
    return count


def contract_version(entity: str) -> str:
    """The first 12 hex digits of the SHA-256 over an entity's contract and the shared columns."""
    written = project.text(f"contracts/{entity}.yaml") + project.text("contracts/fields.yaml")
    return hashlib.sha256(written.encode("utf-8")).hexdigest()[:12]


def shown(column: Column, value: str | None) -> str | None:
    """A value as people read it: the label of a code, the name of a unit."""
    if value is None:
        return None
    if column.type == "unit" and value in units():
        return units()[value].name
    return code_set(column.codes).labels.get(value, value) if column.codes else value


def unit_name(code: str | None) -> str:
    """The name of a unit, or its code when it is none of ours."""
    return units()[code].name if code in units() else code or ""


def reason_text(reason: str) -> str:
    """Why a row does not leave, in Chinese."""
    texts: dict[str, str] = words()["reasons"]
    titles = project.mapping("contracts/messages.zh.yaml")
    kind, _, code = reason.partition(":")
    known = (texts.get(part) or titles.get(part, {}).get("title", part) for part in kind.split(","))
    return "；".join(known).format(code=code)
