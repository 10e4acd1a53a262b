"""A county that speaks the contract by hand, with nothing of ours between it and the platform."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

JSON = dict[str, Any]


def digest(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def row(key: str, said: str = "一家公司", action: str = "new", corrects: str = "", phone: str = "0737-1") -> str:
    return f"{key},{action},{digest(key + said)},{corrects},{said},{phone}"


def body_of(rows: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in ["row_key,action,row_version,corrects,企业名称,电话", *rows]).encode()


@dataclass
class Sending:
    """A batch as it is declared: its manifest, key and body."""

    manifest: JSON
    body: bytes

    @property
    def key(self) -> str:
        return digest(self.manifest["client_ref"])


def sending(client_ref: str, rows: list[str], **more: Any) -> Sending:
    body = body_of(rows)
    manifest = {
        "contract_version": "1.0", "client_ref": client_ref, "kind": "month", "dataset": "recruiter",
        "period": "2020-05", "county_code": "439999", "revision": 1, "row_count": len(rows), "byte_count": len(body),
        "body_sha256": digest(body), "corrects": [],
    }
    return Sending(manifest | more, body)


class Speaker:
    """Calls of one county with a token; every method gives the answer as it came."""

    def __init__(self, url: str, client: str, secret: str) -> None:
        self.url, self.session = url, requests.Session()
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        token = self.session.post(url + "/oauth/token", data=form, timeout=5).json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.session.get(f"{self.url}/api/v1/{path}", params=params, timeout=5)

    def declare(self, sent: Sending, fence: int = 1, key: str = "", at: str = "") -> requests.Response:
        headers = {"Idempotency-Key": key or sent.key, "Fencing-Token": str(fence),
                   "Request-Time": at or datetime.now(UTC).isoformat()}
        return self.session.post(f"{self.url}/api/v1/batches", json=sent.manifest, headers=headers, timeout=5)

    def upload(
        self, batch_id: str, piece: bytes, offset: int = 0, fence: int = 1, said: str = ""
    ) -> requests.Response:
        headers = {"Content-Type": "application/octet-stream", "Content-SHA256": said or digest(piece),
                   "Fencing-Token": str(fence)}
        return self.session.put(f"{self.url}/api/v1/batches/{batch_id}/content", params={"offset": offset}, data=piece,
                                headers=headers, timeout=5)

    def commit(self, batch_id: str, fence: int = 1) -> requests.Response:
        return self.session.post(f"{self.url}/api/v1/batches/{batch_id}/commit",
                                 headers={"Fencing-Token": str(fence)}, timeout=5)

    def withdraw(self, batch_id: str, reason: str = "填错了") -> requests.Response:
        return self.session.post(f"{self.url}/api/v1/batches/{batch_id}/withdraw", json={"reason": reason}, timeout=5)

    def send(self, sent: Sending) -> str:
        """Declare, upload and commit; returns the platform's id."""
        batch_id = str(self.declare(sent).json()["batch_id"])
        self.upload(batch_id, sent.body).raise_for_status()
        self.commit(batch_id).raise_for_status()
        return batch_id

    def settle(self, sent: Sending) -> str:
        """Send, and ask until the receipt is final."""
        batch_id = self.send(sent)
        while self.get(f"batches/{batch_id}/receipts").json()["state"] == "pending":
            pass
        return batch_id
