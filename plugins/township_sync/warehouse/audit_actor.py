"""Who works with the warehouse when no person is named: the task of Airflow, or the command and its account."""

import getpass
import sys
from pathlib import Path

from township_sync.settings import Settings

MOST_SIGNS = 63
"""What PostgreSQL keeps of an application's name."""


def actor(settings: Settings) -> str:
    """`sync_monthly.submit`, or `clerk: township-sync run`; the name of every session of ours.

    The server keeps the name of a session, so it stands in `pg_stat_activity` as well.
    """
    dag, task = (settings.environment.get(f"AIRFLOW_CTX_{part}_ID") for part in ("DAG", "TASK"))
    if dag and task:
        return f"{dag}.{task}"[:MOST_SIGNS]
    program = Path(sys.argv[0]).name
    command = " ".join([program, *sys.argv[1:2]]) if program == "township-sync" else program
    return f"{_account()}: {command}"[:MOST_SIGNS]


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in many containers
        return "nobody"
