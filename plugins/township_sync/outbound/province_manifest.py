"""Batches by name: the manifest that declares one, and the platform's word on where one stands."""

from typing import Any

from township_sync.domain.outgoing import OutgoingBatch, RemoteBatch
from township_sync.domain.unit import CITY
from township_sync.errors import TerminalError
from township_sync.outbound.province_contract import version
from township_sync.outbound.province_talk import Said
from township_sync.outbound.province_words import plain

_NAMED = ("idempotency_key", "client_ref", "kind", "dataset", "period", "revision", "row_count", "byte_count",
          "body_sha256")


def manifest(batch: OutgoingBatch) -> dict[str, Any]:
    """What declares a batch (`Manifest` of the contract)."""
    return {
        "contract_version": version(), "client_ref": batch.client_ref, "kind": batch.kind, "dataset": batch.dataset,
        "period": batch.period, "county_code": CITY, "revision": batch.revision, "row_count": batch.row_count,
        "byte_count": batch.byte_count, "body_sha256": batch.body_sha256, "corrects": list(batch.corrects),
    }


def remote_batch(said: Said) -> RemoteBatch:
    """A batch as a checked answer (`Batch` of the contract) tells of it, of whichever county it is."""
    return RemoteBatch(
        remote_id=said["batch_id"], corrects=tuple(said["corrects"]), state=said["state"],
        received_bytes=said["received_bytes"], change_no=said["change_no"],
        reason=None if said["reason"] is None else plain(said["reason"]), county_code=said["county_code"],
        **{name: said[name] for name in _NAMED},
    )


def ours(remote: RemoteBatch, batch: OutgoingBatch) -> RemoteBatch:
    """The platform's batch, once it is the one that we mean: TerminalError names what differs."""
    differing = [name for name in _NAMED if getattr(remote, name) != getattr(batch, name)]
    differing += ["county_code"] if remote.county_code != CITY else []
    if differing:
        raise TerminalError(f"The platform holds something else under our {batch.client_ref} ({', '.join(differing)} "
                            "differ); compare both sides before anything is sent again.")
    return remote
