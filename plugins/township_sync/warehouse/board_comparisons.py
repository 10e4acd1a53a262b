"""What the board shows of reconciling: the three numbers of each dataset, and where exactly they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Comparison:
    """A kept comparison (columns of `ops.reconciliation`); sums are None where the side was not compared."""

    row: Mapping[str, Any]

    @property
    def is_settled(self) -> bool:
        return self.row["settled_at"] is not None

    @property
    def ours(self) -> int | None:
        """Rows that the platform acknowledged to us and that were not ended since."""
        return self._sum("agreed", "field_differs", "only_here")

    @property
    def platform(self) -> int | None:
        """Rows that the platform's records hold."""
        return self._sum("agreed", "field_differs", "only_there")

    @property
    def difference(self) -> int | None:
        """Ours − platform's: exact, and 0 also where as many are missing here as there; `strays` tells such ones."""
        return None if self.ours is None or self.platform is None else self.ours - self.platform

    @property
    def strays(self) -> int | None:
        """Rows that are not the same on both sides."""
        return self._sum("only_here", "only_there", "field_differs")

    @property
    def register(self) -> int | None:
        """Persons of the register whom the dataset should have; None where no register is compared."""
        return self._sum("in_register", "register_differs", "not_reported")

    @property
    def register_strays(self) -> int | None:
        """Rows and persons that are not the same in ours and in the register."""
        return self._sum("not_in_register", "not_reported", "register_differs")

    def _sum(self, *names: str) -> int | None:
        counts = [self.row[name] for name in names]
        return None if None in counts else sum(counts)


def comparisons(connection: Connection) -> list[Comparison]:
    """The newest comparison of every dataset; each quarter of a quarterly one is one of its own."""
    return [Comparison(row) for row in connection.execute(statement("board/comparisons"))]


def comparison(connection: Connection, reconciliation_id: int) -> Comparison | None:
    """One comparison; None when there is none of that number."""
    row = connection.execute(statement("board/comparison"), {"reconciliation_id": reconciliation_id}).fetchone()
    return Comparison(row) if row else None


def has_workbook(connection: Connection, found: Comparison) -> bool:
    """Whether the workbook of the dataset and period tells this comparison: it was run, and none after it."""
    asked = {"reconciliation_id": found.row["reconciliation_id"]}
    again = connection.execute(statement("board/compared_again"), asked).fetchone()
    return found.row["state"] != "not_run" and not (again and again["is_so"])


def periods(connection: Connection, reconciliation_id: int) -> Sequence[Mapping[str, Any]]:
    """The balance by period: made, sent, accepted, rejected, pending, and what was counted when batches closed."""
    return connection.execute(statement("board/compared_periods"), {"reconciliation_id": reconciliation_id}).fetchall()


def differing_units(connection: Connection, reconciliation_id: int, most: int, skipped: int = 0,
                    ) -> Sequence[Mapping[str, Any]]:
    """How many rows differ by class, unit and names of fields: no key and no value."""
    asked = {"reconciliation_id": reconciliation_id, "most": most, "skipped": skipped}
    return connection.execute(statement("board/compared_units"), asked).fetchall()
