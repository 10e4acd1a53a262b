"""What reconciling found, as it is kept: counts, keys, names of fields; never a value and never deleted."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from township_sync.errors import UsageError
from township_sync.warehouse import audit, exchange, publications
from township_sync.warehouse.comparing import Found, Told
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Period:
    """The balance of one period by row: sent = accepted + rejected + pending, against what was counted at closing."""

    period: str
    made: int
    sent: int
    accepted: int
    rejected: int
    pending: int
    counted_accepted: int
    counted_rejected: int
    stray_batches: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was found of a dataset; `register` is None where it is held against none. `reason`: why it was not run.

    `columns` are those of the values, in the order in which they are sent.
    """

    told: Told
    version: str | None = None
    found: Found = field(default_factory=lambda: Found({}, NOTHING))
    periods: Sequence[Period] = ()
    register: Found | None = None
    mirror_id: int | None = None
    reason: str | None = None
    columns: Sequence[str] = ()

    @property
    def state(self) -> str:
        if self.reason:
            return "not_run"
        stray = sum(each.stray_batches for each in self.periods)
        differing = sum(self.found.rows.get(name, 0) for name in ("only_here", "only_there", "field_differs"))
        return "unbalanced" if stray or differing else "balanced"

    @property
    def counts(self) -> dict[str, int | None]:
        """Every count by the name of its column; None where nothing was compared."""
        names = ("agreed", "only_here", "only_there", "field_differs", "on_the_way")
        listed = ("in_register", "not_in_register", "not_reported", "register_differs")
        sums = ("sent", "accepted", "rejected", "pending", "stray_batches")
        register = self.register.rows if self.register else None
        return {
            **{name: None if self.reason else self.found.rows.get(name, 0) for name in names},
            **{name: None if self.reason else sum(getattr(each, name) for each in self.periods) for name in sums},
            **{name: None if register is None else register.get(name, 0) for name in listed},
        }

    @property
    def digest(self) -> str:
        """SHA-256 over all that is kept."""
        said = [self.state, self.reason, self.version, self.counts, self.found.digest, self.mirror_id,
                self.register.digest if self.register else None,
                [[getattr(each, name) for name in Period.__slots__] for each in self.periods]]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def periods(connection: Connection, about: Told) -> list[Period]:
    """How the rows of each period of a dataset stand; batches from before a settlement are no strays any more."""
    since = connection.execute(statement("reconcile/settled_since"), about.values).fetchone()
    values = {**about.values, "since": since["since"] if since else 0}
    return [Period(**row) for row in connection.execute(statement("reconcile/periods"), values)]


def newest(connection: Connection, about: Told) -> dict[str, Any] | None:
    """The row of `ops.reconciliation` that counts."""
    values = {"dataset": about.dataset, "period": about.period}
    return connection.execute(statement("reconcile/newest"), values).fetchone()


def keep(connection: Connection, found: Reconciliation, now: datetime) -> bool:
    """Keep what was found and tell it, in one transaction; False when the newest says the same: 0 changes."""
    about, counts = found.told, found.counts
    with connection.transaction():
        before = newest(connection, about)
        if before and before["digest"] == found.digest and before["settled_at"] is None:
            return False
        values = {"kind": about.kind, "dataset": about.dataset, "period": about.period, "now": now,
                  "state": found.state, "reason": found.reason, "platform_version": found.version,
                  "digest": found.digest, "mirror_id": found.mirror_id, **counts}
        row = connection.execute(statement("reconcile/keep"), values).fetchone()
        assert row is not None
        number = {"reconciliation_id": row["reconciliation_id"]}
        _keep_parts(connection, found, number)
        said: dict[str, Any] = {name: count for name, count in counts.items() if count is not None}
        audit.append(connection, "reconciled", now, number, dataset=about.dataset, period=about.period,
                     state=found.state, **said)
    return True


def unbalanced(connection: Connection, dataset: str) -> dict[str, Any] | None:
    """Why nothing more of a dataset may be published: only_here, only_there, field_differs, stray_batches (counts) and
    the periods; None when nothing stops it.

    It is stopped while what was found last between us and the platform is unbalanced and nobody settled it, or a batch
    is out of balance that no settlement is about. Differences to the register stop nothing.
    """
    return connection.execute(statement("reconcile/unbalanced"), {"dataset": dataset}).fetchone()


def settle(connection: Connection, about: Told, contract_version: str, by: str, because: str, now: datetime) -> int:
    """Believe the platform: adopt what `comparing` found at it as rows that it has acknowledged; how many there are.

    Its rows are those of the comparison that stands in the session's temporary tables and is kept as the newest. What
    was made and not sent yet is given up: it was made from what we believed before. UsageError while something is on
    its way.
    """
    values = {"kind": about.kind, "entity": about.entity, "period": about.period, "now": now, **about.values}
    with connection.transaction():
        publications.lock_publishing(connection)
        _give_up_unsent(connection, about, by, because, now)
        kept = newest(connection, about)
        added = connection.execute(statement("reconcile/add_adopted"),
                                   {**values, "contract_version": contract_version}).fetchone()
        assert kept is not None and added is not None
        values |= {"publication_id": added["publication_id"], "reconciliation_id": kept["reconciliation_id"],
                   "by": by, "because": because}
        rows = connection.execute(statement("reconcile/adopt"), values).rowcount
        for step in ("count_adopted", "settle"):
            connection.execute(statement(f"reconcile/{step}"), values)
        audit.append(connection, "reconciliation_settled", now, {"reconciliation_id": kept["reconciliation_id"]}, by,
                     dataset=about.dataset, period=about.period, publication_id=added["publication_id"], rows=rows,
                     because=because)
    return rows


def _give_up_unsent(connection: Connection, about: Told, by: str, because: str, now: datetime) -> None:
    waiting = [each.publication_id for each in publications.unsent(connection, about.kind)
               if each.dataset == about.dataset and about.scope in (None, each.period)]
    exchange.withdraw(connection, waiting, now, by, because)
    row = connection.execute(statement("reconcile/open_batches"), about.values).fetchone()
    if row and row["batches"]:
        raise UsageError(f"{row['batches']} batches of {about.dataset} are on their way; wait for their receipts "
                         "(DAG follow_receipts), reconcile again, then settle.")


def _keep_parts(connection: Connection, found: Reconciliation, number: Mapping[str, int]) -> None:
    for each in found.periods:
        values = {name: getattr(each, name) for name in Period.__slots__}
        connection.execute(statement("reconcile/keep_period"), {**values, **number})
    tables = [*([] if found.reason else ["compared"]), *(["registered"] if found.register else [])]
    for table in tables:
        connection.execute(statement("reconcile/keep_differences", found=table), number)
