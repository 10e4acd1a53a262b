"""Bodies come in pieces, each at its offset and with its digest; what is there survives the death of the platform."""

import hashlib
import os
from pathlib import Path

from township_sync.sandbox.platform_batches import (
    fenced,
    known,
    passes_fence,
    received_bytes,
    round_of,
    state_of,
    wrong_state,
)
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said


def upload(platform: Platform, call: Call) -> Said:
    """Keep a piece of a body: it is on the disk, and in the ledger, before the platform answers."""
    row = known(platform, call["batch_id"])
    batch_id, length = row["batch_id"], len(call.body)
    digest = hashlib.sha256(call.body).hexdigest()
    with platform.ledger.writing():
        state, there = state_of(platform, batch_id), received_bytes(platform, batch_id)
        outcome = _outcome(platform, call, digest, state, there, row["byte_count"])
        if outcome == "kept":
            _write(body_path(platform, batch_id), call["offset"], call.body)
        platform.ledger.add("upload", batch_id=batch_id, round=round_of(platform, batch_id), offset=call["offset"],
                            length=length, sha256=digest, fencing_token=call["fencing-token"], outcome=outcome)
    _refuse(outcome, state, there)
    return Said({"batch_id": batch_id, "received_bytes": there + length if outcome == "kept" else there})


def body_path(platform: Platform, batch_id: str) -> Path:
    """Where the pieces of a body lie until it is committed."""
    return platform.uploads / f"{batch_id}.{round_of(platform, batch_id)}"


def _outcome(platform: Platform, call: Call, digest: str, state: str, there: int, whole: int) -> str:
    end = call["offset"] + len(call.body)
    if not passes_fence(platform, call["batch_id"], call["fencing-token"]):
        return "fenced"
    if state not in ("declared", "received", "final"):
        return "state"
    if digest != call["content-sha256"]:
        return "digest"
    if end <= there:
        return "repeat"
    if call["offset"] != there:
        return "offset"
    return "kept" if end <= whole else "long"


def _refuse(outcome: str, state: str, there: int) -> None:
    match outcome:
        case "fenced":
            raise fenced()
        case "state":
            raise wrong_state(state)
        case "digest":
            raise Refusal(400, "CHECKSUM", "这一段的校验和不一致，请重新发送", received_bytes=there)
        case "offset":
            raise Refusal(409, "OFFSET_WRONG", "起始位置与已收到的字节数不一致", received_bytes=there)
        case "long":
            raise Refusal(409, "TOO_LONG", "超出清单所报的字节数", received_bytes=there)


def _write(path: Path, offset: int, piece: bytes) -> None:
    """Write at the offset; what a sudden death left behind it is cut off."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
