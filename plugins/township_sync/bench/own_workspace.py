"""A workspace of a benchmark's own, thrown away with its database when the benchmark is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from township_sync.settings import Settings
from township_sync.warehouse import embedded


@contextmanager
def own_workspace() -> Iterator[Settings]:
    """Settings of the environment on a new folder, which the database server's account may enter."""
    with TemporaryDirectory(prefix="township-sync-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        settings = replace(Settings.load(), workspace=Path(folder))
        try:
            yield settings
        finally:
            embedded.stop(settings)
