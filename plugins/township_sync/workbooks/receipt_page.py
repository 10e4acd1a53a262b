"""回执: how the file stands, and counts of rows that add up."""

from collections.abc import Sequence

from township_sync.domain.finding import Finding
from township_sync.workbooks.problems import Problem
from township_sync.workbooks.receipt import Receipt, SheetCount
from township_sync.workbooks.sheet_page import Page, PageCell
from township_sync.workbooks.wording import words


def receipt_page(
    problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt, name: str, problems_name: str,
    remark: str | None,
) -> Page:
    """The page; `remark` says what of the township's file could not be kept."""
    text = words()["receipt"]
    title = text["title"].format(unit=receipt.unit_name, period=receipt.period)
    back = "'" + problems_name.replace("'", "''") + "'!A1"
    rows: list[list[PageCell]] = [
        [PageCell(title, "title")],
        [PageCell(text["to_problems"], "jump", back)],
        [],
        *(_head_row(label, value) for label, value in _head(problems, receipt)),
        [],
        [PageCell(text["counts"], "section")],
        [PageCell(heading, "heading") for heading in text["headings"]],
        *(_count_row(sheet) for sheet in receipt.sheets),
        [PageCell(text["total"], "total_name"), PageCell("", "total_name"),
         *(PageCell(number, "total") for number in receipt.total)],
        *([PageCell(line, "note")] for line in _remarks(receipt.sheets, remark)),
    ]
    notices = [*receipt.repeats, *receipt.waived, *_notices(findings)]
    for heading, lines in ((text["refused"], receipt.refused), (text["claims"], receipt.claims),
                           (text["notices"], notices), (text["not_run"], receipt.not_run)):
        if lines:
            rows += [[], [PageCell(heading, "section")], *([PageCell(line, "note")] for line in lines)]
    return Page(name, text["widths"], rows)


def _head_row(label: str, value: str | int) -> list[PageCell]:
    return [PageCell(label, "label"), PageCell(value, "note")]


def _head(problems: Sequence[Problem], receipt: Receipt) -> list[tuple[str, str | int]]:
    text = words()["receipt"]
    label = text["labels"]
    head: list[tuple[str, str | int]] = [
        (label["unit"], receipt.unit_name), (label["period"], receipt.period), (label["file"], receipt.file),
        (label["status"], text["status"][receipt.status]), (label["problems"], len(problems)),
    ]
    if changes := receipt.changes:
        line = text["changes"].format(changed=changes.changed, added=changes.added, ended=changes.ended)
        head.append((label["changes"], line))
    return [*head, (label["sha256"], receipt.sha256)]


def _count_row(sheet: SheetCount) -> list[PageCell]:
    counts = (PageCell(number, "count") for number in sheet.numbers)
    return [PageCell(sheet.sheet), PageCell(sheet.title), *counts]


def _remarks(sheets: Sequence[SheetCount], remark: str | None) -> list[str]:
    text = words()["receipt"]
    held = [text["held_rule"]] if any(sheet.held_aside for sheet in sheets) else []
    return [text["sum_rule"], *held, *([remark] if remark else [])]


def _notices(findings: Sequence[Finding]) -> list[str]:
    """What needs no mending, each with its sheet, in the order of the findings; the same is told once."""
    text = words()["receipt"]
    told: dict[str, None] = {}
    for found in findings:
        if found.severity == "info":
            place = text["notice_place"].format(sheet=found.sheet) if found.sheet else ""
            told.setdefault(place + found.message)
    return list(told)
