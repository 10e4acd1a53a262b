"""What the operator of the sandbox's platform may do, outside the contract and without a token: `/__operator/…`.

    POST void      {batch_id, reason}     declare a committed batch void
    POST state     {state, until}         open, read_only or maintenance; until is a date-time or null
    POST versions  {version: state, …}    which versions of the contract are current, deprecated, withdrawn
    POST rate      {rate, burst}          requests a second before the platform answers 429; 0 = any number
    POST clock     {offset_seconds}       set the platform's clock forward or back
    POST polls     {pending}              how many polls of a receipt are pending before it is final
    GET  requests                         {"seconds": [[second, answered, refused], …]} of the last hour
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from township_sync.sandbox import platform_batches
from township_sync.sandbox.platform_state import Platform, Refusal


def operate(platform: Platform, act: str, body: bytes) -> dict[str, Any]:
    """Do what the operator asks; Refusal for an unknown act or one that lacks a value."""
    try:
        return _operate(platform, act, json.loads(body))
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(422, "OPERATOR", f"{type(error).__name__}: {error}"[:200]) from None


def _operate(platform: Platform, act: str, said: dict[str, Any]) -> dict[str, Any]:
    match act:
        case "void":
            return platform_batches.void(platform, said["batch_id"], said["reason"])
        case "state":
            platform.state, platform.until = said["state"], said.get("until")
        case "versions":
            platform.versions = dict(said)
        case "rate":
            platform.pace.set(float(said["rate"]), int(said.get("burst", 0)))
        case "clock":
            platform.clock_offset = timedelta(seconds=float(said["offset_seconds"]))
        case "polls":
            platform.options = replace(platform.options, pending_polls=int(said["pending"]))
        case "requests":
            return {"seconds": platform.pace.seconds()}
        case _:
            raise KeyError(act)
    return {}
