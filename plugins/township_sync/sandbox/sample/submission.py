"""The files that one township sends in one month, with their truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from township_sync.domain.period import Month
from township_sync.domain.unit import Unit
from township_sync.sandbox.sample import files
from township_sync.sandbox.sample.dress import Clerk
from township_sync.sandbox.sample.layout import Sheet, lay_out
from township_sync.sandbox.sample.rows import ENTITIES, MonthRows
from township_sync.sandbox.sample.truth import Entry, file_entry, set_aside, sheet_entry
from township_sync.sandbox.sample.words import words

TRUTH_FORMATS = {"csv_bom": "csv utf-8-sig ','", "csv_gb18030": "csv gb18030 ','"}
ENDINGS = {"csv_bom": "csv", "csv_gb18030": "csv"}


@dataclass(frozen=True)
class Desk:
    """One township's desk in one month: whose it is, how its clerk works, where the files go."""

    unit: Unit
    habit: dict[str, Any]
    month: Month
    folder: Path

    def name(self, kind: str, sheet: str = "") -> str:
        """A file name of a kind listed in the words, without ending."""
        text = words("file_names")[kind].format(unit=self.unit.name, number=self.month.number, sheet=sheet)
        return str(text)

    def keep(self, name: str, data: bytes) -> str:
        """Write a file; its name below the period's folder."""
        path = self.folder / self.unit.code / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return f"{self.unit.code}/{name}"

    def sheets(self, rows: MonthRows) -> list[Sheet]:
        clerk = Clerk(self.unit, self.habit["dates"], frozenset(self.habit["mess"]))
        return [lay_out(entity, rows.of(self.unit.code, entity), clerk, self.month, self.habit["letterhead"])
                for entity in ENTITIES]

    def entries(self, rows: MonthRows, sheets: list[Sheet], names: list[str]) -> list[Entry]:
        """The truth of each sheet under the name it has in its file."""
        return [
            sheet_entry(sheet, rows.of(self.unit.code, sheet.entity),
                        rows.sheet_findings.get((self.unit.code, sheet.entity), []), name)
            for sheet, name in zip(sheets, names, strict=True)
        ]


def send(desk: Desk, rows: MonthRows) -> list[Entry]:
    """Write the township's files in its own format; the truth of each."""
    format_ = desk.habit["format"]
    if format_ in ENDINGS:
        return _send_single_sheets(desk, rows)
    if format_ == "zip":
        return _send_bundle(desk, rows)
    kind = "second_report" if desk.habit.get("extra") == "first_report" else "workbook"
    return [send_workbook(desk, rows, f"{desk.name(kind)}.{format_}")]


def send_workbook(desk: Desk, rows: MonthRows, name: str) -> Entry:
    """One workbook with all sheets."""
    sheets = desk.sheets(rows)
    data = files.workbook(desk.habit["format"], sheets)
    entries = desk.entries(rows, sheets, [sheet.name for sheet in sheets])
    return file_entry(desk.keep(name, data), data, desk.habit["format"], desk.unit.code, desk.month, entries)


def _send_single_sheets(desk: Desk, rows: MonthRows) -> list[Entry]:
    made = []
    for sheet in desk.sheets(rows):
        stem = desk.name("per_sheet", sheet.name)
        data = files.workbook(desk.habit["format"], [sheet])
        entry = desk.entries(rows, [sheet], [stem])
        name = desk.keep(f"{stem}.{ENDINGS[desk.habit['format']]}", data)
        made.append(file_entry(name, data, TRUTH_FORMATS[desk.habit["format"]], desk.unit.code, desk.month, entry))
    return made


def _send_bundle(desk: Desk, rows: MonthRows) -> list[Entry]:
    sheets = desk.sheets(rows)
    inner = [(f"{desk.name('in_bundle', sheet.name)}.xlsx", files.workbook("xlsx", [sheet])) for sheet in sheets]
    outer = desk.keep(f"{desk.name('workbook')}.zip", files.bundle(inner))
    return [
        file_entry(f"{outer}/{name}", data, "zip/xlsx", desk.unit.code, desk.month,
                   desk.entries(rows, [sheet], [sheet.name]))
        for (name, data), sheet in zip(inner, sheets, strict=True)
    ]


def send_extra(desk: Desk, sent: Entry, rows: MonthRows) -> list[Entry]:
    """The file too many that some townships send: cut off, sent twice, or a first report before the real one."""
    kind = desk.habit.get("extra")
    if kind == "first_report":
        entry = send_workbook(desk, rows, f"{desk.name('first_report')}.xlsx")
        return [set_aside(entry, "superseded_by_later_file")]
    whole = (desk.folder / sent["file"]).read_bytes()
    if kind == "damaged":
        return [_extra_file(desk, f"{desk.name('damaged')}.xlsx", whole[: len(whole) // 2], "unreadable_file")]
    if kind == "again":
        return [_extra_file(desk, f"{desk.name('again')}.xlsx", whole, "identical_file_again")]
    return []


def _extra_file(desk: Desk, name: str, data: bytes, slug: str) -> Entry:
    entry = file_entry(desk.keep(name, data), data, desk.habit["format"], desk.unit.code, desk.month)
    return set_aside(entry, slug)
