"""A package on disk: written whole beside its place, verified there, and then given its name."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

from township_sync.errors import TerminalError
from township_sync.outbound.package_files import MANIFEST, zip_into
from township_sync.outbound.package_verify import verify
from township_sync.settings import Settings
from township_sync.warehouse.archive import write_whole

_BESIDE = ".new"


class Beside(MutableMapping[str, bytes]):
    """The files of a package that is made next to its place: written when they are set, read when they are asked for,
    so that one of them at a time is in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._paths = folder, dict[str, None]()

    def __setitem__(self, path: str, data: bytes) -> None:
        write_whole(self._folder / path, data)
        self._paths[path] = None

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._folder / path).read_bytes()

    def __delitem__(self, path: str) -> None:
        del self._paths[path]
        (self._folder / path).unlink()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def begin_beside(settings: Settings, name: str) -> Beside:
    """An empty folder for a package next to its place; what a killed process left there is removed."""
    beside = _place(settings) / _BESIDE
    shutil.rmtree(beside, ignore_errors=True)
    return Beside(beside / name)


def finish_beside(settings: Settings, name: str, files: Mapping[str, bytes], passphrase: bytes | None) -> None:
    """Write the .zip of a package whose files lie next to their place, and verify what lies on the disk.

    TerminalError when another package of that name is there, or when what was written does not hold.
    """
    beside = _place(settings) / _BESIDE
    try:
        _refuse_another(settings, name, hashlib.sha256(files[MANIFEST]).hexdigest())
    except TerminalError:
        shutil.rmtree(beside)
        raise
    with (beside / f"{name}.zip").open("wb") as kept:
        zip_into(kept, name, files)
        kept.flush()
        os.fsync(kept.fileno())
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
