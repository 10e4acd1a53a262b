"""What the board shows of the exchange: publications with their batches, tries, answers and refused rows.

Every question is bounded by `most` rows after `skipped`; counts come from `ops.batch`, never from the rows sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Sending:
    """A publication and the sums of its batches; `sent`, `accepted` and `rejected` are rows, the others batches.

    `total` is the number of publications that were asked for.
    """

    publication_id: int
    kind: str
    dataset: str
    entity: str
    period: str
    revision: int
    origin: str
    row_count: int
    made_at: datetime
    state: str
    approved_by: str | None
    approved_at: datetime | None
    batches: int
    unanswered: int
    out_of_balance: int
    sent: int
    accepted: int
    rejected: int
    total: int

    @property
    def pending(self) -> int:
        """Rows that are sent and have no answer yet."""
        return self.sent - self.accepted - self.rejected


@dataclass(frozen=True, slots=True)
class BatchInFull:
    """A batch with its publication's fields, its tries, and its receipts counted by status and code."""

    about: Mapping[str, Any]
    attempts: Sequence[Mapping[str, Any]]
    answers: Sequence[Mapping[str, Any]]


def sendings(connection: Connection, most: int, skipped: int = 0, period: str | None = None,
             dataset: str | None = None, state: str | None = None) -> list[Sending]:
    """Publications, the newest first: of a month or quarter, of a dataset, in a state, or all."""
    asked = {"period": period, "dataset": dataset, "state": state, "most": most, "skipped": skipped}
    return [Sending(**row) for row in connection.execute(statement("board/sendings"), asked)]


def choices(connection: Connection) -> list[tuple[str, str]]:
    """(period, dataset) of everything that was ever published, the newest period first."""
    return [(row["period"], row["dataset"]) for row in connection.execute(statement("board/published"))]


def publication(connection: Connection, publication_id: int) -> dict[str, Any] | None:
    """One publication; None when there is none of that number."""
    asked = {"publication_id": publication_id}
    return connection.execute(statement("board/publication"), asked).fetchone()


def batches(connection: Connection, publication_id: int, most: int, skipped: int = 0) -> list[dict[str, Any]]:
    """The batches of a publication in the order of its rows, each with its tries so far."""
    asked = {"publication_id": publication_id, "most": most, "skipped": skipped}
    return connection.execute(statement("board/batches"), asked).fetchall()


def batch(connection: Connection, batch_id: int) -> BatchInFull | None:
    """One batch; None when there is none of that number."""
    asked = {"batch_id": batch_id}
    about = connection.execute(statement("board/batch"), asked).fetchone()
    if about is None:
        return None
    return BatchInFull(about, connection.execute(statement("board/attempts"), asked).fetchall(),
                       connection.execute(statement("board/answers"), asked).fetchall())


def refused_rows(connection: Connection, batch_id: int, most: int, skipped: int = 0) -> list[dict[str, Any]]:
    """Rows of a batch that the platform refused, by their number in it; its words are masked since they were kept."""
    asked = {"batch_id": batch_id, "most": most, "skipped": skipped}
    return connection.execute(statement("board/refused_rows"), asked).fetchall()
