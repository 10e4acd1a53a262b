"""Batches: declared by their manifest, found again, asked after, withdrawn by the county, voided by the platform."""

import json
import sqlite3
from typing import Any

from township_sync.sandbox.platform_contract import moment
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said

_MANIFEST = ("contract_version", "client_ref", "kind", "dataset", "period", "county_code", "revision", "row_count",
             "byte_count", "body_sha256", "corrects")
_LAST_CHANGE = "SELECT change_no, state, reason FROM change WHERE batch_id = ? ORDER BY change_no DESC LIMIT 1"


def declare(platform: Platform, call: Call) -> Said:
    """Take a manifest: 201 when it is new, 200 when it is known."""
    _refuse_skew(platform, call["request-time"])
    manifest, key, token = call.document, call["idempotency-key"], call["fencing-token"]
    if manifest["contract_version"] not in platform.spoken():
        raise Refusal(426, "VERSION_UNKNOWN", "不支持该约定版本", supported=platform.spoken())
    with platform.ledger.writing():
        outcome, batch_id = _declared(platform, manifest, key, token)
        platform.ledger.add("request", idempotency_key=key, client_ref=manifest["client_ref"], fencing_token=token,
                            body_sha256=manifest["body_sha256"], outcome=outcome, batch_id=batch_id)
    if outcome == "conflict":
        raise Refusal(409, "IDEMPOTENCY_CONFLICT", "幂等键或批次名已用于另一清单")
    if outcome == "fenced":
        raise fenced()
    return Said(document_of(platform, known(platform, str(batch_id))), 201 if outcome == "new" else 200)


def find(platform: Platform, call: Call) -> Said:
    """Batches that bear the county's name for them."""
    found = platform.ledger.all("SELECT * FROM batch WHERE client_ref = ?", call["client_ref"])
    return Said({"items": [document_of(platform, row) for row in found]})


def get(platform: Platform, call: Call) -> Said:
    """Where a batch stands."""
    return Said(document_of(platform, known(platform, call["batch_id"])))


def withdraw(platform: Platform, call: Call) -> Said:
    """The county takes back a batch that is not final; once more changes nothing."""
    with platform.ledger.writing():
        row = known(platform, call["batch_id"])
        state = state_of(platform, row["batch_id"])
        if state in ("declared", "received"):
            _take_back(platform, row["batch_id"], "withdrawn", call.document["reason"])
        elif state != "withdrawn":
            raise wrong_state(state)
        return Said(document_of(platform, row))


def void(platform: Platform, batch_id: str, reason: str) -> dict[str, Any]:
    """The platform declares a committed batch void; its rows count as never applied."""
    with platform.ledger.writing():
        row = known(platform, batch_id)
        state = state_of(platform, batch_id)
        if state in ("received", "final"):
            _take_back(platform, batch_id, "voided", reason)
        elif state != "voided":
            raise wrong_state(state)
        return document_of(platform, row)


def known(platform: Platform, batch_id: str) -> sqlite3.Row:
    """The batch of that id; 404 when there is none."""
    row = platform.ledger.one("SELECT * FROM batch WHERE batch_id = ?", batch_id)
    if row is None:
        raise Refusal(404, "BATCH_UNKNOWN", "没有此批次")
    return row


def state_of(platform: Platform, batch_id: str) -> str:
    """The state of a batch."""
    row = platform.ledger.one(_LAST_CHANGE, batch_id)
    return str(row["state"]) if row else "declared"


def note(platform: Platform, batch_id: str, state: str, reason: str | None = None) -> None:
    """Write a change of state down (within a transaction)."""
    platform.ledger.add("change", batch_id=batch_id, state=state, reason=reason)


def passes_fence(platform: Platform, batch_id: str, token: int) -> bool:
    """Whether no higher token was seen for the batch; a new highest one is written down (within a transaction)."""
    highest = platform.ledger.number("SELECT max(token) FROM fence WHERE batch_id = ?", batch_id)
    if token > highest:
        platform.ledger.add("fence", batch_id=batch_id, token=token)
    return token >= highest


