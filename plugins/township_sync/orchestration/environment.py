"""The environment in which Airflow's processes run on one machine: everything lies in the workspace."""

import json
import os
import secrets
import socket
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from pathlib import Path

from township_sync import project
from township_sync.settings import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """What is chosen once per workspace and kept in a file that only its owner reads."""

    port: int
    password: str
    jwt_secret: str
    fernet_key: str

    @property
    def user(self) -> str:
        return "admin"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def keys(settings: Settings) -> Keys:
    """The kept port, password and keys; the port is chosen anew when somebody else has taken it."""
    path = settings.folder("run") / "airflow_keys.json"
    if path.exists():
        return Keys(**json.loads(path.read_text()))
    return _keep(path, Keys(_free_port(), secrets.token_urlsafe(12), secrets.token_hex(32), _fernet_key()))


def keys_for_start(settings: Settings) -> Keys:
    """As `keys`, with a port that is free now."""
    kept = keys(settings)
    if _is_free(kept.port):
        return kept
    moved = Keys(_free_port(), kept.password, kept.jwt_secret, kept.fernet_key)
    return _keep(settings.folder("run") / "airflow_keys.json", moved)


def _keep(path: Path, chosen: Keys) -> Keys:
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(chosen)))
    return chosen


def variables(settings: Settings, chosen: Keys, metadata_dsn: str) -> dict[str, str]:
    """The whole environment of an Airflow process; what the caller had set as `AIRFLOW__…` stays in force."""
    home = settings.folder("airflow")
    given = {name: value for name, value in settings.environment.items() if name.startswith("AIRFLOW__")}
    ours = {
        "AIRFLOW_HOME": str(home),
        "TOWNSHIP_SYNC_WORKSPACE": str(settings.workspace),
        "TOWNSHIP_SYNC_PROJECT": str(project.root()),
        # Forked workers must not inherit a pool of computing threads.
        "OPENBLAS_NUM_THREADS": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "NO_COLOR": "1",
    }
    return {**settings.environment, **ours, **_airflow(settings, chosen, metadata_dsn), **given}


def _airflow(settings: Settings, chosen: Keys, metadata_dsn: str) -> dict[str, str]:
    sections = {
        "CORE": _core(settings, chosen),
        "DATABASE": {"SQL_ALCHEMY_CONN": metadata_dsn, "LOAD_DEFAULT_CONNECTIONS": "False"},
        "API": {"HOST": "127.0.0.1", "PORT": str(chosen.port), "BASE_URL": chosen.url, "WORKERS": "1"},
        "API_AUTH": {"JWT_SECRET": chosen.jwt_secret},
        # A task's slot is given free only at the next look at it: by default up to five seconds after its end.
        "WORKERS": {"MIN_HEARTBEAT_INTERVAL": "1"},
        "SCHEDULER": {"SCHEDULER_IDLE_SLEEP_TIME": "0.3", "ENABLE_HEALTH_CHECK": "False"},
        "DAG_PROCESSOR": {"MIN_FILE_PROCESS_INTERVAL": "60", "REFRESH_INTERVAL": "60", "PARSING_PROCESSES": "1"},
        "LOGGING": {
            "BASE_LOG_FOLDER": str(settings.folder("logs") / "airflow"),
            "DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(settings.folder("logs") / "airflow" / "dag_processor"),
            "COLORED_CONSOLE_LOG": "False",
        },
        "USAGE_DATA_COLLECTION": {"ENABLED": "False"},
        # Nothing is told before a transport is set; then names of DAGs and tasks, no source and no values.
        "OPENLINEAGE": {"DISABLE_SOURCE_CODE": "True", "NAMESPACE": "township-sync"},
        "METRICS": {"LEGACY_NAMES_ON": "False"},
    }
    return {
        f"AIRFLOW__{section}__{name}": value for section, pairs in sections.items() for name, value in pairs.items()
    }


def _core(settings: Settings, chosen: Keys) -> dict[str, str]:
    return {
        "DAGS_FOLDER": str(project.root() / "dags"),
        "PLUGINS_FOLDER": str(project.root() / "plugins"),
        "LOAD_EXAMPLES": "False",
        "DEFAULT_TIMEZONE": "Asia/Shanghai",
        "EXECUTOR": "LocalExecutor",
        "PARALLELISM": settings.get("PARALLELISM", "4"),
        "DAGS_ARE_PAUSED_AT_CREATION": "False",
        "FERNET_KEY": chosen.fernet_key,
        "EXECUTION_API_SERVER_URL": f"{chosen.url}/execution/",
        "SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(settings.folder("run") / "airflow_passwords.json"),
    }


def write_files(settings: Settings, chosen: Keys) -> None:
    """Put the files that Airflow reads into the workspace: the pre-import of its workers, and the password."""
    config = settings.folder("airflow") / "config"
    config.mkdir(exist_ok=True)
    (config / "airflow_local_settings.py").write_text(project.text("config/airflow_local_settings.py"))
    passwords = settings.folder("run") / "airflow_passwords.json"
    passwords.touch(mode=0o600)
    passwords.write_text(json.dumps({"admin": chosen.password}) + "\n")


def _fernet_key() -> str:
    return urlsafe_b64encode(os.urandom(32)).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
