"""Runs one step in a process of its own and kills it with SIGKILL at a named point.

    python killed_sender.py <workspace> submit|follow <point> <publication id>
A point is `<module>.<function>:<n>`: the process dies when that function is called for the n-th time.
"""

import importlib
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from township_sync.settings import Settings
from township_sync.steps.reconcile import follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import connect


def die_at(point: str) -> None:
    """Replace the function by one that counts its calls and ends the process."""
    place, _, nth = point.partition(":")
    module_name, _, function_name = place.rpartition(".")
    module = importlib.import_module(f"township_sync.{module_name}")
    original, left = getattr(module, function_name), [int(nth)]

    def counted(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **options)

    setattr(module, function_name, counted)


def main(workspace: str, step: str, point: str, publication_id: str) -> None:
    settings = Settings.load(Path(workspace))
    die_at(point)
    now = datetime(2020, 6, 5, 1, tzinfo=UTC)
    with connect(settings) as connection:
        if step == "submit":
            submit(connection, settings, int(publication_id), now)
        else:
            follow_receipts(connection, settings, now)


if __name__ == "__main__":
    main(*sys.argv[1:])
