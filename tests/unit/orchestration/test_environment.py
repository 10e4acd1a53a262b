"""The environment of Airflow's processes: everything in the workspace, secrets for their owner alone."""

import socket
from pathlib import Path

from township_sync.orchestration.environment import keys, keys_for_start, variables, write_files
from township_sync.settings import Settings


def test_port_and_password_stay_the_same_from_start_to_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    assert keys_for_start(settings) == keys_for_start(settings) == keys(settings)


def test_a_port_that_somebody_else_took_is_left_to_him(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    before = keys_for_start(settings)
    with socket.socket() as other:
        other.bind(("127.0.0.1", before.port))
        other.listen()
        after = keys_for_start(settings)
    assert after.port != before.port
    assert after.password == before.password


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    write_files(settings, keys(settings))
    for path in (tmp_path / "run").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_airflow_listens_on_loopback_and_asks_for_a_password(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    told = variables(settings, keys(settings), "postgresql+psycopg2://somewhere/airflow")
    assert told["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in told
    assert told["AIRFLOW__CORE__PARALLELISM"] == "4"
    assert told["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith(told["AIRFLOW__API__BASE_URL"])


def test_everything_that_airflow_writes_lies_in_the_workspace(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    told = variables(settings, keys(settings), "postgresql+psycopg2://somewhere/airflow")
    for name in ("AIRFLOW_HOME", "AIRFLOW__LOGGING__BASE_LOG_FOLDER", "TOWNSHIP_SYNC_WORKSPACE",
                 "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY"):
        assert Path(told[name]).is_relative_to(tmp_path)


def test_what_the_operator_set_stays_in_force(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {"AIRFLOW__CORE__PARALLELISM": "16", "TOWNSHIP_SYNC_APPROVAL": "manual"})
    told = variables(settings, keys(settings), "postgresql+psycopg2://somewhere/airflow")
    assert told["AIRFLOW__CORE__PARALLELISM"] == "16"
    assert told["TOWNSHIP_SYNC_APPROVAL"] == "manual"


def test_workers_fork_from_a_parent_that_has_imported_what_is_slow(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    write_files(settings, keys(settings))
    written = (tmp_path / "airflow/config/airflow_local_settings.py").read_text(encoding="utf-8")
    assert "import great_expectations" in written and '"scheduler"' in written
