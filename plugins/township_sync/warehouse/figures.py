"""Business figures for the metrics: counts and moments, never anything of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure by its name (`batches.open`) and what it is told apart by; moments are seconds since 1970 (UTC)."""

    name: str
    tags: Mapping[str, str]
    value: float


def figures(connection: Connection, now: datetime) -> list[Figure]:
    """Every figure that the statement `sql/watch/figures.sql` counts."""
    return [Figure(row["name"], row["tags"], float(row["value"]))
            for row in connection.execute(statement("watch/figures"), {"now": now})]
