"""Packages on record: what waits for one, what went into which, and that a publication goes into one ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Json

from township_sync.domain.package_manifest import BEGINNING, remote_id
from township_sync.errors import TransientError
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.lease import Lease, hold
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Waiting:
    """A publication that is to travel; `begun` when something of it may have reached the platform another way."""

    publication_id: int
    kind: str
    dataset: str
    period: str
    revision: int
    path: str
    sha256: str
    row_count: int
    contract_version: str
    made_at: datetime
    begun: bool


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """One batch of it."""

    batch_id: int
    publication_id: int
    client_ref: str
    idempotency_key: str
    first_row: int
    row_count: int
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package as it is on record; `signatures` are base64 by algorithm."""

    number: int
    name: str
    period: str
    manifest_sha256: str
    previous_sha256: str
    signatures: Mapping[str, str]
    is_written: bool

    @classmethod
    def after(cls, known: Sequence["Package"], period: str) -> "Package":
        """The next one of a period: its number, its name and the one before it, nothing else."""
        number, previous = (known[-1].number, known[-1].manifest_sha256) if known else (0, BEGINNING)
        of_period = sum(one.period == period for one in known)
        return cls(number + 1, f"{period}-{of_period + 1}", period, "", previous, {}, False)


def waiting(connection: Connection, period: str | None, publication_ids: Sequence[int] | None) -> list[Waiting]:
    """Approved publications that are in no package: all, those of a period, or some of these."""
    values = {"period": period, "publication_ids": None if publication_ids is None else list(publication_ids)}
    return [Waiting(**row) for row in connection.execute(statement("package/waiting"), values)]


def publications(connection: Connection, number: int) -> list[Waiting]:
    """What went into a package."""
    return [Waiting(**row) for row in connection.execute(statement("package/of_package"), {"number": number})]


def batches(connection: Connection, publication_ids: Sequence[int]) -> list[WaitingBatch]:
    """The batches of publications, in order."""
    values = {"publication_ids": list(publication_ids)}
    return [WaitingBatch(**row) for row in connection.execute(statement("package/batches"), values)]


def packages(connection: Connection) -> list[Package]:
    """Every package in the order of the chain."""
    return [Package(**row) for row in connection.execute(statement("package/packages"))]


def record(connection: Connection, lease: Lease, package: Package, packed: Sequence[WaitingBatch],
           now: datetime) -> None:
    """Decide that these batches have left with a package: all of it in one transaction with its acts, or nothing.

    TransientError when one of them was sent or given up meanwhile, LeaseLost when another process packs.
    """
    ids = sorted({batch.publication_id for batch in packed})
    names = [remote_id(package.name, number) for number, _ in enumerate(packed, 1)]
    with connection.transaction():
        hold(connection, lease)
        connection.execute(statement("package/lock_publications"), {"publication_ids": ids})
        connection.execute(statement("package/add_package"), {
            "number": package.number, "name": package.name, "period": package.period, "now": now,
            "manifest_sha256": package.manifest_sha256, "previous_sha256": package.previous_sha256,
            "signatures": Json(dict(package.signatures))})
        added = connection.execute(statement("package/add_publications"),
                                   {"number": package.number, "publication_ids": ids}).fetchall()
        sent = connection.execute(statement("package/mark_sent"), {
            "batch_ids": [batch.batch_id for batch in packed], "remote_ids": names, "now": now}).fetchall()
        if (len(added), len(sent)) != (len(ids), len(packed)):
            raise TransientError(f"A publication of package {package.name} was sent or given up meanwhile; run again.")
        _tell(connection, package, packed, names, now)


def _tell(connection: Connection, package: Package, packed: Sequence[WaitingBatch], names: Sequence[str],
          now: datetime) -> None:
    audit.append(connection, "package_made", now, {"package": package.name}, number=package.number,
                 manifest=package.manifest_sha256, batches=len(packed), rows=sum(batch.row_count for batch in packed))
    for batch, name in zip(packed, names, strict=True):
        audit.append(connection, "batch_sent", now, {"batch_id": batch.batch_id}, remote_id=name)


def mark_written(connection: Connection, package: Package, now: datetime) -> None:
    """The package's folder and .zip lie there whole."""
    connection.execute(statement("package/mark_written"), {"number": package.number, "now": now})
