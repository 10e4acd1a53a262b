"""How the platform reads a batch: the CSV bytes of a request become rows with the platform's own verdict."""

import csv
import hashlib
import io
from collections.abc import Iterator

from township_sync.sandbox.platform_ledger import SentRow
from township_sync.sandbox.platform_rules import PlatformRules


class UnreadableBatch(ValueError):
    """The body is no CSV of the platform's kind; the whole batch is refused."""


def rows_of(body: bytes, dataset: str, rules: PlatformRules) -> list[SentRow]:
    """Every data row of a body (UTF-8 CSV with a header whose first columns are row_key and action)."""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableBatch("正文不是 UTF-8 编码") from error
    records = list(_records(body))
    if not records:
        raise UnreadableBatch("正文没有表头")
    header = _values(records[0])
    if header[:2] != ["row_key", "action"]:
        raise UnreadableBatch("表头前两列必须是 row_key、action")
    return [_row(number, raw, header, dataset, rules) for number, raw in enumerate(records[1:], 1)]


def _row(number: int, raw: bytes, header: list[str], dataset: str, rules: PlatformRules) -> SentRow:
    values = _values(raw)
    row = dict(zip(header, values, strict=False))
    code, message = rules.objection(dataset, row, len(values) == len(header))
    digest = hashlib.sha256(raw.rstrip(b"\r\n")).hexdigest()
    return SentRow(number, row.get("row_key", ""), row.get("action", ""), digest, code, message)


def _values(raw: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def _records(body: bytes) -> Iterator[bytes]:
    """Records as raw bytes: a line feed inside quotes belongs to its record."""
    record = b""
    for line in body.splitlines(keepends=True):
        record += line
        if record.count(b'"') % 2 == 0 and record.endswith(b"\n"):
            yield record
            record = b""
    if record.strip():
        yield record
