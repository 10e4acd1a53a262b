"""Every limit of the reader in one table. What exceeds a limit is refused by a finding, never by a crash.

Each may be set as `TOWNSHIP_SYNC_READER_<name>` (docs/limits.md); it is read when first asked for. The process that
parses gets the caller's values with every file, so both sides always speak of the same limits.
Sources: domain.md part 4 (patterns 1, 9, 10, 66, 70) and reliability.md 2.8 (inputs 2-5, 37, 38).
"""

from collections.abc import Mapping
from typing import NamedTuple

from township_sync.errors import UsageError
from township_sync.settings import Settings

MEGABYTE = 1024 * 1024


class Limit(NamedTuple):
    """One limit; a whole number of its unit when the default is one."""

    name: str
    default: int | float
    unit: str
    meaning: str


TABLE = (
    # What a file may hold
    Limit("UNPACKED_BYTES", 200 * MEGABYTE, "bytes",
          "All parts of a workbook, or all files of a bundle, after unpacking."),
    Limit("PARTS", 10_000, "entries", "Entries in the container of one workbook; real ones have a few dozen."),
    Limit("BUNDLE_FILES", 200, "files", "Files in a bundle, those of its inner bundles included."),
    Limit("BUNDLE_DEPTH", 1, "levels", "Levels of bundles that a bundle may hold."),
    Limit("SHEETS", 1_000, "sheets", "Sheets of one workbook."),
    Limit("SHEET_ROWS", 50_000, "rows",
          "Rows of one sheet that hold something; isolated cells far below do not count."),
    Limit("SHEET_COLUMNS", 16_384, "columns", "Columns that a line of text may fill, as many as a sheet has (XFD)."),
    Limit("HEADER_COLUMNS", 300, "columns", "Columns that a header may name."),
    # How a table is found
    Limit("HEADER_SEARCH_ROWS", 15, "rows", "The lowest row of a header is looked for among so many first rows."),
    Limit("HEADER_SHARE", 0.6, "share",
          "Share of an entity's required headers that makes a row its header; "
          "also of texts that makes a row a repeated one."),
    Limit("SHARED_BY", 5, "entities",
          "A column that more entities than this require (姓名, 乡镇, …) does not tell which of them a sheet is."),
    Limit("BLANK_RUN", 20, "rows or columns", "What lies beyond more blank ones than this is no part of the table."),
    Limit("SMALL_SHEET_ROWS", 5, "rows",
          "A visible sheet that fits no entity is reported when it has more rows than this."),
    Limit("COPY_SHARE", 0.9, "share", "Share of IDs that makes a sheet named as a copy the copy of another sheet."),
    Limit("STRAY_CELLS", 50_000, "cells", "So many stray cells of one sheet are named, the first of them all."),
    # What the process that parses may use
    Limit("BOX_CELLS", 4_000_000, "cells",
          "Cells of the rectangle around all values up to which calamine gets the sheet as it is."),
    Limit("CPU_SECONDS_PER_MEGABYTE", 2, "seconds", "Processor time for each megabyte of a file as sent."),
    Limit("CPU_SECONDS_LEAST", 2, "seconds", "Processor time for a file, however small it is."),
    Limit("SLOW_FORMAT_FACTOR", 4, "times",
          "So many times as long may OpenDocument take, and what only openpyxl understands: Python reads them."),
    Limit("MEMORY_BYTES", 512 * MEGABYTE, "bytes", "Memory of the process that parses one file, all in all."),
    Limit("WALL_SECONDS_PER_CPU_SECOND", 6, "seconds",
          "Time on the clock for each second of processor time: a busy machine gives less than a whole processor."),
    Limit("WALL_SECONDS_LEAST", 60, "seconds", "Time on the clock for a file, however small; beyond it hangs."),
    Limit("ANSWER_BYTES", 400 * MEGABYTE, "bytes", "The longest answer that is taken from the process that parses."),
)
_BY_NAME = {limit.name: limit for limit in TABLE}

UNPACKED_BYTES: int
PARTS: int
BUNDLE_FILES: int
BUNDLE_DEPTH: int
SHEETS: int
SHEET_ROWS: int
SHEET_COLUMNS: int
HEADER_COLUMNS: int
HEADER_SEARCH_ROWS: int
HEADER_SHARE: float
SHARED_BY: int
BLANK_RUN: int
SMALL_SHEET_ROWS: int
COPY_SHARE: float
STRAY_CELLS: int
BOX_CELLS: int
CPU_SECONDS_PER_MEGABYTE: int
CPU_SECONDS_LEAST: int
SLOW_FORMAT_FACTOR: int
MEMORY_BYTES: int
WALL_SECONDS_PER_CPU_SECOND: int
WALL_SECONDS_LEAST: int
ANSWER_BYTES: int


def cpu_seconds(size: int) -> int:
    """Processor seconds for a file of so many bytes."""
    known = in_force()
    return int(max(known["CPU_SECONDS_LEAST"], -(-size * known["CPU_SECONDS_PER_MEGABYTE"] // MEGABYTE)))


def slow_cpu_seconds(size: int) -> int:
    """Processor seconds for a file of so many bytes in a format that Python reads."""
    return int(cpu_seconds(size) * in_force()["SLOW_FORMAT_FACTOR"])


def wall_seconds(size: int) -> int:
    """Seconds on the clock for a file of so many bytes."""
    known = in_force()
    return int(max(known["WALL_SECONDS_LEAST"], known["WALL_SECONDS_PER_CPU_SECOND"] * cpu_seconds(size)))


def in_force() -> dict[str, int | float]:
    """Every limit by name; UsageError when one is set to something that is no such number."""
    _load()
    return {name: globals()[name] for name in _BY_NAME}


def take(values: Mapping[str, int | float]) -> None:
    """Make these the limits of this process; the process that parses takes those of its caller."""
    globals().update(values)


def of(settings: Settings) -> dict[str, int | float]:
    """The limits that these settings ask for; UsageError when one of them is no such number."""
    return {limit.name: _number(settings, limit) for limit in TABLE}


def _number(settings: Settings, limit: Limit) -> int | float:
    number = settings.number(f"READER_{limit.name}", limit.default, limit.unit)
    if not isinstance(limit.default, int):
        return number
    if number != int(number):
        raise UsageError(f"TOWNSHIP_SYNC_READER_{limit.name} is '{number}'; set it to a whole number of {limit.unit}.")
    return int(number)


def _load() -> None:
    """Read from the settings what is not known yet; what was set by hand stays."""
    missing = _BY_NAME.keys() - globals().keys()
    if missing:
        values = of(Settings.load())
        take({name: values[name] for name in missing})


def __getattr__(name: str) -> int | float:
    """A limit that was not asked for before: now all of them are read from the settings."""
    if name not in _BY_NAME:
        raise AttributeError(f"There is no limit {name}.")
    _load()
    return globals()[name]  # type: ignore[no-any-return]
