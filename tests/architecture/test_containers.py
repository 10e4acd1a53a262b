"""The files for containers hang together; they are not started here (no registry of images can be reached)."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = {"api-server", "scheduler", "dag-processor", "triggerer", "worker"}


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
    return loaded


def _example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_part_of_the_stack_is_there_and_sandbox_and_metrics_only_on_demand() -> None:
    services = _compose()["services"]
    on_demand = {"sandbox": ["sandbox"], "prometheus": ["metrics"], "grafana": ["metrics"]}
    assert set(services) == COMPONENTS | {"postgres", "redis", "prepare"} | on_demand.keys()
    assert {name: service["profiles"] for name, service in services.items() if "profiles" in service} == on_demand


def test_every_file_that_a_container_is_given_is_there() -> None:
    mounts = [mount for service in _compose()["services"].values() for mount in service.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert files and [file for file in files if not (ROOT / file).is_file()] == []


def test_it_keeps_to_the_subset_that_compose_v1_reads() -> None:
    loaded = _compose()
    assert "name" not in loaded and "version" not in loaded
    for service in loaded["services"].values():
        assert not isinstance(service.get("env_file", ""), (dict, list))
        waits = service.get("depends_on", {}).values()
        assert all(set(wait) == {"condition"} for wait in waits)


def test_no_component_starts_before_the_databases_are_prepared() -> None:
    services = _compose()["services"]
    for name in COMPONENTS:
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert services["prepare"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert services["prepare"]["restart"] == "no"


def test_workers_are_celerys_and_people_sign_in() -> None:
    environment = _compose()["services"]["worker"]["environment"]
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert environment["AIRFLOW__CORE__AUTH_MANAGER"].endswith(".FabAuthManager")
    assert not any("ALL_ADMINS" in name for name in environment)


def test_the_example_sets_every_variable_that_is_asked_for_and_no_other() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)[:}]", (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")))
    assert asked == set(_example())


def test_no_secret_has_a_value_in_a_tracked_file() -> None:
    for name, value in _example().items():
        if re.search(r"PASSWORD|SECRET|FERNET", name):
            assert value == "" or value.startswith("change-me")


def test_nothing_is_open_to_the_network_but_loopback() -> None:
    for service in _compose()["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_image_copies_only_what_is_there() -> None:
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY"):
            assert all((ROOT / name).exists() for name in line.split()[1:-1])


def test_the_locks_name_no_index_and_agree_on_the_asked_for_packages() -> None:
    pins = [_pins(name) for name in ("requirements.lock", "requirements-image.lock")]
    for package in ("apache-airflow", "great-expectations", "pandas", "sqlalchemy", "psycopg", "python-calamine"):
        assert len({pin[package] for pin in pins}) == 1
    assert {"apache-airflow-providers-celery", "apache-airflow-providers-fab", "redis"} <= set(pins[1])


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[a-z0-9][a-z0-9._-]*==\S+( ; .+)?$", line) for line in lines), "only pins, no index lines"
    return dict(line.split(" ;")[0].split("==") for line in lines)


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_itself_accepts_the_file() -> None:
    command = ["docker-compose", "--env-file", str(ROOT / ".env.example"), "-f", str(ROOT / "docker-compose.yaml"),
               "--profile", "sandbox", "--profile", "metrics", "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
