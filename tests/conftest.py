"""Fixtures for every test, and which worker takes which file (`make test` has several of them)."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Any

import pytest

_MUCH_ROOM = 6 * 2**30
LONGEST = ("tests/dags", *(f"tests/{path}.py" for path in (
    "faults/test_random_faults", "unit/bench/test_judge", "museum/test_hostile_inputs_together",
    "unit/judge/test_same_as_the_library", "integration/road/test_the_inbox_that_nobody_here_made",
    "integration/templates/test_round_trip", "integration/road/test_corrections",
    "integration/warehouse/test_any_order_of_arrival", "integration/warehouse/test_corrections_in_any_order",
    "integration/exchange/test_restored_backup", "integration/road/test_one_more_entity", "unit/bench/test_intake",
    "integration/sandbox/test_conformance", "integration/warehouse/test_exchange_sums",
)))
"""What lasts long with few tests (pytest --durations), longest first; then come the files with the most tests."""


def pytest_configure() -> None:
    """Let pytest's own temporary folders lie in memory as well, unless it was told where."""
    if memory := _memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session")
def open_folders() -> Iterator[Path]:
    """A folder for what other accounts must reach: pytest's own are closed to the database server's account, and
    another test session may sweep them away."""
    with TemporaryDirectory(prefix="township-sync-tests-", dir=_memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def _memory() -> Path | None:
    """A file system in memory when there is one with much room: what is made durable there costs nothing."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and disk_usage(shared).free > _MUCH_ROOM else None


@pytest.fixture
def open_folder(open_folders: Path) -> Iterator[Path]:
    """A new folder that every account may enter."""
    with TemporaryDirectory(dir=open_folders, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file is taken by one worker, and so are all of tests/dags, which share one Airflow; what lasts longest begins
    first, so that no worker waits for another in the end."""
    from xdist.scheduler import LoadScopeScheduling

    class LongestFirst(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return "tests/dags" if file.startswith("tests/dags/") else file

        def _assign_work_unit(self, node: Any) -> None:
            longest = next((scope for scope in LONGEST if scope in self.workqueue), None)
            if longest:
                self.workqueue.move_to_end(longest, last=False)
            super()._assign_work_unit(node)

    return LongestFirst(config, log)
