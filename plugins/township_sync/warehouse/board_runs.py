"""Airflow's runs as the board shows them: the newest of every DAG, and all of them in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def newest_runs(connection: Connection, now: datetime) -> dict[str, Mapping[str, Any]]:
    """By DAG its newest run, with how many of the week before `now` succeeded and failed."""
    found = connection.execute(statement("board/newest_runs"), {"now": now})
    return {row["dag_id"]: row for row in found}


def runs(connection: Connection, dag_id: str | None, state: str | None, most: int,
         skipped: int = 0) -> tuple[Sequence[Mapping[str, Any]], int]:
    """Runs (of one DAG or state, or all), the newest first, and how many there are."""
    asked = {"dag_id": dag_id, "state": state, "most": most, "skipped": skipped}
    found = connection.execute(statement("board/runs"), asked).fetchall()
    return found, found[0]["total"] if found else 0
