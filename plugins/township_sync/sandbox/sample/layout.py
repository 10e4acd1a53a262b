"""One sheet as the township sends it: title, letterhead, header, data, total, notes, and where each row came to lie."""

import random
from dataclasses import dataclass, field
from typing import Any

from township_sync.domain.contract import Column, contract
from township_sync.domain.period import Month
from township_sync.sandbox.sample.dress import Clerk, Literal
from township_sync.sandbox.sample.rows import SampleRow
from township_sync.sandbox.sample.words import words

TOTALLED = {"public_welfare_post": "monthly_pay", "job_post": "headcount"}
HIDDEN_SEEN_AT = range(6, 10)  # the data rows that a forgotten filter hides
BLANK_EVERY = 97


@dataclass
class Sheet:
    """Cells row by row, and the truth about them; row numbers count from 1, as a clerk sees them."""

    name: str
    entity: str
    columns: list[Column]
    cells: list[list[Literal]] = field(default_factory=list)
    header_row: int = 0
    row_numbers: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    unmarked_skips: int = 0
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unknown_column: str | None = None

    def add(self, cells: list[Literal]) -> int:
        """Append a row of cells and give its number."""
        self.cells.append(cells)
        return len(self.cells)


def lay_out(entity: str, rows: list[SampleRow], clerk: Clerk, month: Month, letterhead: int) -> Sheet:
    """The sheet of one entity; it numbers the rows."""
    agreed = contract(entity)
    chance = random.Random(f"{clerk.unit.code}/{entity}")
    columns = list(agreed.columns)
    if "reordered" in clerk.mess:
        columns = columns[:3] + chance.sample(columns[3:], k=len(columns) - 3)
    sheet = Sheet(agreed.sheet_names[0], entity, columns)
    if "extra_column" in clerk.mess and entity == "worker_employment":
        sheet.unknown_column = words("extra_column")
    _top(sheet, agreed.title, clerk, month, letterhead)
    _header(sheet, clerk, chance)
    _data(sheet, rows, clerk)
    _bottom(sheet, rows, clerk)
    return sheet


def _top(sheet: Sheet, title: str, clerk: Clerk, month: Month, letterhead: int) -> None:
    meant: dict[str, Any] = {"year": month.year, "number": month.number, "period": str(month), "unit": clerk.unit.name}
    sheet.add([words("title").format(title=title, **meant)])
    if "second_title" in clerk.mess:
        sheet.add([words("second_title")])
    sheet.add([part and part.format(**meant) for part in words("letterheads")[letterhead]])


def _header(sheet: Sheet, clerk: Clerk, chance: random.Random) -> None:
    texts: list[Literal] = [_header_text(column, clerk, chance) for column in sheet.columns]
    texts += [sheet.unknown_column] if sheet.unknown_column else []
    if "two_row_header" in clerk.mess and sheet.entity == "worker_employment":
        texts = _group(sheet, texts)
    sheet.header_row = sheet.add(texts)
    if "machine_row" in clerk.mess:
        sheet.hidden.add(sheet.add([column.field for column in sheet.columns]))
        sheet.unmarked_skips += 1


def _header_text(column: Column, clerk: Clerk, chance: random.Random) -> str:
    simple = [alias for alias in column.aliases if "/" not in alias]
    if "aliases" in clerk.mess and simple and chance.random() < 0.5:
        return chance.choice(simple)
    return column.header + ("*" if "starred" in clerk.mess and column.required else "")


def _group(sheet: Sheet, texts: list[Literal]) -> list[Literal]:
    """A row of group names above the header; columns outside a group stand in both rows, merged."""
    fields = [column.field for column in sheet.columns]
    starts = sorted(fields.index(name) for name in words("groups"))
    ends = [start - 1 for start in starts[1:]] + [len(fields) - 1]
    above: list[Literal] = list(texts)
    below: list[Literal] = [None] * len(texts)
    row = len(sheet.cells) + 1
    for start, end in zip(starts, ends, strict=True):
        above[start : end + 1] = [words("groups")[fields[start]]] + [None] * (end - start)
        below[start : end + 1] = texts[start : end + 1]
        sheet.merged.append((row, start, row, end))
    sheet.merged += [(row, place, row + 1, place) for place, text in enumerate(below) if text is None]
    sheet.add(above)
    return below


def _data(sheet: Sheet, rows: list[SampleRow], clerk: Clerk) -> None:
    for number, row in enumerate(rows, start=1):
        if "blank_rows" in clerk.mess and number % BLANK_EVERY == 0:
            sheet.add([])
        row.values["row_no"] = number
        cells = [clerk.write(column, row) for column in sheet.columns]
        if sheet.unknown_column:
            cells.append(8000 + number * 100 if number % 3 == 0 else None)
        sheet.row_numbers.append(sheet.add(cells))
    if "hidden_rows" in clerk.mess and sheet.entity == "worker_employment":
        sheet.hidden |= {sheet.row_numbers[place] for place in HIDDEN_SEEN_AT if place < len(rows)}


def _bottom(sheet: Sheet, rows: list[SampleRow], clerk: Clerk) -> None:
    if "totals" in clerk.mess and sheet.entity in TOTALLED:
        name = TOTALLED[sheet.entity]
        total = sum(row.values[name] for row in rows)
        cells: list[Literal] = [total if column.field == name else None for column in sheet.columns]
        cells[0] = words("total")
        sheet.skipped.append((sheet.add(cells), "total_row_skipped"))
    if "notes" in clerk.mess:
        sheet.add([])
        notes = words("notes") if sheet.entity == "worker_employment" else words("notes")[:1]
        sheet.skipped += [(sheet.add([note]), "note_row_skipped") for note in notes]
    if "signature" in clerk.mess:
        sheet.add([])
        sheet.skipped.append((sheet.add(list(words("signature"))), "note_row_skipped"))
