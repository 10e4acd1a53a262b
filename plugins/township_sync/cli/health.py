"""What `doctor` looks at: each check returns a sentence with the remedy, or nothing."""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings

_LEAST_FREE_BYTES = 2_000_000_000
_LEAST_MEMORY_KB = 4_000_000
_PINNED = {"apache-airflow-core": "3.3.", "great-expectations": "1.24.", "pandas": "3.", "SQLAlchemy": "2.1."}


def complaints(settings: Settings) -> list[str]:
    """Everything that would keep the pipeline from running here."""
    return [said for check in _CHECKS for said in check(settings)]


def _python(_: Settings) -> Iterator[str]:
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        yield f"Python {sys.version.split()[0]} is not supported; set PYTHON=python3.11 and run `make clean setup`."


def _packages(_: Settings) -> Iterator[str]:
    for name, wanted in _PINNED.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        if not found.startswith(wanted):
            yield f"{name} is {found}, wanted {wanted}x; run `make setup`."


def _disk(settings: Settings) -> Iterator[str]:
    free = shutil.disk_usage(settings.folder("run")).free
    if free < _LEAST_FREE_BYTES:
        yield f"Only {free // 1_000_000} MB are free below the workspace; free some, or set TOWNSHIP_SYNC_WORKSPACE."


def _memory(_: Settings) -> Iterator[str]:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    available = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    if available < _LEAST_MEMORY_KB:
        yield f"Only {available // 1000} MB of memory are available; Airflow with Great Expectations wants 4000 MB."


def _definitions(_: Settings) -> Iterator[str]:
    from township_sync.domain.contract import code_set, contracts
    from township_sync.domain.finding import rules
    from township_sync.domain.unit import units

    try:
        rules(), units()
        for column in (column for entity in contracts().values() for column in entity.columns if column.codes):
            code_set(str(column.codes))
    except TownshipSyncError as error:
        yield str(error)


def _server(settings: Settings) -> Iterator[str]:
    from township_sync.warehouse import embedded

    try:
        ran = embedded.is_running(settings)
        embedded.ensure_running(settings)
    except TownshipSyncError as error:
        yield str(error)
    else:
        if not ran:
            embedded.stop(settings)


_CHECKS: tuple[Callable[[Settings], Iterator[str]], ...] = (
    _python, _packages, _disk, _memory, _definitions, _server,
)
