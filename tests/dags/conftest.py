"""Airflow for these tests: a home of its own and the project's folders, and one real installation for all of them."""

import os
import runpy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dags.canaries.surroundings import Surroundings
from township_sync.orchestration import installation
from township_sync.orchestration.installation import Running
from township_sync.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((ROOT / "dags").glob("*.py"))

# Airflow reads its settings when it is first imported, which is before any fixture.
_HOME = tempfile.TemporaryDirectory(prefix="airflow-home-", ignore_cleanup_errors=True)
os.environ.setdefault("AIRFLOW_HOME", _HOME.name)
os.environ.update(
    AIRFLOW__CORE__DAGS_FOLDER=str(ROOT / "dags"),
    AIRFLOW__CORE__PLUGINS_FOLDER=str(ROOT / "plugins"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "airflow: starts a real Airflow with its scheduler (about a minute)")
    config.addinivalue_line("markers", "stops_airflow: takes the real Airflow down, after all others")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever takes the installation down comes last."""
    items.sort(key=lambda item: item.get_closest_marker("stops_airflow") is not None)


def pytest_unconfigure() -> None:
    _HOME.cleanup()


@pytest.fixture(scope="session")
def surroundings(open_folders: Path) -> Iterator[Surroundings]:
    made = Surroundings(open_folders)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def running(open_folders: Path, surroundings: Surroundings) -> Iterator[Running]:
    """A real Airflow with its scheduler, the sandbox and a database server. Its DAG files are read every few seconds;
    of the surroundings' Airflow or installation it knows nothing."""
    ours = ("AIRFLOW", "TOWNSHIP_SYNC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    settings = Settings(open_folders / "airflow", {
        **environment, **surroundings.environment, "TOWNSHIP_SYNC_APPROVAL": "automatic",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3",
        # A worker that was killed is missed after twenty seconds instead of five minutes.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
    })
    try:
        yield installation.up(settings)
    finally:
        installation.down(settings)


@pytest.fixture(params=DAG_FILES, ids=lambda path: path.stem)
def dag_file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def dag(dag_file: Path) -> Any:
    return runpy.run_path(str(dag_file))["dag"]
