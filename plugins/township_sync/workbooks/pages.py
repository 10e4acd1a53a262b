"""The two sheets put in front of a returned workbook, as plain rows that any writer can lay out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from township_sync.domain.finding import Finding, Severity
from township_sync.workbooks.problems import Place, Problem
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.receipt_page import receipt_page
from township_sync.workbooks.sheet_page import Page, PageCell
from township_sync.workbooks.what_stands_there import WhatStandsThere
from township_sync.workbooks.wording import words

_SEVERITIES: tuple[Severity, ...] = ("reject_file", "reject_row", "warn")


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook that the pages go into: names for the two (others when the township has such sheets itself), the
    sheets that a link may point to, the marked cells that are hidden, and a remark on what was not kept."""

    problems_name: str
    receipt_name: str
    sheets: frozenset[str]
    hidden: frozenset[tuple[str, Place]] = frozenset()
    remark: str | None = None


def pages(
    problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt, book: Book, there: WhatStandsThere
) -> tuple[Page, Page]:
    """问题清单 and 回执, in this order."""
    second = receipt_page(problems, findings, receipt, book.receipt_name, book.problems_name, book.remark)
    return _problem_page(problems, receipt, book, there), second


def _problem_page(problems: Sequence[Problem], receipt: Receipt, book: Book, there: WhatStandsThere) -> Page:
    text = words()["problems"]
    title = text["title"].format(unit=receipt.unit_name, period=receipt.period, file=receipt.file)
    rows: list[list[PageCell]] = [
        [PageCell(title, "title")],
        [PageCell(_summary(problems), "section")],
        [PageCell(text["advice"] if problems else text["no_problems"], "note")],
        *([[PageCell(book.remark, "note")]] if book.remark else []),
        [PageCell(text["to_receipt"], "jump", _place_in(book.receipt_name, "A1"))],
        [PageCell(heading, "heading") for heading in text["headings"]],
    ]
    frozen = len(rows)
    rows += [_problem_row(index, problem, book, there) for index, problem in enumerate(problems, start=1)]
    return Page(book.problems_name, text["widths"], rows, frozen=frozen, filtered=bool(problems))


def _summary(problems: Sequence[Problem]) -> str:
    text = words()["problems"]
    counts = Counter(problem.finding.severity for problem in problems)
    said = [text["summary_part"].format(effect=text["effects"][severity], count=counts[severity])
            for severity in _SEVERITIES if counts[severity]]
    return str(text["summary"]).format(count=len(problems), parts=text["summary_join"].join(said)) if said else ""


def _problem_row(index: int, problem: Problem, book: Book, there: WhatStandsThere) -> list[PageCell]:
    found, text = problem.finding, words()["problems"]
    typed = there.content(problem)
    return [
        PageCell(index, "number"),
        _link(problem, book),
        PageCell(found.sheet or text["whole_file"]),
        PageCell(found.column or ""),
        PageCell(there.who(problem) or ""),
        PageCell(typed or "", "typed" if typed else "plain"),
        PageCell(found.message),
        PageCell(problem.advice.fix),
        PageCell(text["effects"][found.severity], found.severity),
    ]


def _link(problem: Problem, book: Book) -> PageCell:
    sheet, text = problem.finding.sheet, words()["problems"]
    shown = problem.cell or sheet or ""
    if not sheet or sheet not in book.sheets:
        return PageCell(shown if problem.cell else "")
    if problem.place and (sheet, problem.place) in book.hidden:
        shown += text["hidden"]
    return PageCell(shown, "link", _place_in(sheet, problem.cell or "A1"))


def _place_in(sheet: str, cell: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!" + cell
