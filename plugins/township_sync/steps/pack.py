"""Pack: what was approved leaves as a package of files, for a platform that is fed by hand; each publication once.

A package is made and verified beside its place first. Then one transaction decides: the package is on record, with its
act, and its batches are sent. Only then it gets its name. Whoever dies before that has done nothing; who dies after it
leaves a package on record that the next run makes again, byte for byte.
"""

from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from township_sync.errors import TerminalError, UsageError
from township_sync.outbound import package as outgoing
from township_sync.outbound import package_signatures as signatures
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.package_contents import contents, heading
from township_sync.steps.package_folder import begin_beside, bring, finish_beside
from township_sync.steps.submit import lease_seconds, refuse_unbalanced
from township_sync.warehouse import lease, packages, reconciliations, sending
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.packages import Package, Waiting, WaitingBatch


@dataclass(frozen=True, slots=True)
class Packed:
    """One package as it lies there: its folder (the .zip of it has the same name), batches and rows."""

    name: str
    folder: Path
    batches: int
    rows: int


def pack(connection: Connection, settings: Settings, what: str | Sequence[int] | None, now: datetime) -> list[Packed]:
    """Make one package per period of what is approved and was not sent: a period's, some publications, or all.

    Call it outside of any transaction. Nothing goes into a package twice; a package that is on record and was not
    written whole is written first. TransientError (LeaseHeld): another process packs or sends. TerminalError: something
    of a publication may be at the platform already, its dataset is out of balance, or a published file is not the one
    that was published; whatever else waits is packed first.
    """
    if connection.info.transaction_status.name != "IDLE":
        raise UsageError("pack needs a connection outside of a transaction; what it decides must outlive a crash.")
    seconds = lease_seconds(settings)
    with lease.held(connection, "packages", seconds) as mine:
        packing = _Packing(connection, settings, mine, now)
        done = packing.finish()
        period, numbers = (what, None) if isinstance(what, str) else (None, what)
        waiting = packages.waiting(connection, period, numbers)
        stopped = [each for each in waiting if reconciliations.unbalanced(connection, each.dataset)]
        by_period = defaultdict[str, list[Waiting]](list)
        for each in waiting:
            if not each.begun and each not in stopped:
                by_period[each.period].append(each)
        for name, publications in sorted(by_period.items()):
            with ExitStack() as leases:
                for each in publications:
                    leases.enter_context(sending.alone(connection, each.publication_id, seconds))
                done.append(packing.pack(name, publications))
    keep_head(connection, settings)
    _refuse_begun(waiting)
    for each in stopped:
        refuse_unbalanced(connection, each.publication_id, each.dataset, each.period)
    return done


def _refuse_begun(waiting: Sequence[Waiting]) -> None:
    begun = [str(each.publication_id) for each in waiting if each.begun]
    if begun:
        raise TerminalError(f"Publication {', '.join(begun)} is in no package, as part of it may be at the platform "
                            "already; send the rest of it over the network (TOWNSHIP_SYNC_PLATFORM_CHANNEL=province).")


def _refuse_unplanned(publications: Sequence[Waiting], batches: Sequence[WaitingBatch]) -> None:
    planned = Counter[int]()
    for batch in batches:
        planned[batch.publication_id] += batch.row_count
    for each in publications:
        if (rows := planned[each.publication_id]) != each.row_count:
            raise TerminalError(f"Publication {each.publication_id} has {each.row_count} rows, {rows} of them in "
                                "batches: it was made by an older version; return it and publish again.")


@dataclass(frozen=True, slots=True)
class _Packing:
    connection: Connection
    settings: Settings
    lease: lease.Lease
    now: datetime

    def finish(self) -> list[Packed]:
        """Write what is on record and does not lie there whole yet."""
        return [self._finish(one) for one in packages.packages(self.connection) if not one.is_written]

    def _finish(self, one: Package) -> Packed:
        publications = packages.publications(self.connection, one.number)
        unsigned = self._made(one, publications, list(one.signatures))
        if unsigned.manifest.digest != one.manifest_sha256:
            raise TerminalError(f"Package {one.name} is on record and cannot be made again as it was: set "
                                "TOWNSHIP_SYNC_PACKAGE_CIPHER, its passphrase and the keys in run/ as they were.")
        self._write(unsigned, {name: b64decode(text) for name, text in one.signatures.items()})
        return self._bring(one, publications)

    def pack(self, period: str, publications: Sequence[Waiting]) -> Packed:
        """Make, verify, decide, and give it its name."""
        one = Package.after(packages.packages(self.connection), period)
        unsigned = self._made(one, publications, signatures.chosen(self.settings))
        told = unsigned.manifest.told
        signed = {name: signatures.sign(self.settings, name, told) for name in unsigned.manifest.signers}
        self._write(unsigned, signed)
        kept = {name: b64encode(signature).decode() for name, signature in signed.items()}
        one = replace(one, manifest_sha256=unsigned.manifest.digest, signatures=kept)
        lease.renew(self.connection, self.lease)
        packed = packages.batches(self.connection, [each.publication_id for each in publications])
        packages.record(self.connection, self.lease, one, packed, self.now)
        return self._bring(one, publications)

    def _made(self, one: Package, publications: Sequence[Waiting], algorithms: Sequence[str]) -> outgoing.Unsigned:
        keys = {name: signatures.public_key(self.settings, name) for name in algorithms}
        sealed_by = outgoing.passphrase(self.settings)
        batches = packages.batches(self.connection, [each.publication_id for each in publications])
        _refuse_unplanned(publications, batches)
        told = heading(one, publications, batches, keys, sealed_by)
        made = contents(self.settings, told, publications, batches)
        return outgoing.make(told, made, keys, sealed_by, begin_beside(self.settings, told.name))

    def _write(self, unsigned: outgoing.Unsigned, signed: Mapping[str, bytes]) -> None:
        files, sealed_by = unsigned.signed(signed), outgoing.passphrase(self.settings)
        finish_beside(self.settings, unsigned.manifest.name, files, sealed_by)

    def _bring(self, one: Package, publications: Sequence[Waiting]) -> Packed:
        folder = bring(self.settings, one.name, one.manifest_sha256)
        packages.mark_written(self.connection, one, self.now)
        batches = packages.batches(self.connection, [each.publication_id for each in publications])
        return Packed(one.name, folder, len(batches), sum(each.row_count for each in publications))
