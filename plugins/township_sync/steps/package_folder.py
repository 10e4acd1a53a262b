"""A package on disk: written whole beside its place, verified there, and then given its name."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from township_sync.errors import TerminalError
from township_sync.outbound.package_files import MANIFEST, zipped
from township_sync.outbound.package_verify import verify
from township_sync.settings import Settings
from township_sync.warehouse.archive import write_whole

_BESIDE = ".new"


def write_beside(settings: Settings, name: str, files: Mapping[str, bytes], passphrase: bytes | None) -> None:
    """Write a package and its .zip next to their place, the signatures last, and verify what lies on the disk.

    TerminalError when another package of that name is there, or when what was written does not hold.
    """
    _refuse_another(settings, name, hashlib.sha256(files[MANIFEST]).hexdigest())
    beside = _place(settings) / _BESIDE
    shutil.rmtree(beside, ignore_errors=True)
    for path, data in files.items():
        write_whole(beside / name / path, data)
    write_whole(beside / f"{name}.zip", zipped(name, files))
    damage = verify(beside / name, None, passphrase).damage
    if damage:
        raise TerminalError(f"Package {name} does not hold as it was written: {damage[0]} Nothing left; look at the "
                            "disk and run again.")


def bring(settings: Settings, name: str, manifest_sha256: str) -> Path:
    """Give a package that was written beside its place its name, and give back its folder."""
    place = _place(settings)
    _refuse_another(settings, name, manifest_sha256)
    if not (place / name).exists():
        (place / _BESIDE / name).rename(place / name)
    (place / _BESIDE / f"{name}.zip").replace(place / f"{name}.zip")
    shutil.rmtree(place / _BESIDE, ignore_errors=True)
    folder = os.open(place, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return place / name


def _refuse_another(settings: Settings, name: str, manifest_sha256: str) -> None:
    """Only a package with this very manifest may bear the name: another may have been carried to the platform."""
    folder = _place(settings) / name
    if folder.exists():
        manifest = folder / MANIFEST
        found = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
        if found != manifest_sha256:
            raise TerminalError(f"published/packages/{name} holds another package than the warehouse knows: the "
                                "database was restored from before it. When nobody carried it to the platform yet, "
                                "remove it and run again; else ask the platform to throw it away first.")


def _place(settings: Settings) -> Path:
    return settings.folder("published") / "packages"
