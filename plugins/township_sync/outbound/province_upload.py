"""A batch on its way: declared, uploaded piece by piece from where the platform says, committed; each step asked after
when its outcome is unknown."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from township_sync.domain.outgoing import OutgoingBatch, RemoteBatch
from township_sync.domain.unit import CITY
from township_sync.errors import TerminalError
from township_sync.outbound.province_manifest import manifest, ours, remote_batch
from township_sync.outbound.province_talk import Said, Talk
from township_sync.transport.answer import Call, OutcomeUnknown, Unreachable
from township_sync.transport.patience import Budget
from township_sync.transport.peer import Refused

_MOST_SPOILT = 3
_MOST_DETOURS = 5
_TAKEN = {"received", "final"}


@dataclass(slots=True)
class Upload:
    """One batch, its body, and who sends it: `fence` is our epoch, `keep_alive` is called before each request."""

    talk: Talk
    batch: OutgoingBatch
    body: memoryview
    fence: int
    keep_alive: Callable[[], None]
    chunk_bytes: int
    budget: Budget = field(init=False)
    spoilt: int = 0
    detours: int = 0

    def __post_init__(self) -> None:
        self.budget = Budget(self.talk.peer.patience)

    def deliver(self) -> str:
        """The platform's id of the batch, once it has taken it."""
        remote = self._declare()
        if remote.state == "declared":
            try:
                remote = self._bring(remote)
            except Unreachable as problem:
                # The platform knows the batch: nobody may take it for one that was never sent.
                raise OutcomeUnknown(str(problem)) from None
        if remote.state not in _TAKEN:
            raise Refused("platform", self.batch.client_ref, 409, f"BATCH_{remote.state.upper()}")
        return remote.remote_id

    def _declare(self) -> RemoteBatch:
        headers = {"Idempotency-Key": self.batch.idempotency_key, "Fencing-Token": str(self.fence),
                   "Request-Time": self.talk.clock.now().isoformat(timespec="milliseconds")}
        call = Call("POST", "/api/v1/batches", headers=headers, json=manifest(self.batch), before=self.keep_alive)
        return self.talk.ask(call, "Batch", self._ours, self._found, self.budget)

    def _bring(self, remote: RemoteBatch) -> RemoteBatch:
        """Upload what is missing and commit; what the platform says of the bytes decides where to go on."""
        offset = remote.received_bytes
        while True:
            try:
                while offset < len(self.body):
                    offset = self._put(remote.remote_id, offset)
                return self._commit(remote.remote_id)
            except Refused as refused:
                offset = self._offset_after(refused, remote.remote_id)

    def _offset_after(self, refused: Refused, remote_id: str) -> int:
        """Where to go on after a refusal: at the start when the whole is spoilt, else where the platform says that it
        stands. Raises what is no matter of bytes, and what does not get better."""
        if refused.code == "CHECKSUM":
            self.spoilt += 1
            if self.spoilt >= _MOST_SPOILT:
                raise TerminalError(f"The platform found other bytes in {self.batch.client_ref} {_MOST_SPOILT} times; "
                                    "look for what changes them on the way.") from None
            if refused.status == 409:
                return 0
        elif refused.code not in ("OFFSET_WRONG", "INCOMPLETE"):
            raise refused
        self.detours += 1
        if self.detours > _MOST_DETOURS:
            raise OutcomeUnknown(f"The platform contradicts itself about how much of {self.batch.client_ref} it has; "
                                 "it is asked again later.")
        return self._get(remote_id, self.budget).received_bytes

    def _put(self, remote_id: str, offset: int) -> int:
        """Upload the piece at an offset; where the next one begins."""
        piece = self.body[offset : offset + self.chunk_bytes]
        headers = {"Content-SHA256": hashlib.sha256(piece).hexdigest(), "Fencing-Token": str(self.fence),
                   "Content-Type": "application/octet-stream"}
        call = Call("PUT", f"/api/v1/batches/{remote_id}/content", {"offset": str(offset)}, headers, piece,
                    before=self.keep_alive)

        def there_already(budget: Budget) -> int | None:
            there = self._get(remote_id, budget).received_bytes
            return there if there > offset else None

        def end_of(said: Said) -> int:
            there: int = said["received_bytes"]
            if said["batch_id"] != remote_id or not offset < there <= len(self.body):
                raise OutcomeUnknown(f"The platform's answer to a piece of {self.batch.client_ref} makes no sense.")
            return there

        return self.talk.ask(call, "Received", end_of, there_already, self.budget)

    def _commit(self, remote_id: str) -> RemoteBatch:
        call = Call("POST", f"/api/v1/batches/{remote_id}/commit", headers={"Fencing-Token": str(self.fence)},
                    before=self.keep_alive)

        def taken_already(budget: Budget) -> RemoteBatch | None:
            remote = self._get(remote_id, budget)
            return remote if remote.state != "declared" else None

        return self.talk.ask(call, "Batch", self._ours, taken_already, self.budget)

    def _get(self, remote_id: str, budget: Budget) -> RemoteBatch:
        call = Call("GET", f"/api/v1/batches/{remote_id}", before=self.keep_alive)
        return self.talk.ask(call, "Batch", self._ours, budget=budget)

    def _found(self, budget: Budget) -> RemoteBatch | None:
        found = find(self.talk, self.batch.client_ref, budget, self.keep_alive)
        return ours(found, self.batch) if found else None

    def _ours(self, said: Said) -> RemoteBatch:
        return ours(remote_batch(said), self.batch)


def find(
    talk: Talk, client_ref: str, budget: Budget | None = None, keep_alive: Callable[[], None] | None = None
) -> RemoteBatch | None:
    """The batch that bears our reference, or None; TerminalError when the platform answers with another one, or with
    another county's."""
    call = Call("GET", "/api/v1/batches", {"client_ref": client_ref}, before=keep_alive)
    found = talk.ask(call, "BatchList", lambda said: [remote_batch(one) for one in said["items"]], budget=budget)
    if any((one.client_ref, one.county_code) != (client_ref, CITY) for one in found):
        raise TerminalError(f"Asked for {client_ref}, the platform answers with another batch; tell its operator.")
    return found[0] if found else None
