"""What happens to the bytes of one file inside the limited process: kind, container, parser."""

from collections.abc import Sequence

from township_sync.readers.bundle import members_of
from township_sync.readers.compound import decrypt
from township_sync.readers.content import fits_name, kind_of
from township_sync.readers.delimited import read_delimited
from township_sync.readers.raw import RawFile, RawFinding, Refused
from township_sync.readers.spreadsheet import read_workbook


def parse(name: str, data: bytes, passwords: Sequence[str] = ()) -> RawFile:
    """Everything that can be told of one file; never raises for bad input."""
    kind = "unknown"
    findings: list[RawFinding] = []
    try:
        kind = kind_of(data)
        if kind == "encrypted":
            data = decrypt(data, passwords)
            kind = kind_of(data)
        if not fits_name(kind, name):
            findings.append(RawFinding("file_type_mismatch", {"kind": kind}))
        return _opened(kind, name, data)._replace(findings=findings)
    except Refused as refused:
        return RawFile(kind, findings=[RawFinding(refused.slug, refused.details)])


def _opened(kind: str, name: str, data: bytes) -> RawFile:
    if kind == "zip":
        return RawFile(kind, members=members_of(data))
    sheets = [read_delimited(name, data)] if kind == "csv" else read_workbook(kind, data)
    return RawFile(kind, sheets=sheets)
