"""What lies in a file package and who says so: one text that is signed, the same for the same contents.

Canonical JSON as in RFC 8785 (names sorted, no blanks, UTF-8; whole numbers only), so that any language can make it
again. Each manifest bears the SHA-256 of the one before it: packages form a chain (Haber and Stornetta, 1991).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any, TypeVar

from township_sync import project
from township_sync.errors import UsageError

FORMAT = "township-sync-package-1"
BEGINNING = "0" * 64
_PACKED = "package:"
_SHAPES = {
    "name": r"\d{4}(-\d\d|Q[1-4])-[1-9]\d{0,5}", "previous": r"[0-9a-f]{64}", "period": r"\d{4}(-\d\d|Q[1-4])",
    "format": re.escape(FORMAT), "sha256": r"[0-9a-f]{64}", "sm3": r"[0-9a-f]{64}", "body_sha256": r"[0-9a-f]{64}",
    "path": r"(?!\.)[^/\\\x00-\x1f]{1,200}(/(?!\.)[^/\\\x00-\x1f]{1,200})?",
}
_TYPES: Mapping[Any, tuple[type, ...]] = {int: (int,), str: (str,), int | None: (int, type(None))}
_MOST = 2**62
_Part = TypeVar("_Part")


class Damaged(UsageError):
    """A package is not as it was made: one Chinese sentence of contracts/letters/package.zh.yaml, named by its slug."""

    def __init__(self, slug: str, **details: Any) -> None:
        shown = {name: re.sub(r"[^\w./ :+-]", "?", str(value))[:200] for name, value in details.items()}
        super().__init__(words()["damage"][slug].format(**shown))
        self.slug = slug


@cache
def words() -> dict[str, Any]:
    """The Chinese words of packages."""
    return project.mapping("contracts/letters/package.zh.yaml")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file as it lies in the package; `row_count` are the data rows in it (None where there are no rows)."""

    path: str
    row_count: int | None
    byte_count: int
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True)
class PackedBatch:
    """A batch as rows of one CSV file of the package, counted from 1 without the heading."""

    client_ref: str
    idempotency_key: str
    file: str
    first_row: int
    row_count: int
    body_sha256: str
    contract_version: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is signed. `number` counts the packages of one sender from 1, `previous` is the hash of number - 1.

    `cipher` is empty, or says how the data files are sealed; `signers` are SHA-256 of public keys by algorithm.
    """

    number: int
    name: str
    period: str
    previous: str
    county_code: str
    sender: str
    contract_version: str
    made_at: str
    cipher: Mapping[str, Any]
    signers: Mapping[str, str]
    batches: tuple[PackedBatch, ...]
    files: tuple[PackedFile, ...] = ()
    format: str = FORMAT

    @property
    def told(self) -> bytes:
        """The bytes of manifest.json, which are signed."""
        return canonical(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of manifest.json."""
        return hashlib.sha256(self.told).hexdigest()

    @property
    def heading_digest(self) -> str:
        """SHA-256 (hex) over everything but the list of files: sealed files are bound to it."""
        return hashlib.sha256(canonical({**asdict(self), "files": []})).hexdigest()


def canonical(value: Any) -> bytes:
    """A value of texts, whole numbers, lists and mappings as its one JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def parse(data: bytes) -> Manifest:
    """The manifest that these bytes are; Damaged when they are none, or not in their one form."""
    try:
        said = json.loads(data)
        manifest = _part(Manifest, {**said, "batches": tuple(_part(PackedBatch, one) for one in said["batches"]),
                                    "files": tuple(_part(PackedFile, one) for one in said["files"])})
        digests = all(re.fullmatch(_SHAPES["sha256"], digest) for digest in manifest.signers.values())
        if digests and manifest.told == data:
            return manifest
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise Damaged("no_manifest", format=FORMAT)


def _part(kind: type[_Part], said: Mapping[str, Any]) -> _Part:
    if set(said) != {each.name for each in fields(kind)}:  # type: ignore[arg-type]
        raise ValueError("a name is missing or unknown")
    for each in fields(kind):  # type: ignore[arg-type]
        value = said[each.name]
        known = type(value) in _TYPES.get(each.type, (dict, tuple)) and (type(value) is not int or 0 <= value < _MOST)
        if not known or (each.name in _SHAPES and not re.fullmatch(_SHAPES[each.name], value)):
            raise ValueError("a value has another form")
    return kind(**said)


def remote_id(name: str, number: int) -> str:
    """What stands in place of the platform's own name for a batch: it went out as the n-th of a package."""
    return f"{_PACKED}{name}#{number}"


def is_packed(batch_remote_id: str | None) -> bool:
    """Whether a batch went out in a package; nobody can be asked about it over the network."""
    return (batch_remote_id or "").startswith(_PACKED)
