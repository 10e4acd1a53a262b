"""Read: the bytes of one submission → its files with typed rows and every finding of reading them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from township_sync.checks.conform import conform_table
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet, Table
from township_sync.domain.unit import resolve, units
from township_sync.errors import UsageError
from township_sync.readers import Opened, limits, open_bytes, too_large
from township_sync.readers.letterhead import Statement, contradiction, statement_of
from township_sync.readers.modes import mode_of
from township_sync.readers.tables import find_tables
from township_sync.readers.totals import total_mismatches
from township_sync.steps.given import files_below, text_of

Progress = Callable[[str], None]


def read_file(
    name: str, data: bytes, sender: str | None, period: Month, passwords: Sequence[str] = ()
) -> list[ReadFile]:
    """Read one file as sent, for a month; a bundle gives one entry per file in it.

    `name` is the path below the inbox, `sender` the unit that sent it (None when nobody knows). What is wrong with the
    file is in its findings; raises TransientError when the parsing process cannot run, DefinitionError when a contract
    is wrong.
    """
    return [_read(opened, sender, period) for opened in open_bytes(name, data, passwords)]


def read_inbox(folder: Path, period: Month, progress: Progress | None = None) -> list[ReadFile]:
    """Read every file below a folder in byte order of the paths; the first folder of a path is its sender.

    Links, pipes and devices are not submissions and are passed over, as is what office programs leave behind.
    `progress` is told the name of each file before it is read. Raises UsageError when the folder or a file of it is not
    ours to read.
    """
    named = [(path, text_of(path.relative_to(folder).as_posix())) for path in files_below(folder)]
    opened = _one_ahead(partial(_open_path, path, name, progress) for path, name in named)
    return [
        _read(each, sender_of(name), period)
        for (_, name), files in zip(named, opened, strict=True)
        for each in files
    ]


def read_files(files: Sequence[tuple[str, bytes]], sender: str | None, period: Month) -> list[ReadFile]:
    """Read several files of one sender, each as `read_file` does; the next is parsed while one is conformed."""
    opened = _one_ahead(partial(open_bytes, name, data) for name, data in files)
    return [_read(each, sender, period) for found in opened for each in found]


def _one_ahead(jobs: Iterable[Callable[[], list[Opened]]]) -> Iterator[list[Opened]]:
    """What the jobs give, in their order, each begun while the one before is worked on: they wait for a process."""
    with ThreadPoolExecutor(1) as ahead:
        waiting: Future[list[Opened]] | None = None
        for job in jobs:
            begun = ahead.submit(job)
            if waiting:
                yield waiting.result()
            waiting = begun
        if waiting:
            yield waiting.result()


def read_path(
    path: Path, name: str, sender: str | None, period: Month, progress: Progress | None = None
) -> list[ReadFile]:
    """Read one file of the disk under a name; one above the limit is hashed without being loaded.

    Raises UsageError when it is not ours to read.
    """
    return [_read(each, sender, period) for each in _open_path(path, name, progress)]


def _open_path(path: Path, name: str, progress: Progress | None) -> list[Opened]:
    if progress:
        progress(name)
    try:
        return _open(path, name)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; check path and rights.") from error


def _open(path: Path, name: str) -> list[Opened]:
    if path.stat().st_size <= limits.UNPACKED_BYTES:
        return open_bytes(name, path.read_bytes())
    with path.open("rb") as stream:
        return [too_large(name, hashlib.file_digest(stream, "sha256").hexdigest())]


def sender_of(name: str) -> str | None:
    """The unit that the first folder of a path names by its code of 9 digits, or None."""
    first, _, rest = name.partition("/")
    return first if rest and len(first) == 9 and first in units() else None


def _read(opened: Opened, sender: str | None, period: Month) -> ReadFile:
    tables, findings = find_tables(opened)
    statements = [statement_of(table.above, period) for table in tables]
    unit_code = sender or _unit_of(statements, tables)
    judged = _whose_and_when(opened.name, statements, sender, unit_code, period) if tables else []
    sheets: list[ReadSheet] = []
    for table in tables:
        rows, found = _typed(table, opened.name, period, unit_code, findings)
        sheets.append(ReadSheet(table.sheet, table.entity, table.header_row, table.columns, rows, len(table.skipped)))
        findings += found
    return ReadFile(
        opened.name, opened.sha256, unit_code, str(period), opened.kind, sheets,
        (*opened.findings, *judged, *findings), opened.bundle, *mode_of(opened),
    )


def _unit_of(statements: Sequence[Statement], tables: Sequence[Table]) -> str | None:
    """Without a sender: the unit that a letterhead names, else the first that a 乡镇 cell names."""
    named = next((said.unit_code for said in statements if said.unit_code), None)
    return named or next((code for table in tables for code in _units_in_rows(table)), None)


def _units_in_rows(table: Table) -> Iterator[str]:
    fields = [column.field for column in contract(table.entity).columns if column.type == "unit"]
    for row in table.rows:
        for name in fields:
            code = resolve(str(row.cells[name].value)) if name in row.cells else None
            if code:
                yield code


def _whose_and_when(
    file: str, statements: Sequence[Statement], sender: str | None, unit_code: str | None, period: Month
) -> list[Finding]:
    findings: list[Finding] = []
    other_unit = next((said for said in statements if said.unit and said.unit_code != sender), None)
    if sender and other_unit:
        details = {"found": other_unit.unit, "expected": units()[sender].name if sender in units() else sender}
        findings.append(Finding("wrong_unit", file, details=details))
    elif unit_code is None:
        stated = next((said.unit for said in statements if said.unit), "")
        findings.append(Finding("wrong_unit", file, details={"found": stated, "expected": ""}))
    other_month = next((said.month for said in statements if said.month not in (None, period)), None)
    if other_month:
        findings.append(Finding("wrong_period", file, details={"found": str(other_month), "expected": str(period)}))
    named = next((pair for said in statements if (pair := contradiction(file, said, period))), None)
    if named:
        findings.append(
            Finding("file_name_contradicts_content", file, details={"in_name": named[0], "inside": named[1]})
        )
    return findings


def _typed(
    table: Table, file: str, period: Month, unit_code: str | None, known: Sequence[Finding]
) -> tuple[Sequence[ConformedRow], list[Finding]]:
    """The rows as typed, with what reading them showed; of a ragged record no cell is believed."""
    rows, found = conform_table(table, file=file, period=period, unit_code=unit_code)
    ragged = {finding.row for finding in known if finding.slug == "csv_ragged_row" and finding.sheet == table.sheet}
    if ragged:
        rows = [_unbelieved(row) if row.number in ragged else row for row in rows]
        found = [finding for finding in found if finding.row is None or finding.row not in ragged]
    return rows, [*found, *total_mismatches(table, rows, file)]


def _unbelieved(row: ConformedRow) -> ConformedRow:
    return replace(row, values=dict.fromkeys(row.values), states=dict.fromkeys(row.values, "rejected"))
