"""Import an answer: what the platform wrote into a file becomes receipts, kept and settled as those of its interface.

Verdicts of a batch count once all its rows are answered, in one file or in several, or when somebody says that nothing
more will come. A closed batch never changes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.outgoing import Receipt
from township_sync.domain.package_manifest import canonical
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.answer_file import AnswerLine, read_answer, words
from township_sync.steps.audit import keep_head
from township_sync.warehouse import answers, archive
from township_sync.warehouse import exchange_receipts as receipts_kept
from township_sync.warehouse.answers import AnsweredBatch, SentRow
from township_sync.warehouse.connect import Connection

_STATUSES = ("accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file did: batches by name that are settled now, those that wait for more, and what was set aside and why.

    `is_new` is False when the very same file was imported before.
    """

    is_new: bool
    rows: int
    settled: Mapping[str, str]
    waiting: tuple[str, ...]
    aside: tuple[str, ...]


def import_answer(connection: Connection, settings: Settings, name: str, data: bytes, now: datetime,
                  is_final: bool = False) -> Imported:
    """Take an answer in; with `is_final` its batches are settled as they are: rows without an answer are named.

    All of it in one transaction; the same file again changes nothing. UsageError when the file says nothing that can be
    read.
    """
    answer = read_answer(name, data)
    if not answer.lines:
        raise UsageError(mask_whole_numbers(" ".join(answer.aside)) or "No row of the file is answered; fill in 状态.")
    sha256 = archive.put(settings, data)
    with connection.transaction():
        number, is_new = answers.begin(connection, sha256, len(answer.lines), now)
        told, aside = _sorted(connection, answer.lines, number, sha256)
        for batch, said in told.items():
            receipts_kept.keep_receipts(connection, batch.batch_id, said, now)
        settled, waiting = _settle(connection, list(told), now, is_final)
        aside = [*answer.aside, *aside]
        answers.end(connection, sha256, is_new, len(aside), len(told), now)
    keep_head(connection, settings)
    return Imported(is_new, len(answer.lines), settled, waiting, tuple(aside))


def _settle(connection: Connection, batches: Sequence[AnsweredBatch], now: datetime,
            is_final: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    whole = answers.whole(connection, [batch.batch_id for batch in batches])
    ready = [batch for batch in batches if is_final or batch.batch_id in whole]
    settled = {batch.client_ref: receipts_kept.settle(connection, batch.batch_id, batch.publication_id, now, None)
               for batch in ready}
    return settled, tuple(batch.client_ref for batch in batches if batch not in ready)


def _sorted(connection: Connection, lines: Sequence[AnswerLine], number: int,
            sha256: str) -> tuple[dict[AnsweredBatch, list[Receipt]], list[str]]:
    """Receipts by batch in the order of batches, and why each of the other lines is set aside."""
    batches = answers.batches(connection, sorted({line.batch for line in lines}))
    rows = answers.rows(connection, sorted({batch.batch_id for batch in batches.values()}))
    told = defaultdict[AnsweredBatch, list[Receipt]](list)
    aside: list[str] = []
    for line in lines:
        batch = batches.get(line.batch)
        row = _row(line, rows[batch.batch_id]) if batch else None
        why = _misfit(line, batch, row)
        if why:
            aside.append(f"{line.place} " + mask_whole_numbers(words()["aside"][why].format(
                batch=line.batch[:80], status=line.status[:20])))
        elif batch and row and batch.is_open:
            told[batch].append(_receipt(line, row, number, sha256))
    return dict(sorted(told.items(), key=lambda one: one[0].batch_id)), aside


def _row(line: AnswerLine, rows: Mapping[str | int, SentRow]) -> SentRow | None:
    return rows.get(line.row_no or line.row_key)


def _misfit(line: AnswerLine, batch: AnsweredBatch | None, row: SentRow | None) -> str | None:
    """Why a line is set aside (a name of the file of words), or None. What a closed batch says already is no news."""
    if batch is None:
        return "no_batch"
    if not batch.was_sent:
        return "not_sent"
    if row is None:
        return "no_row"
    if line.row_key not in ("", row.row_key):
        return "other_row"
    if line.status not in _STATUSES:
        return "no_status"
    return "closed" if not batch.is_open and row.status != line.status else None


def _receipt(line: AnswerLine, row: SentRow, number: int, sha256: str) -> Receipt:
    """The line as a receipt; the later of two files decides about a row."""
    said = Receipt(f"{sha256[:16]}:{line.place}"[:200], number, row.row_no, row.row_key, row.action, row.row_version,
                   line.status, line.code, line.message, "")
    return replace(said, receipt_hash=hashlib.sha256(canonical(asdict(said))).hexdigest())
