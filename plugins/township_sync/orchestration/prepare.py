"""Prepare the databases of an installation in containers: `python -m township_sync.orchestration.prepare`.

Makes and migrates the warehouse and Airflow's database, and the first user when `TOWNSHIP_SYNC_ADMIN_PASSWORD` is set.
It may run at every start.
"""

import subprocess
import sys

from township_sync.errors import TerminalError, TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.passphrases import make_missing_passphrases
from township_sync.warehouse import embedded, schema

_ADMIN = (
    "--username", "admin", "--role", "Admin", "--firstname", "admin", "--lastname", "admin",
    "--email", "admin@localhost",
)


def prepare(settings: Settings) -> None:
    """Everything that has to be there before the components start; TerminalError when Airflow's part of it fails."""
    embedded.ensure_running(settings)
    schema.upgrade(settings)
    make_missing_passphrases(settings)
    _airflow("db", "migrate")
    if password := settings.get("ADMIN_PASSWORD"):
        _airflow("users", "create", *_ADMIN, "--use-random-password")
        _airflow("users", "reset-password", "--username", "admin", "--password", password)


def _airflow(*words: str) -> None:
    if subprocess.run([sys.executable, "-m", "airflow", *words], check=False).returncode:
        raise TerminalError(f"`airflow {words[0]} {words[1]}` failed; its output says why.")


if __name__ == "__main__":
    try:
        prepare(Settings.load())
    except TownshipSyncError as error:
        sys.exit(f"prepare: {error}")
