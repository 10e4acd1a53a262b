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
    reader, lines_before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 0
    try:
        for record in reader:
            yield record[: limits.SHEET_COLUMNS]
            lines_before = reader.line_num
    except csv.Error as error:
        reason = "an unclosed quote or a field without end"
        raise Refused("unreadable_file", reason=reason, line=lines_before + 1) from error
