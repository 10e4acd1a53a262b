"""What happens to the bytes of one file inside the limited process: kind, container, parser."""

from collections.abc import Sequence

from township_sync import project
from township_sync.readers.bundle import members_of
from township_sync.readers.compound import decrypt
from township_sync.readers.content import BUNDLES, fits_name, kind_of
from township_sync.readers.delimited import read_delimited
from township_sync.readers.raw import RawFile, RawFinding, Refused
from township_sync.readers.spreadsheet import read_workbook
from township_sync.readers.workbook_parts import refuse_many_sheets


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
        return _opened(kind, name, data, passwords)._replace(findings=findings)
    except Refused as refused:
        return _refused(kind, refused)
    except MemoryError:
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a library written in Rust reports a mistake of its own
            raise
        return _refused(kind, Refused("unreadable_file", reason="damaged workbook"))


def _refused(kind: str, refused: Refused) -> RawFile:
    """The refusal, with what a clerk can do about just this reason where that is known."""
    said = project.mapping("contracts/refusals.zh.yaml")
    remedy = next((said[str(word)] for word in refused.details.values() if word in said), "").format(**refused.details)
    details = dict(refused.details) | ({"remedy": remedy} if remedy else {})
    return RawFile(kind, findings=[RawFinding(refused.slug, details)])


def _opened(kind: str, name: str, data: bytes, passwords: Sequence[str]) -> RawFile:
    if kind in BUNDLES:
        return RawFile("zip", members=members_of(data, kind))
    sheets = [read_delimited(name, data)] if kind == "csv" else read_workbook(kind, data, passwords)
    refuse_many_sheets(len(sheets))
    if len({sheet.name for sheet in sheets}) < len(sheets):  # no place in such a book could be told from another
        raise Refused("unreadable_file", reason="two sheets of one name")
    return RawFile(kind, sheets=sheets)
