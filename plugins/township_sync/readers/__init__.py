"""From bytes to grids: `open_bytes` takes one file as sent and gives what can be read of it, with its findings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from township_sync.domain.finding import Finding
from township_sync.domain.table import Grid
from township_sync.readers import limits
from township_sync.readers.grids import grid_of
from township_sync.readers.guard import parse_guarded
from township_sync.readers.raw import RawFile, RawSheet

__all__ = ["Opened", "open_bytes", "too_large"]


@dataclass(frozen=True, slots=True)
class Opened:
    """One file as sent (in a bundle `bundle.zip/inner.xlsx`); grids of sheets that are too long are not here."""

    name: str
    sha256: str
    kind: str
    grids: Sequence[Grid] = ()
    findings: Sequence[Finding] = ()
    bundle: str | None = None


def open_bytes(name: str, data: bytes, passwords: Sequence[str] = ()) -> list[Opened]:
    """Open one file, or every file of a bundle; a bundle itself is listed only when it has a finding.

    Bad input is never raised: it is a finding. Raises TransientError when the parsing process cannot run.
    """
    if len(data) > limits.UNPACKED_BYTES:
        return [too_large(name, hashlib.sha256(data).hexdigest())]
    raw = parse_guarded(name, data, passwords)
    if raw.kind != "zip":
        return [_opened(name, data, raw)]
    inner = [_member(name, member.name, member.data, passwords) for member in raw.members]
    return [_opened(name, data, raw), *inner] if raw.findings else inner


def too_large(name: str, sha256: str) -> Opened:
    """A file that is above the limit before anything of it is unpacked."""
    details = {"limit": f"{limits.UNPACKED_BYTES // limits.MEGABYTE}MB"}
    return Opened(name, sha256, "unknown", findings=[Finding("unpacked_too_large", name, details=details)])


def _member(bundle: str, inner: str, data: bytes, passwords: Sequence[str]) -> Opened:
    name = f"{bundle}/{inner}"
    return _opened(name, data, parse_guarded(name, data, passwords), bundle)


def _opened(name: str, data: bytes, raw: RawFile, bundle: str | None = None) -> Opened:
    findings = [Finding(found.slug, name, details=found.details) for found in raw.findings]
    findings += [_too_long(name, sheet) for sheet in raw.sheets if sheet.too_many_rows and sheet.visible]
    grids = [grid_of(sheet) for sheet in raw.sheets if not sheet.too_many_rows]
    return Opened(name, hashlib.sha256(data).hexdigest(), raw.kind, grids, findings, bundle)


def _too_long(name: str, sheet: RawSheet) -> Finding:
    details = {"sheet": sheet.name, "rows": sheet.too_many_rows, "limit": limits.SHEET_ROWS}
    return Finding("too_many_rows", name, details=details)
