"""The commit: a whole body of the right digest becomes rows, all in one durable transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from township_sync.sandbox.platform_batches import (
    document_of,
    fenced,
    known,
    note,
    passes_fence,
    received_bytes,
    state_of,
    wrong_state,
)
from township_sync.sandbox.platform_rows import Body, SentRow, UnreadableBatch
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said
from township_sync.sandbox.platform_uploads import body_path

_ROWS_AT_ONCE = 1000


def commit(platform: Platform, call: Call) -> Said:
    """Take a body that is whole; committing again changes nothing."""
    row, token = known(platform, call["batch_id"]), call["fencing-token"]
    path, there = body_path(platform, row["batch_id"]), received_bytes(platform, row["batch_id"])
    try:
        with platform.ledger.writing():
            outcome = _outcome(platform, row, token)
            if outcome == "taken":
                with path.open("rb") as lines:
                    _apply(platform, row, token, lines)
            else:
                _note_commitment(platform, row, token, outcome)
    except UnreadableBatch as error:
        _refuse_for_good(platform, row, token, str(error))
    _refuse(outcome, state_of(platform, row["batch_id"]), there)
    path.unlink(missing_ok=True)
    return Said(document_of(platform, row), 202)


def _outcome(platform: Platform, row: sqlite3.Row, token: int) -> str:
    state, path = state_of(platform, row["batch_id"]), body_path(platform, row["batch_id"])
    if not passes_fence(platform, row["batch_id"], token):
        return "fenced"
    if state != "declared":
        return "repeat" if state in ("received", "final") else "state"
    if received_bytes(platform, row["batch_id"]) < row["byte_count"]:
        return "incomplete"
    with path.open("rb") as body:
        return "taken" if hashlib.file_digest(body, "sha256").hexdigest() == row["body_sha256"] else "checksum"


def _refuse(outcome: str, state: str, there: int) -> None:
    match outcome:
        case "fenced":
            raise fenced()
        case "state":
            raise wrong_state(state)
        case "incomplete":
            raise Refusal(409, "INCOMPLETE", "正文尚未收齐", received_bytes=there)
        case "checksum":
            raise Refusal(409, "CHECKSUM", "正文与清单的校验和不一致，请从头上传", received_bytes=0)


def _refuse_for_good(platform: Platform, row: sqlite3.Row, token: int, problem: str) -> None:
    with platform.ledger.writing():
        _note_commitment(platform, row, token, "unreadable")
        note(platform, row["batch_id"], "refused", problem)
    body_path(platform, row["batch_id"]).unlink(missing_ok=True)
    raise Refusal(422, "UNREADABLE", problem)


def _note_commitment(platform: Platform, row: sqlite3.Row, token: int, outcome: str, columns: str = "") -> int:
    return platform.ledger.add("commitment", batch_id=row["batch_id"], fencing_token=token, outcome=outcome,
                               columns=columns)


def _apply(platform: Platform, row: sqlite3.Row, token: int, lines: BinaryIO) -> None:
    """Add every row of a body to the ledger (within a transaction); UnreadableBatch when it is none or miscounted."""
    body = Body(lines, row["dataset"], platform.options.rules, frozenset(json.loads(row["corrects"])))
    number = _note_commitment(platform, row, token, "taken", json.dumps(body.columns, ensure_ascii=False))
    rows, count = body.rows(), 0
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        count += len(some)
        _add_rows(platform, row, number, some)
    if count != row["row_count"]:
        raise UnreadableBatch(f"清单报 {row['row_count']} 行，正文有 {count} 行")
    note(platform, row["batch_id"], "received")


def _add_rows(platform: Platform, row: sqlite3.Row, number: int, sent: list[SentRow]) -> None:
    batch_id = row["batch_id"]
    platform.ledger.add_all(
        "received", "commitment_number, batch_id, row_no, row_key, action, row_sha256",
        ((number, batch_id, one.row_no, one.row_key, one.action, one.sha256) for one in sent))
    platform.ledger.add_all(
        "outcome", "batch_id, row_no, row_key, action, row_version, status, code, message",
        ((batch_id, one.row_no, one.row_key, one.action, one.row_version, "rejected" if one.code else "accepted",
          one.code, one.message) for one in sent))
    platform.ledger.add_all(
        "applied", "batch_id, row_no, row_key, action, dataset, period, scope, row_sha256, row_version, corrects, "
        "row_values", _applied(row, sent))


def _applied(row: sqlite3.Row, sent: list[SentRow]) -> Iterator[tuple[object, ...]]:
    for one in sent:
        if not one.code:
            yield (row["batch_id"], one.row_no, one.row_key, one.action, row["dataset"], row["period"], row["scope"],
                   one.sha256, one.row_version, one.corrects, one.values)
