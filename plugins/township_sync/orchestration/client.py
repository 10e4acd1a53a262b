"""Airflow's REST interface, as far as we use it: health, triggering a run, watching runs and their tasks."""

import time
from typing import Any

import requests

from township_sync.errors import TerminalError, TransientError
from township_sync.orchestration.environment import Keys

FINISHED = frozenset({"success", "failed"})


class Client:
    """One signed-in user of Airflow's interface; every failure of it is a TransientError or TerminalError."""

    def __init__(self, keys: Keys, seconds: float = 20.0) -> None:
        self._keys, self._seconds = keys, seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def is_healthy(self) -> bool:
        """Whether interface, database, scheduler and DAG processor are all at work."""
        try:
            answer = self._session.get(f"{self._keys.url}/api/v2/monitor/health", timeout=self._seconds)
            parts = answer.json()
        except (requests.RequestException, ValueError):
            return False
        wanted = ("metadatabase", "scheduler", "dag_processor")
        return all((parts.get(name) or {}).get("status") == "healthy" for name in wanted)

    def sign_in(self) -> None:
        """Get a token for the admin user."""
        body = {"username": "admin", "password": self._keys.password}
        token = self.ask("POST", "/auth/token", json=body)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def dag_ids(self) -> set[str]:
        """The DAGs that Airflow has read so far."""
        return {dag["dag_id"] for dag in self.ask("GET", "/api/v2/dags")["dags"]}

    def import_errors(self) -> list[str]:
        """What Airflow could not read in the DAG folder."""
        return [error["stack_trace"] for error in self.ask("GET", "/api/v2/importErrors")["import_errors"]]

    def trigger(self, dag_id: str, partition_key: str | None = None) -> str:
        """Start a run, for a month or quarter when one is given; its id."""
        body: dict[str, Any] = {"logical_date": None}
        if partition_key:
            body["partition_key"] = partition_key
        return str(self.ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """One run as Airflow tells it."""
        found: dict[str, Any] = self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")
        return found

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """The latest runs of a DAG, newest first."""
        path = f"/api/v2/dags/{dag_id}/dagRuns?order_by=-id&limit=50"
        found: list[dict[str, Any]] = self.ask("GET", path)["dag_runs"]
        return found

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The task instances of a run."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=100"
        found: list[dict[str, Any]] = self.ask("GET", path)["task_instances"]
        return found

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Any request, its answer read as JSON; tried three times when the server stumbles."""
        for last in (False, False, True):
            try:
                answer = self._session.request(method, self._keys.url + path, timeout=self._seconds, **options)
            except requests.RequestException as error:
                if last:
                    why = type(error).__name__
                    raise TransientError(f"Airflow does not answer at {self._keys.url} ({why}).") from None
                time.sleep(1)
                continue
            if answer.status_code < 400:
                return answer.json()
            if answer.status_code < 500 or last:
                raise TerminalError(f"Airflow refused {method} {path} with {answer.status_code}: {answer.text[:200]}")
            time.sleep(1)
        raise AssertionError("unreachable")
