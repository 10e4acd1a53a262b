"""A package for a platform that is fed by hand: files and their manifest, made of nothing but what is handed in."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from township_sync.domain.package_manifest import Manifest, PackedFile
from township_sync.errors import UsageError
from township_sync.outbound import package_signatures as signatures
from township_sync.outbound.package_files import MANIFEST, digests
from township_sync.outbound.package_seal import ENDING, SCHEME, Seal
from township_sync.settings import Settings


@dataclass(frozen=True, slots=True)
class Content:
    """One file that is to travel; `is_personal` ones are sealed when packages are."""

    path: str
    data: bytes
    row_count: int | None = None
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A whole package but for its signatures."""

    manifest: Manifest
    files: MutableMapping[str, bytes]

    def signed(self, signed: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """All files, those put in last: the manifest, and the signatures (by algorithm)."""
        self.files[MANIFEST] = self.manifest.told
        for algorithm, signature in signed.items():
            self.files[signatures.SIGNATURES[algorithm]] = signature
        return self.files


def fed_by_hand(settings: Settings) -> bool:
    """Whether the platform takes packages (`PLATFORM_CHANNEL=package`) and no requests; UsageError for another word."""
    said = settings.get("PLATFORM_CHANNEL", "province")
    if said not in ("province", "package"):
        raise UsageError(f"TOWNSHIP_SYNC_PLATFORM_CHANNEL is '{said}'; it may be province or package.")
    return said == "package"


def passphrase(settings: Settings) -> bytes | None:
    """The passphrase of packages, None when they are not sealed (`PACKAGE_CIPHER`); UsageError when it is missing."""
    said = settings.get("PACKAGE_CIPHER", "none")
    if said not in ("none", "sm4-gcm"):
        raise UsageError(f"TOWNSHIP_SYNC_PACKAGE_CIPHER is '{said}'; it may be none or sm4-gcm.")
    return None if said == "none" else passphrase_in(Path(settings.get("PACKAGE_PASSPHRASE_FILE")))


def passphrase_in(path: Path) -> bytes:
    """The passphrase that a file holds, without the line end; UsageError when there is no such file."""
    if not path.is_file():
        raise UsageError("Sealed packages need a passphrase; name its file (TOWNSHIP_SYNC_PACKAGE_PASSPHRASE_FILE, "
                         "--passphrase-file).")
    return path.read_bytes().strip()


def cipher(sealed_by: bytes | None) -> dict[str, object]:
    """What the manifest says of sealing."""
    return dict(SCHEME) if sealed_by else {}


def path_in_package(path: str, sealed_by: bytes | None) -> str:
    """Where a personal file lies in the package."""
    return path + ENDING if sealed_by else path


def make(heading: Manifest, contents: Iterable[Content], keys: Mapping[str, bytes],
         sealed_by: bytes | None, place: MutableMapping[str, bytes] | None = None) -> Unsigned:
    """The package of a heading (a manifest without its files), with the public keys by algorithm. Same in, same out.

    Each file is put into `place` as soon as it is made (by default into memory), so that large ones may lie elsewhere.
    """
    seal = Seal.of(sealed_by, heading.heading_digest) if sealed_by else None
    files: MutableMapping[str, bytes] = {} if place is None else place
    told: list[PackedFile] = []
    public = (Content(signatures.key_file(algorithm), key) for algorithm, key in keys.items())
    for content in chain(contents, public):
        path, data = content.path, content.data
        if seal and content.is_personal:
            path = path_in_package(path, sealed_by)
            data = seal.close(path, data)
        files[path] = data
        told.append(PackedFile(path, content.row_count, len(data), *digests(data)))
    return Unsigned(replace(heading, files=tuple(sorted(told, key=lambda one: one.path))), files)
