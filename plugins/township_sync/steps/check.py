"""Check a folder or single files offline: the same judge as the pipeline's, the answer as the JSON of rules.md."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from township_sync.domain.conformed_columns import numbers_of
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import AcceptedRow, Fate, Judgement, RowPlace
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile, ReadSheet
from township_sync.errors import UsageError
from township_sync.readers import limits, open_bytes
from township_sync.readers.letterhead import statement_of
from township_sync.readers.tables import find_tables
from township_sync.steps.given import files_below, names_of, refuse_what_is_not_there, text_of
from township_sync.steps.judge import accepted_rows, judge
from township_sync.steps.read import read_inbox, read_path, sender_of

Progress = Callable[[str], None]
_NO_YEAR = Month(1, 1)
_COUNTS_AS_REJECTED: frozenset[Fate] = frozenset({"rejected", "held_aside"})
_FILES_THAT_AGREE = 3
"""So many files of a folder that state the same month, and none another, make the month clear."""


def check(
    paths: Sequence[Path], period: Month, previous: Path | None = None, progress: Progress | None = None,
    with_results: bool = False,
) -> tuple[list[ReadFile], Judgement]:
    """Read and judge what lies at the paths for one month, against last month's inbox when it is given.

    `with_results` runs Great Expectations' checkpoints too, for pages about it. UsageError when a path cannot be read,
    or when two files would have one name.
    """
    refuse_what_is_not_there([*paths, *([previous] if previous else [])])
    names = names_of(paths)
    before = accepted_last_month(previous, period.plus(-1), progress) if previous else None
    files = [file for path in paths for file in _read(path, names.get(path), period, progress)]
    return files, judge(files, period, previous=before, with_results=with_results)


def accepted_last_month(inbox: Path, period: Month, progress: Progress | None = None) -> list[AcceptedRow]:
    """The rows that were accepted from another month's inbox."""
    files = read_inbox(inbox, period, progress)
    return accepted_rows(files, judge(files, period))


def period_of(paths: Sequence[Path]) -> Month:
    """The month that the paths are about: from the folder's name, else from what the sheets state.

    UsageError when there is none or more than one.
    """
    refuse_what_is_not_there(paths)
    months = {month for path in paths if (month := _named_month(path))} or _stated_in_files(paths)
    if len(months) != 1:
        said = ", ".join(sorted(map(str, months))) or "none"
        raise UsageError(f"The month is not clear (found: {said}); say it with --period 2020-05.")
    return months.pop()


def _named_month(path: Path) -> Month | None:
    whole = path.absolute()
    for part in (whole.name, whole.parent.name):
        try:
            return Month.parse(part)
        except UsageError:
            continue
    return None


def _stated_in_files(paths: Sequence[Path]) -> set[Month]:
    """What the letterheads of every single file state, and those of each folder's first files."""
    months: set[Month] = set()
    for path in paths:
        months |= _stated_months([path]) if path.is_file() else _stated_months(files_below(path))
    return months


def _stated_months(files: Iterable[Path]) -> set[Month]:
    """The months that letterheads state with their year; a few files that agree, or two that differ, are enough."""
    months: set[Month] = set()
    stating = 0
    for file in files:
        stated = _stated_in(file)
        months |= stated
        stating += bool(stated)
        if len(months) > 1 or stating == _FILES_THAT_AGREE:
            break
    return months


def _stated_in(path: Path) -> set[Month]:
    if path.stat().st_size > limits.UNPACKED_BYTES:
        return set()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; check path and rights.") from error
    tables = [table for opened in open_bytes(text_of(path.name), data) for table in find_tables(opened)[0]]
    stated = {statement_of(table.above, _NO_YEAR).month for table in tables}
    return {month for month in stated if month and month.year != _NO_YEAR.year}


def _read(path: Path, name: str | None, period: Month, progress: Progress | None) -> list[ReadFile]:
    if name is None:
        return read_inbox(path, period, progress)
    return read_path(path, name, sender_of(f"{path.absolute().parent.name}/{path.name}"), period, progress)


def as_json(files: Sequence[ReadFile], judgement: Judgement) -> dict[str, Any]:
    """The answer in the format of rules.md: every file once, its sheets with counts, its findings in order.

    Beside `files` stands `rules_not_run`: what was not asked about which unit's rows, and what was missing for it.
    """
    by_file: dict[str, list[Finding]] = {}
    for found in judgement.findings:
        by_file.setdefault(found.file, []).append(found)
    return {"files": [_file(file, by_file.get(file.file, []), judgement) for file in files],
            "rules_not_run": [asdict(one) for one in judgement.not_run]}


def _file(file: ReadFile, findings: Sequence[Finding], judgement: Judgement) -> dict[str, Any]:
    status = judgement.verdicts[file.file].status
    return {
        "file": file.file,
        "sha256": file.sha256,
        "status": status,
        "unit_code": file.unit_code,
        "period": file.period,
        "sheets": [_sheet(file.file, sheet, judgement.fates) for sheet in file.sheets],
        "findings": [_finding(found) for found in sorted(findings, key=_place)],
    }


def _sheet(file: str, sheet: ReadSheet, fates: Mapping[RowPlace, Fate]) -> dict[str, Any]:
    counts = Counter(fates[file, sheet.sheet, number] in _COUNTS_AS_REJECTED for number in numbers_of(sheet.rows))
    return {
        "sheet": sheet.sheet,
        "entity": sheet.entity,
        "header_row": sheet.header_row,
        "rows_read": len(sheet.rows),
        "rows_accepted": counts[False],
        "rows_rejected": counts[True],
        "rows_skipped": sheet.rows_skipped,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "sheet": found.sheet, "row": found.row, "column": found.column, "slug": found.slug,
        "severity": found.severity, "value": found.value, "message": found.message,
    }


def _place(found: Finding) -> tuple[str, int, str, str]:
    return found.sheet or "", found.row or 0, found.slug, found.column or ""
