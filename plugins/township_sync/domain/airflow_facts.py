"""What Airflow says of itself and of our DAGs at one moment, as far as the watch asks; nothing personal is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a DAG; `partition_key` is its month or quarter, or empty."""

    dag_id: str
    run_id: str
    partition_key: str
    run_type: str
    state: str
    run_after: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AirflowFacts:
    """Runs that changed lately and all that are under way, and what stands now.

    `health` by part; `dags` by id with title, pause and next run; `unread` DAGs that cannot be read or are not known;
    `tasks` that are under way, with since when; `killed` tasks that Airflow lost lately.
    """

    url: str
    runs: Sequence[Run]
    health: Mapping[str, str] = field(default_factory=dict)
    dags: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: Sequence[str] = ()
    tasks: Sequence[Mapping[str, Any]] = ()
    killed: Sequence[Mapping[str, Any]] = ()

    @property
    def standing(self) -> dict[str, Any]:
        """All but the runs, as it is kept."""
        return {"url": self.url, "health": dict(self.health), "dags": dict(self.dags), "unread": list(self.unread),
                "tasks": list(self.tasks), "killed": list(self.killed)}
