"""Airflow's REST interface, as far as we use it: health, triggering a run, watching runs and their tasks."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

import requests

from township_sync.errors import TerminalError, TransientError
from township_sync.orchestration.environment import keys
from township_sync.settings import Settings

FINISHED = frozenset({"success", "failed"})


class SignIn(Protocol):
    """Where Airflow's interface is, and who asks."""

    @property
    def url(self) -> str: ...

    @property
    def user(self) -> str: ...

    @property
    def password(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An Airflow that was not started from this workspace, as in containers."""

    url: str
    user: str
    password: str


def sign_in_of(settings: Settings) -> SignIn:
    """The Airflow of `AIRFLOW_URL` with `AIRFLOW_USER` and `AIRFLOW_PASSWORD`, else the one of this workspace."""
    if url := settings.get("AIRFLOW_URL"):
        return Elsewhere(url.rstrip("/"), settings.get("AIRFLOW_USER", "admin"), settings.get("AIRFLOW_PASSWORD"))
    return keys(settings)


class Client:
    """One signed-in user of Airflow's interface; every failure of it is a TransientError or TerminalError."""

    def __init__(self, sign_in: SignIn, seconds: float = 20.0) -> None:
        self._sign_in, self._seconds = sign_in, seconds
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def url(self) -> str:
        """Where Airflow's pages are."""
        return self._sign_in.url

    def is_healthy(self) -> bool:
        """Whether interface, database, scheduler and DAG processor are all at work."""
        try:
            parts = self.health()
        except TransientError:
            return False
        return all(parts.get(name) == "healthy" for name in ("metadatabase", "scheduler", "dag_processor"))

    def health(self) -> dict[str, str]:
        """The state of each part of Airflow that there is; TransientError when the interface does not answer."""
        try:
            answer = self._session.get(f"{self.url}/api/v2/monitor/health", timeout=self._seconds).json()
        except (requests.RequestException, ValueError) as error:
            raise TransientError(f"Airflow does not answer at {self.url} ({type(error).__name__}).") from None
        return {name: part["status"] for name, part in answer.items() if part and part.get("status")}

    def sign_in(self) -> None:
        """Get a token for the user."""
        body = {"username": self._sign_in.user, "password": self._sign_in.password}
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
                answer = self._session.request(method, self.url + path, timeout=self._seconds, **options)
            except requests.RequestException as error:
                if last:
                    why = type(error).__name__
                    raise TransientError(f"Airflow does not answer at {self.url} ({why}).") from None
                time.sleep(1)
                continue
            if answer.status_code < 400:
                return answer.json()
            if answer.status_code < 500 or last:
                raise TerminalError(f"Airflow refused {method} {path} with {answer.status_code}: {answer.text[:200]}")
            time.sleep(1)
        raise AssertionError("unreachable")
