"""The yardstick of `bench exchange`: the published bytes to the platform with `requests` and nothing else."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import repeat
from time import perf_counter

from township_sync.bench.staged_months import FIRST
from township_sync.outbound.batches import Body, bodies
from township_sync.settings import Settings

BATCH_ROWS = 500
"""As many rows as ours has in a batch unless it is told otherwise."""
_COUNTY, _DATASET = "430981", "bare_upload"


def upload(settings: Settings, now: datetime) -> tuple[float, float]:
    """Megabytes of bodies and seconds: every body declared under a name of its own, uploaded whole and committed."""
    import requests

    said = {name: settings.environment[f"TOWNSHIP_SYNC_PLATFORM_{name}"] for name in ("URL", "CLIENT", "SECRET")}
    sent, began = 0, perf_counter()
    with requests.Session() as session:
        form = {"grant_type": "client_credentials", "client_id": said["CLIENT"], "client_secret": said["SECRET"]}
        token = session.post(f"{said['URL']}/oauth/token", data=form, timeout=60).json()["access_token"]
        session.headers.update({"Authorization": f"Bearer {token}", "Fencing-Token": "1"})
        for number, body in enumerate(_published(settings), 1):
            moment = (now + timedelta(seconds=perf_counter() - began)).isoformat()
            _send(session, said["URL"], number, body, moment)
            sent += len(body.content)
    return sent / 1024**2, perf_counter() - began


def _published(settings: Settings) -> Iterator[Body]:
    for path in sorted((settings.folder("published") / str(FIRST)).glob("*.r1.csv")):
        with path.open("rb") as file:
            yield from bodies(file, repeat(int(settings.get("BATCH_ROWS", str(BATCH_ROWS)))))


def _send(session: "object", address: str, number: int, body: Body, moment: str) -> None:
    import requests

    assert isinstance(session, requests.Session)
    digest = hashlib.sha256(body.content).hexdigest()
    manifest = {
        "contract_version": "1.0", "client_ref": f"bare-{number}", "kind": "month", "dataset": _DATASET,
        "period": str(FIRST), "county_code": _COUNTY, "revision": 1, "row_count": body.row_count,
        "byte_count": len(body.content), "body_sha256": digest, "corrects": [],
    }
    key = hashlib.sha256(f"bare {number}".encode()).hexdigest()
    declared = session.post(f"{address}/api/v1/batches", json=manifest, timeout=60,
                            headers={"Idempotency-Key": key, "Request-Time": moment})
    declared.raise_for_status()
    batch = f"{address}/api/v1/batches/{declared.json()['batch_id']}"
    headers = {"Content-SHA256": digest, "Content-Type": "application/octet-stream"}
    session.put(f"{batch}/content", params={"offset": 0}, data=body.content, headers=headers,
                timeout=60).raise_for_status()
    session.post(f"{batch}/commit", timeout=60).raise_for_status()
