"""Publications: files that were made for a platform, with every row in them, and the rows that stayed at home."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publishing import Difference
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Publication:
    """One file for the platform: `path` lies below the published folder, `counts` has new, changed, ended and held.

    What was `adopted` from the platform is no file of ours; its path is empty unless the file still lies there.
    """

    publication_id: int
    kind: str
    dataset: str
    entity: str
    period: str
    revision: int
    path: str
    sha256: str
    row_count: int
    counts: Mapping[str, int]
    contract_version: str
    state: str
    origin: str = "made"


def publications(connection: Connection, kind: str, period: str) -> list[Publication]:
    """Every publication of a month (`kind` month) or quarter, by dataset and revision."""
    found = connection.execute(statement("publish/publications"), {"kind": kind, "period": period})
    return [Publication(**row) for row in found]


def unsent(connection: Connection, kind: str | None = None, states: Sequence[str] = ("ready", "approved"),
           periods: Sequence[str] | None = None) -> list[Publication]:
    """Every publication of all months (`kind` month), quarters or both that waits: to be approved (`ready`) or sent
    (`approved`), the oldest first; `periods` limits them to some."""
    values = {"kind": kind, "states": list(states), "periods": list(periods) if periods is not None else None}
    return [Publication(**row) for row in connection.execute(statement("publish/unsent"), values)]


def newest_period(connection: Connection, kind: str, dataset: str) -> str | None:
    """The newest period of which a dataset was published."""
    row = connection.execute(statement("publish/newest_period"), {"kind": kind, "dataset": dataset}).fetchone()
    return row["period"] if row else None


def next_revision(connection: Connection, kind: str, dataset: str, period: str) -> int:
    """The number of a dataset's next file of a period, from 1."""
    values = {"kind": kind, "dataset": dataset, "period": period}
    row = connection.execute(statement("publish/next_revision"), values).fetchone()
    assert row is not None
    return int(row["revision"])


def add_publication(connection: Connection, made: Publication, rows: Sequence[Difference], now: datetime) -> int:
    """Record a publication and its rows, in the order of its file; gives the number that it got."""
    values = {"kind": made.kind, "dataset": made.dataset, "entity": made.entity, "period": made.period,
              "revision": made.revision, "path": made.path, "sha256": made.sha256, "row_count": made.row_count,
              "counts": json.dumps(dict(made.counts)), "contract_version": made.contract_version, "made_at": now}
    added = connection.execute(statement("publish/add_publication"), values).fetchone()
    assert added is not None
    with connection.cursor() as cursor, cursor.copy(statement("publish/copy_rows")) as copy:
        for number, row in enumerate(rows, 1):
            copy.write_row([added["publication_id"], number, made.dataset, made.entity, row.row_key, row.row_hash,
                            row.action, row.unit_code, row.corrects, row.file, row.sheet, row.sheet_row])
    return int(added["publication_id"])


def replace_held(connection: Connection, period: str, dataset: str, held: Sequence[Difference]) -> None:
    """Record which rows of a dataset changed and do not leave now."""
    connection.execute(statement("publish/forget_held"), {"period": period, "dataset": dataset})
    with connection.cursor() as cursor, cursor.copy(statement("publish/copy_held")) as copy:
        for row in held:
            copy.write_row([period, dataset, row.row_key, row.row_hash, row.action, row.unit_code, row.reason,
                            row.file, row.sheet, row.sheet_row])


def lock_publishing(connection: Connection) -> None:
    """Let one transaction publish at a time."""
    connection.execute(statement("publish/lock"))


def held_counts(connection: Connection, period: str) -> list[dict[str, Any]]:
    """How many rows of a period are held, by dataset and reason."""
    return connection.execute(statement("publish/held_counts"), {"period": period}).fetchall()
