"""A packer killed with SIGKILL anywhere (C14, C15, and around the transaction that decides): one package, once."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integration.packages.conftest import NOW
from township_sync.outbound.package_verify import verify
from township_sync.settings import Settings
from township_sync.steps import pack as packing
from township_sync.steps import package_folder
from township_sync.steps.pack import pack
from township_sync.warehouse import packages
from township_sync.warehouse.connect import Connection, connect

POINTS: dict[str, tuple[Any, str, int]] = {
    "C14 before the first file": (package_folder, "write_whole", 1),
    "C14 between the files": (package_folder, "write_whole", 4),
    "C15 the manifest written and not signed": (package_folder, "write_whole", 7),
    "signed, no zip": (package_folder, "zip_into", 1),
    "all written, not verified": (package_folder, "verify", 1),
    "verified, not on record": (packages, "record", 1),
    "on record, without its name": (packing, "bring", 1),
    "named, its zip not": (Path, "replace", 8),
    "lies there whole, not noted": (packages, "mark_written", 1),
}
ON_RECORD = list(POINTS)[-3:]


def _die(settings: Settings, module: Any, name: str, nth: int) -> None:
    """Pack in a process of its own that is killed when the function is called for the n-th time."""
    child = os.fork()
    if child == 0:
        try:
            original, left = getattr(module, name), [nth]

            def counted(*arguments: Any, **options: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return original(*arguments, **options)

            setattr(module, name, counted)
            with connect(settings) as own:
                pack(own, settings, None, NOW)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("name", POINTS)
def test_a_packer_that_dies_is_taken_up_where_it_stood(
    connection: Connection, by_hand: Settings, publish: Callable[..., int], name: str
) -> None:
    publish(12)
    _die(by_hand, *POINTS[name])
    place = by_hand.workspace / "published/packages"
    named = [path for path in place.glob("2*") if path.is_dir()]
    assert not any(verify(path).damage for path in named), "what bears a name is whole"
    on_record = connection.execute("SELECT manifest_sha256 FROM ops.package").fetchall()
    assert len(on_record) == (name in ON_RECORD) >= len(named)
    publish(3, dataset="post")
    done = pack(connection, by_hand, None, NOW)
    assert [one.rows for one in done] == ([12, 3] if name in ON_RECORD else [15])
    assert sorted(path.name for path in place.iterdir()) == sorted(
        file for one in done for file in (one.name, f"{one.name}.zip"))
    found = [verify(path) for one in done for path in (one.folder, one.folder.with_name(f"{one.name}.zip"))]
    assert not any(one.damage for one in found)
    sent = [batch.client_ref for one in found[::2] if one.manifest for batch in one.manifest.batches]
    assert sorted(sent) == ["month-post-2020-05-r1-1", "month-worker-2020-05-r1-1", "month-worker-2020-05-r1-2"]
    kept = connection.execute("SELECT manifest_sha256 FROM ops.package ORDER BY number").fetchall()
    assert kept[:1] == on_record or not on_record, "the package on record is the one that was written"
