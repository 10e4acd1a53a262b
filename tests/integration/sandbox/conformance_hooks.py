"""What Schemathesis cannot draw from the contract, and a request needs that is to be taken: this very moment as its
time, the digest of its own body, a batch that exists and its fencing token, the manifest of a body that is uploaded.

Only requests that are meant to be good are touched. Loaded by `schemathesis run` (SCHEMATHESIS_HOOKS).
"""

import hashlib
import json
import os
from datetime import UTC, datetime
from typing import Any

import schemathesis

BATCHES: list[str] = json.loads(os.environ["CONFORMANCE_BATCHES"])
BODY = os.environ["CONFORMANCE_BODY"].encode()
FACTS = {"row_count": 1, "byte_count": len(BODY), "body_sha256": hashlib.sha256(BODY).hexdigest(), "corrects": [],
         "contract_version": "1.0", "dataset": "recruiter"}
LISTS = {"getHoldings": "recruiter", "getRecords": "register_person"}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Complete a request that is meant to be good."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    name = case.operation.definition.raw["operationId"]
    if name in LISTS:
        case.path_parameters["dataset"] = LISTS[name]
    if "batch_id" in (case.path_parameters or {}) and not case.path_parameters["batch_id"].startswith("HN"):
        drawn = hashlib.sha256(case.path_parameters["batch_id"].encode()).digest()[0]
        case.path_parameters["batch_id"] = BATCHES[drawn % len(BATCHES)]
    if name == "withdrawBatch":
        # One that is withdrawn already: the others are still to be uploaded and committed.
        case.path_parameters["batch_id"] = BATCHES[1]
    if "Fencing-Token" in (case.headers or {}):
        case.headers["Fencing-Token"] = "7"
    if name == "declareBatch":
        case.headers["Request-Time"] = datetime.now(UTC).isoformat()
        case.body.update(FACTS)
    if name == "uploadChunk":
        _complete_upload(case)


def _complete_upload(case: Any) -> None:
    offset = int(case.query["offset"]) % len(BODY)
    # Most fit a batch that was just declared.
    case.query["offset"] = 0 if offset % 4 else offset
    case.body = BODY[case.query["offset"] :]
    case.headers["Content-SHA256"] = hashlib.sha256(case.body).hexdigest()
