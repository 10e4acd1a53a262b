"""Fixtures for every test."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture(scope="session")
def open_folders() -> Iterator[Path]:
    """A folder for what other accounts must reach: pytest's own are closed to the database server's account, and
    another test session may sweep them away."""
    with TemporaryDirectory(prefix="township-sync-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def open_folder(open_folders: Path) -> Iterator[Path]:
    """A new folder that every account may enter."""
    with TemporaryDirectory(dir=open_folders, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
