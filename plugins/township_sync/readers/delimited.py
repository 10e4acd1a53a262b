"""Text files with delimiters (domain.md 4#67-69)."""

import csv
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

from township_sync.readers import limits
from township_sync.readers.raw import RawSheet, Refused
from township_sync.readers.text_encoding import decoded

_DELIMITERS = ",\t;，"
_FIELD_CHARACTERS = 1_000_000
_END = "end"
"""A line that becomes a record of its own when no quote is open before it."""


def read_delimited(name: str, data: bytes) -> RawSheet:
    """The file as one sheet named like the file; `rows[n - 1]` is record n. What cannot be read raises Refused."""
    text = decoded(data)
    records = list(_records(text, delimiter_of(text)))
    sheet = PurePosixPath(name).stem
    filled = sum(any(record) for record in records)
    if filled > limits.SHEET_ROWS:
        return RawSheet(sheet, [], {}, records=True, too_many_rows=filled)
    return RawSheet(sheet, [[field if field else None for field in record] for record in records], {}, records=True)


def delimiter_of(text: str) -> str:
    """The delimiter that makes most fields in one of the first lines, where the header is; a comma when none does."""
    lines = text.splitlines()[: limits.HEADER_SEARCH_ROWS]
    counts = {delimiter: max((line.count(delimiter) for line in lines), default=0) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD_CHARACTERS)
    lines = _Lines(text)
    reader, lines_before = csv.reader(lines, delimiter=delimiter, strict=True), 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            record = _forgiven(lines.last, delimiter) if reader.line_num == lines_before + 1 else None
            if record is None:
                reason = "an unclosed quote or a field without end"
                raise Refused("unreadable_file", reason=reason, line=lines_before + 1) from error
        if record is None:
            return
        yield record[: limits.SHEET_COLUMNS]
        lines_before = reader.line_num


class _Lines:
    """The lines of a text, of which the last one taken is known."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.last = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.last = next(self._lines)
        return self.last


def _forgiven(line: str, delimiter: str) -> list[str] | None:
    """A line with something behind a closing quote (`"二组"旁`), read as others read it; None when a quote stays open.

    Only what is a record by itself is forgiven: a quote that nobody closed would swallow the rows up to the next one.
    """
    try:
        records = list(csv.reader([line, _END], delimiter=delimiter))
    except csv.Error:
        return None
    return records[0] if len(records) == 2 else None
