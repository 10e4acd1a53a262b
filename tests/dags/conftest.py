"""Airflow for these tests: a home of its own and the project's folders; nothing here needs its database."""

import os
import runpy
import tempfile
from pathlib import Path
from typing import Any

import pytest

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


def pytest_unconfigure() -> None:
    _HOME.cleanup()


@pytest.fixture(params=DAG_FILES, ids=lambda path: path.stem)
def dag_file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def dag(dag_file: Path) -> Any:
    return runpy.run_path(str(dag_file))["dag"]
