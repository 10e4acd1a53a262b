"""The two sheets put in front of a returned workbook, as plain rows that any writer can lay out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from township_sync.domain.finding import Finding
from township_sync.workbooks.problems import Problem
from township_sync.workbooks.receipt import Receipt, SheetCount
from township_sync.workbooks.wording import words

A4 = 9
"""The number of the paper size in a workbook."""
Look = Literal["plain", "note", "title", "heading", "link", "number"]


@dataclass(frozen=True, slots=True)
class PageCell:
    """A text or a whole number with its look; `target` is a place in the workbook such as `'表一'!B17`."""

    value: str | int | None = None
    look: Look = "plain"
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One added sheet: `frozen` rows stay on top, `filtered` is the row of a table that can be filtered."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[PageCell]]
    frozen: int = 0
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook that the pages go into: names for the two (others when the township has such sheets itself), the
    sheets that a link may point to, and a remark for the receipt."""

    problems_name: str
    receipt_name: str
    sheets: frozenset[str]
    remark: str | None = None


def pages(problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt, book: Book) -> tuple[Page, Page]:
    """问题清单 and 回执, in this order."""
    notices = Counter(found.message for found in findings if found.severity == "info")
    return _problem_page(problems, receipt, book), _receipt_page(problems, notices, receipt, book)


def _problem_page(problems: Sequence[Problem], receipt: Receipt, book: Book) -> Page:
    text = words()["problems"]
    title = text["title"].format(unit=receipt.unit_name, period=receipt.period, file=receipt.file)
    rows: list[list[PageCell]] = [
        [PageCell(title, "title")],
        [PageCell(text["advice"] if problems else text["no_problems"], "note")],
        [PageCell(heading, "heading") for heading in text["headings"]],
    ]
    rows += [_problem_row(index, problem, book) for index, problem in enumerate(problems, start=1)]
    return Page(book.problems_name, text["widths"], rows, frozen=3, filtered=bool(problems))


def _problem_row(index: int, problem: Problem, book: Book) -> list[PageCell]:
    found, text = problem.finding, words()["problems"]
    return [
        PageCell(index, "number"),
        _link(problem, book),
        PageCell(found.sheet or text["whole_file"]),
        PageCell(found.row, "number"),
        PageCell(found.column),
        PageCell(found.message),
        PageCell(problem.advice.fix),
        PageCell(text["effects"][found.severity]),
    ]


def _link(problem: Problem, book: Book) -> PageCell:
    sheet = problem.finding.sheet
    if not sheet or sheet not in book.sheets:
        return PageCell()
    target = "'" + sheet.replace("'", "''") + "'!" + (problem.cell or "A1")
    return PageCell(problem.cell or sheet, "link", target)


def _receipt_page(problems: Sequence[Problem], notices: Counter[str], receipt: Receipt, book: Book) -> Page:
    text = words()["receipt"]
    rows: list[list[PageCell]] = [
        [PageCell(text["title"].format(unit=receipt.unit_name, period=receipt.period), "title")],
        *([PageCell(label, "heading"), PageCell(value)] for label, value in _head(problems, receipt)),
        [],
        [PageCell(heading, "heading") for heading in text["headings"]],
        *(_count_row(sheet.sheet, sheet.title, sheet.numbers) for sheet in receipt.sheets),
        _count_row(text["total"], "", receipt.total),
        [],
        *([PageCell(line, "note")] for line in _remarks(receipt.sheets, book.remark)),
    ]
    told = [*receipt.repeats, *_counted(notices)]
    for heading, lines in ((text["refused"], receipt.refused), (text["notices"], told)):
        if lines:
            rows += [[], [PageCell(heading, "heading")], *([PageCell(line, "note")] for line in lines)]
    return Page(book.receipt_name, (28, 24, 10, 10, 10, 10, 10, 10, 14), rows)


def _head(problems: Sequence[Problem], receipt: Receipt) -> list[tuple[str, str | int]]:
    text = words()["receipt"]
    label = text["labels"]
    head: list[tuple[str, str | int]] = [
        (label["unit"], receipt.unit_name), (label["period"], receipt.period), (label["file"], receipt.file),
        (label["sha256"], receipt.sha256), (label["status"], text["status"][receipt.status]),
        (label["problems"], len(problems)),
    ]
    if changes := receipt.changes:
        line = text["changes"].format(changed=changes.changed, added=changes.added, ended=changes.ended)
        head.append((label["changes"], line))
    return head


def _count_row(sheet: str, title: str, numbers: Sequence[int]) -> list[PageCell]:
    return [PageCell(sheet), PageCell(title), *(PageCell(number, "number") for number in numbers)]


def _remarks(sheets: Sequence[SheetCount], remark: str | None) -> list[str]:
    text = words()["receipt"]
    held = [text["held_rule"]] if any(sheet.held_aside for sheet in sheets) else []
    return [text["sum_rule"], *held, *([remark] if remark else [])]


def _counted(notices: Counter[str]) -> list[str]:
    return [message if count == 1 else f"{message}（{count}）" for message, count in notices.items()]