def fenced() -> Refusal:
    """The refusal of a sender that was overtaken."""
    return Refusal(409, "FENCED", "已有更新的发送者接手此批次")


def wrong_state(state: str) -> Refusal:
    """The refusal of an act for which the batch is in the wrong state."""
    return Refusal(409, "STATE_WRONG", f"批次状态为 {state}，不能执行此操作")


def document_of(platform: Platform, row: sqlite3.Row, change: sqlite3.Row | None = None) -> dict[str, Any]:
    """A batch in the form of the contract, as it stood at a change (its last one unless named)."""
    at = change or platform.ledger.one(_LAST_CHANGE, row["batch_id"])
    assert at is not None
    manifest = {name: row[name] for name in _MANIFEST} | {"corrects": json.loads(row["corrects"])}
    return {"batch_id": row["batch_id"], "idempotency_key": row["idempotency_key"], "state": at["state"],
            "received_bytes": _bytes_at(platform, row, at["state"]), "change_no": at["change_no"],
            "reason": at["reason"], **manifest}


def round_of(platform: Platform, batch_id: str) -> int:
    """Which round of uploading a batch is in; a commit that found a wrong checksum begins another."""
    return 1 + platform.ledger.number(
        "SELECT count(*) FROM commitment WHERE batch_id = ? AND outcome = 'checksum'", batch_id)


def received_bytes(platform: Platform, batch_id: str) -> int:
    """How many bytes of a body are there."""
    return platform.ledger.number(
        "SELECT max(offset + length) FROM upload WHERE batch_id = ? AND round = ? AND outcome = 'kept'",
        batch_id, round_of(platform, batch_id))


def _bytes_at(platform: Platform, row: sqlite3.Row, state: str) -> int:
    return int(row["byte_count"]) if state in ("received", "final") else received_bytes(platform, row["batch_id"])


def _refuse_skew(platform: Platform, said: str) -> None:
    offset = abs((moment(said) - platform.now()).total_seconds())
    if offset > platform.options.clock_tolerance_seconds:
        raise Refusal(400, "CLOCK_SKEW", f"时钟偏差 {min(int(offset), 10**9)} 秒", server_time=platform.server_time())


def _declared(platform: Platform, manifest: dict[str, Any], key: str, token: int) -> tuple[str, str | None]:
    """What a declaration is, and the batch it means."""
    row = platform.ledger.one("SELECT * FROM batch WHERE idempotency_key = ?", key)
    if row is None:
        taken = platform.ledger.one("SELECT 1 FROM batch WHERE client_ref = ?", manifest["client_ref"])
        return ("conflict", None) if taken else ("new", _add(platform, manifest, key, token))
    same = {name: row[name] for name in _MANIFEST} | {"corrects": json.loads(row["corrects"])} == manifest
    if not same:
        return "conflict", None
    return "repeat" if passes_fence(platform, row["batch_id"], token) else "fenced", row["batch_id"]


def _add(platform: Platform, manifest: dict[str, Any], key: str, token: int) -> str:
    batch_id = f"HN{platform.ledger.number('SELECT count(*) FROM batch') + 1:08d}"
    scope = manifest["period"] if manifest["kind"] == "quarter" else ""
    platform.ledger.add("batch", batch_id=batch_id, idempotency_key=key, scope=scope,
                        **manifest | {"corrects": json.dumps(manifest["corrects"])})
    passes_fence(platform, batch_id, token)
    note(platform, batch_id, "declared")
    return batch_id


def _take_back(platform: Platform, batch_id: str, state: str, reason: str) -> None:
    platform.ledger.run(
        "INSERT INTO reversal (batch_id, row_no, cause) SELECT batch_id, row_no, ? FROM applied WHERE batch_id = ?",
        state, batch_id)
    note(platform, batch_id, state, reason)
