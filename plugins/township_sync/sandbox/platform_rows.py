"""How the platform reads a body: its CSV bytes become rows with the platform's own verdict, one at a time."""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from township_sync.sandbox.platform_rules import PlatformRules

LEADING = ("row_key", "action", "row_version", "corrects")
_MOST_COLUMNS, _LONGEST_COLUMN, _LONGEST_RECORD = 200, 100, 1_000_000
_FORMS = {
    "row_key": re.compile(r"[0-9A-Za-z_.:|-]{1,200}"), "action": re.compile("new|changed|ended"),
    "row_version": re.compile("[0-9a-f]{64}"), "corrects": re.compile(r"([a-z0-9][A-Za-z0-9_.-]{0,149}#[1-9]\d{0,4})?"),
}


class UnreadableBatch(ValueError):
    """The body is no CSV of the platform's kind; the whole batch is refused."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """One data row as it was sent, with what the platform's rules say of it (`code` empty = accepted)."""

    row_no: int
    row_key: str
    action: str
    row_version: str
    corrects: str
    sha256: str
    values: str
    code: str
    message: str


class Body:
    """A body: its `columns` (after the leading ones), then its rows, read from the lines of a file as they come."""

    def __init__(self, lines: Iterable[bytes], dataset: str, rules: PlatformRules, corrects: frozenset[str]) -> None:
        self._records, self._dataset, self._rules, self._corrects = _records(lines), dataset, rules, corrects
        header = _values(next(self._records, b""))
        if tuple(header[: len(LEADING)]) != LEADING:
            raise UnreadableBatch(f"表头前几列必须是 {'、'.join(LEADING)}")
        self.columns = header[len(LEADING) :]
        if len(set(header)) < len(header) or len(header) > _MOST_COLUMNS:
            raise UnreadableBatch("表头有重复的列，或列数过多")
        if not all(0 < len(column) <= _LONGEST_COLUMN for column in header):
            raise UnreadableBatch("列名为空或过长")

    def rows(self) -> Iterator[SentRow]:
        """Every data row; UnreadableBatch at one whose leading columns do not name a row."""
        for number, raw in enumerate(self._records, 1):
            yield self._row(number, raw)

    def _row(self, number: int, raw: bytes) -> SentRow:
        values = _values(raw)
        leading = dict(zip(LEADING, values, strict=False))
        wrong = [name for name, form in _FORMS.items() if not form.fullmatch(leading.get(name, "?"))]
        if wrong:
            raise UnreadableBatch(f"第 {number} 行的 {wrong[0]} 不正确")
        told = values[len(LEADING) :]
        code, message = self._rules.objection(
            self._dataset, leading["row_key"], dict(zip(self.columns, told, strict=False)),
            is_whole=len(told) == len(self.columns),
            is_known=not leading["corrects"] or leading["corrects"].partition("#")[0] in self._corrects)
        digest = hashlib.sha256(raw.rstrip(b"\r\n")).hexdigest()
        return SentRow(number, **leading, sha256=digest, values=json.dumps(told, ensure_ascii=False), code=code,
                       message=message)


def _values(raw: bytes) -> list[str]:
    try:
        return next(csv.reader([raw.decode("utf-8-sig")], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableBatch("正文不是 UTF-8 编码的 CSV") from error


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Records as raw bytes: a line feed inside quotes belongs to its record."""
    record = b""
    for line in lines:
        record += line
        if len(record) > _LONGEST_RECORD:
            raise UnreadableBatch("有一行过长")
        if record.count(b'"') % 2 == 0 and record.endswith(b"\n"):
            yield record
            record = b""
    if record.strip():
        yield record
