"""What a unit is told of its rows that the platform refused: the platform's words and ours, until they are accepted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from township_sync.domain import masking
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.period import COUNTY_TIME
from township_sync.steps.platform_codes import code_words, plain
from township_sync.steps.platform_codes import words as platform_words
from township_sync.warehouse.rejections import Rejection
from township_sync.warehouse.reports import FileState

REFUSED = "refused_by_platform"


def refusal_section(refused: Sequence[Rejection], now: datetime, words: Mapping[str, Any]) -> list[str]:
    """The section of the letter, one line for each entity, code and state; nothing when nothing was refused."""
    if not refused:
        return []
    alike: dict[tuple[str, str, str, bool, str], list[Rejection]] = defaultdict(list)
    for row in refused:
        said = code_words(row.code, row.message)
        alike[row.entity, row.code or "", said.title, row.is_corrected, said.fix].append(row)
    lines = []
    for (entity, code, title, is_corrected, fix), rows in sorted(alike.items()):
        line = words["refusal"].format(entity=contract(entity).title, title=title, code=code, count=len(rows),
                                       days=max(row.age_in_days(now) for row in rows))
        then = platform_words()["corrected"] if is_corrected else fix
        lines.append(f"{line}{then}")
    return [words["refused"].format(total=len(refused)), *lines]


def refusal_lines(refused: Sequence[Rejection], file: FileState, is_first: bool, returned: Sequence[str],
                  words: Mapping[str, Any]) -> list[str]:
    """The same for the receipt in the workbook, row by row; the first one has those that stand in no workbook."""
    return [_line(row, file, words) for row in refused
            if row.file == file.file or (is_first and row.file not in returned)]


def refusal_findings(refused: Sequence[Rejection], file: FileState) -> list[Finding]:
    """The refused rows of a file as findings, so that their cells are marked; those that were corrected are not."""
    sheets = {sheet.sheet: sheet for sheet in file.sheets}
    return [_finding(row, sheets[row.sheet or ""].entity, sheets[row.sheet or ""].columns) for row in refused
            if row.file == file.file and row.sheet in sheets and row.row is not None and not row.is_corrected]


def _finding(row: Rejection, entity: str, columns: Mapping[str, int]) -> Finding:
    said = code_words(row.code, row.message)
    field = next((field for field in said.fields if field in columns), None)
    column = contract(entity).column(field).header if field else None
    details = {"title": said.title, "code": row.code or "", "words": plain(row.message or ""),
               "remedy": said.fix.rstrip("。")}
    return Finding(REFUSED, row.file or "", row.sheet, row.row, column, details=details, made_by="platform")


def _line(row: Rejection, file: FileState, words: Mapping[str, Any]) -> str:
    said = code_words(row.code, row.message)
    known = row.sheet is not None and row.row is not None
    where = "refused_somewhere" if not known else "refused_place" if row.file == file.file else "refused_elsewhere"
    name = (row.file or "").removeprefix(f"{file.unit_code}/")
    place = words[where].format(file=name, sheet=row.sheet, row=row.row)
    line = words["refused_line"].format(
        place=place, title=said.title, code=row.code or "", message=plain(row.message or ""), fix=said.fix,
        day=row.refused_at.astimezone(COUNTY_TIME).date())
    more = platform_words()["corrected"] if row.is_corrected else ""
    return masking.mask_whole_numbers(f"{line}{more}")
