"""Every limit of the reader in one table. What exceeds a limit is refused by a finding, never by a crash.

Sources: domain.md part 4 (patterns 1, 9, 10, 66, 70) and reliability.md 2.8 (inputs 2-5, 37, 38).
"""

MEGABYTE = 1024 * 1024

# What a file may hold
UNPACKED_BYTES = 200 * MEGABYTE
"""All parts of a workbook, or all files of a bundle, after unpacking."""
PARTS = 10_000
"""Entries in the container of one workbook; real ones have a few dozen."""
BUNDLE_FILES = 200
"""Files in a bundle, those of its inner bundles included."""
BUNDLE_DEPTH = 1
"""Levels of bundles that a bundle may hold."""
SHEET_ROWS = 50_000
"""Rows of one sheet that hold something; isolated cells far below do not count."""
HEADER_COLUMNS = 300
"""Columns that a header may name."""

# How a table is found
HEADER_SEARCH_ROWS = 15
"""The lowest row of a header is looked for among so many first rows."""
HEADER_SHARE = 0.6
"""Share of an entity's required headers that makes a row its header; also of texts that makes a row a repeated one."""
SHARED_BY = 5
"""A column that more entities than this require (姓名, 乡镇, …) does not tell which of them a sheet is."""
BLANK_RUN = 20
"""What lies beyond more blank rows (or columns) than this is no part of the table."""
SMALL_SHEET_ROWS = 5
"""A visible sheet that fits no entity is reported when it has more rows than this."""
COPY_SHARE = 0.9
"""Share of IDs that makes a sheet named as a copy the copy of another sheet."""
STRAY_CELLS = 1_000
"""So many stray cells of one sheet are named; more of them tell a clerk nothing new."""

# What the process that parses may use
BOX_CELLS = 4_000_000
"""Cells of the rectangle around all values up to which calamine gets the sheet as it is."""
CPU_SECONDS_PER_MEGABYTE = 2
CPU_SECONDS_LEAST = 20
WALL_SECONDS_PER_CPU_SECOND = 6
"""A busy machine gives a process less than a whole processor; beyond this it hangs."""
MEMORY_HEADROOM = 512 * MEGABYTE
"""Address space that parsing one file may add."""
ANSWER_BYTES = 400 * MEGABYTE
"""The longest answer that the parent takes from the process."""


def cpu_seconds(size: int) -> int:
    """Processor seconds for a file of so many bytes."""
    return max(CPU_SECONDS_LEAST, -(-size * CPU_SECONDS_PER_MEGABYTE // MEGABYTE))


def wall_seconds(size: int) -> int:
    """Seconds on the clock for a file of so many bytes."""
    return WALL_SECONDS_PER_CPU_SECOND * cpu_seconds(size)
