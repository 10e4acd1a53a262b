"""A package proved to be what its sender signed, with no database and no network: each damage in one sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from township_sync.domain.package_manifest import Damaged, Manifest, PackedBatch, PackedFile, parse, words
from township_sync.errors import TerminalError, UsageError
from township_sync.outbound import package_signatures as signatures
from township_sync.outbound.batches import bodies
from township_sync.outbound.package_files import MANIFEST, Files, digests, read_package, rows_of_workbook
from township_sync.outbound.package_seal import ENDING, SCHEME, Seal


@dataclass(frozen=True, slots=True)
class Verified:
    """What a package is: nothing in `damage` means that it holds. `notes` are what could not be looked at here.

    `opened` are its data files in clear, by path, opened again whenever they are asked for (Damaged when one was
    changed meanwhile).
    """

    manifest: Manifest | None
    damage: tuple[str, ...]
    notes: tuple[str, ...]
    opened: Mapping[str, bytes]


def verify(package: Path, key: bytes | None = None, passphrase: bytes | None = None,
           previous: Path | None = None) -> Verified:
    """Look at everything in a package; `key` is the sender's public key (PEM) as it was handed over on another way.

    Without `key` the one in the package is taken, which shows damage and not forgery (a note says so). With `previous`,
    the package before, the chain between the two is looked at. UsageError when there is nothing at the path.
    """
    looked = _Looked([], [], {})
    manifest = looked.at(lambda: _look(looked, package, key, passphrase))
    if manifest and previous:
        looked.at(lambda: _chained(manifest, previous, key))
    return Verified(manifest, tuple(looked.damage), tuple(looked.notes), Files(looked.opened))


@dataclass(frozen=True, slots=True)
class _Looked:
    damage: list[str]
    notes: list[str]
    opened: dict[str, Callable[[], bytes]]

    def at(self, look: Callable[[], Manifest | None]) -> Manifest | None:
        """Look; damage that ends it is kept as its sentence."""
        try:
            return look()
        except Damaged as found:
            self.damage.append(str(found))
        return None

    def all(self, found: Iterator[Damaged]) -> None:
        """Keep every damage that is found."""
        self.damage.extend(map(str, found))


def _look(looked: _Looked, package: Path, key: bytes | None, passphrase: bytes | None) -> Manifest:
    name, files = read_package(package)
    if MANIFEST not in files:
        raise Damaged("unsigned", file=MANIFEST)
    manifest = parse(files[MANIFEST])
    looked.all(_signed(looked, manifest, files, key))
    if name != manifest.name:
        looked.all(iter([Damaged("other_name", file=name, name=manifest.name)]))
    looked.all(_listed(manifest, files))
    looked.all(_rows(looked, manifest, files, passphrase))
    return manifest


def _signed(looked: _Looked, manifest: Manifest, files: Mapping[str, bytes], key: bytes | None) -> Iterator[Damaged]:
    given = signatures.key_digest(key) if key else None
    if not manifest.signers:
        yield Damaged("unsigned", file="manifest.json.sig")
    if given and given not in manifest.signers.values():
        yield Damaged("other_key", key=given)
    if not given:
        looked.notes.append(words()["notes"]["own_key"].format(key="、".join(manifest.signers.values())))
    for algorithm, digest in manifest.signers.items():
        try:
            yield from _signed_by(manifest, files, algorithm, digest)
        except Damaged as found:
            yield found
        except UsageError:
            known = len(manifest.signers) > 1 and given != digest
            looked.notes.append(words()["notes"]["unchecked"].format(algorithm=algorithm))
            yield from () if known else (Damaged("unchecked", algorithm=algorithm),)


def _signed_by(manifest: Manifest, files: Mapping[str, bytes], algorithm: str, digest: str) -> Iterator[Damaged]:
    signature = signatures.SIGNATURES.get(algorithm, "")
    public = files.get(signatures.key_file(algorithm), b"")
    if signature and signature not in files:
        yield Damaged("unsigned", file=signature)
    elif not public or signatures.key_digest(public) != digest:
        yield Damaged("no_key", algorithm=algorithm)
    elif not signatures.verify(algorithm, public, manifest.told, files.get(signature, b"")):
        yield Damaged("wrong_signature", file=signature)


def _listed(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Damaged]:
    """Every file that is listed is there as it was, and no other."""
    unlisted = {MANIFEST, *(file for algorithm, file in signatures.SIGNATURES.items() if algorithm in manifest.signers)}
    listed = {each.path for each in manifest.files}
    if len(listed) != len(manifest.files):
        yield Damaged("no_manifest", format=manifest.format)
    for path in sorted(files.keys() - listed - unlisted):
        yield Damaged("not_listed", file=path)
    for each in manifest.files:
        if each.path not in files:
            yield Damaged("missing", file=each.path)
        else:
            yield from _unchanged(each, files[each.path])


def _unchanged(told: PackedFile, data: bytes) -> Iterator[Damaged]:
    if len(data) != told.byte_count:
        yield Damaged("other_size", file=told.path, found=len(data), told=told.byte_count)
    for name, found, wanted in zip(("SHA-256", "SM3"), digests(data), (told.sha256, told.sm3), strict=True):
        if found != wanted:
            yield Damaged("other_digest", file=told.path, digest=name)


def _rows(looked: _Looked, manifest: Manifest, files: Mapping[str, bytes],
          passphrase: bytes | None) -> Iterator[Damaged]:
    """Rows of every file, and every batch cut out of its file again; sealed files are opened first."""
    seal = None
    if manifest.cipher:
        if dict(manifest.cipher) != dict(SCHEME):
            yield Damaged("other_cipher")
            return
        if not passphrase:
            looked.notes.append(words()["notes"]["sealed"])
            return
        seal = Seal.of(passphrase, manifest.heading_digest)
    for each in manifest.files:
        if each.path in files:
            yield from _opened(looked, manifest, each, files, seal)


def _opened(looked: _Looked, manifest: Manifest, told: PackedFile, files: Mapping[str, bytes],
            seal: Seal | None) -> Iterator[Damaged]:
    path = told.path.removesuffix(ENDING)
    batches = [batch for batch in manifest.batches if batch.file == told.path]
    try:
        data = _in_clear(told, files[told.path], seal)
        looked.opened[path] = lambda: _in_clear(told, _as_told(told, files[told.path]), seal)
        if path.endswith(".csv"):
            yield from _cut(told, data, batches)
        elif path.endswith(".xlsx"):
            yield from _counted(told, rows_of_workbook(told.path, data))
    except Damaged as found:
        yield found


def _in_clear(told: PackedFile, data: bytes, seal: Seal | None) -> bytes:
    return seal.open(told.path, data) if seal and told.path.endswith(ENDING) else data


def _as_told(told: PackedFile, data: bytes) -> bytes:
    for found in _unchanged(told, data):
        raise found
    return data


def _cut(told: PackedFile, data: bytes, batches: Sequence[PackedBatch]) -> Iterator[Damaged]:
    """The file cut into its batches again; together they are all of it."""
    try:
        found = {each.first_row: (each.row_count, each.sha256)
                 for each in bodies(BytesIO(data), [one.row_count for one in batches])}
    except (TerminalError, LookupError, ValueError):
        raise Damaged("no_csv", file=told.path) from None
    yield from _counted(told, sum(rows for rows, _ in found.values()))
    for batch in batches:
        if found.get(batch.first_row) != (batch.row_count, batch.body_sha256):
            yield Damaged("other_batch", batch=batch.client_ref, file=told.path)
    if len(found) != len(batches):
        yield Damaged("no_batch", file=told.path)


def _counted(told: PackedFile, rows: int) -> Iterator[Damaged]:
    if rows != told.row_count:
        yield Damaged("other_rows", file=told.path, found=rows, told=told.row_count)


def _chained(manifest: Manifest, previous: Path, key: bytes | None) -> Manifest:
    before = verify(previous, key)
    if before.manifest is None or before.damage:
        raise Damaged("previous_damaged", file=previous.name)
    if (before.manifest.number + 1, before.manifest.digest) != (manifest.number, manifest.previous):
        raise Damaged("other_previous", name=before.manifest.name, number=before.manifest.number)
    return before.manifest
