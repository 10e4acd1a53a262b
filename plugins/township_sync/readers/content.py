"""What a file is, told by its first bytes and never by its name (domain.md 4#61-66, 70, 75; reliability.md 2.8)."""

import re
import zipfile
from pathlib import PurePosixPath

from township_sync.readers import compound, container, mail_messages, seven_zip
from township_sync.readers.raw import Refused
from township_sync.readers.text_encoding import opening_text

BUNDLES = ("zip", "7z", "eml")
_PACKED = {
    b"Rar!": "rar", b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zst", b"MSCF": "cab",
}
_NOT_TABLES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"{\\rtf", b"RIFF", b"%!PS", b"AT&TFORM",
    b"\x00\x00\x01\x00",
)
_TNEF = b"\x78\x9f\x3e\x22"
_OLD_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_HTML = ("<!doctype html", "<html", "<table", "<head", "<body", "<meta ", "<script", "<div", "<style", "<tr", "<td")
_EXTENSIONS = {
    "xlsx": {".xlsx", ".xltx", ".xlsm", ".xltm", ".et", ".ett"}, "xls": {".xls", ".xlt", ".et", ".ett"},
    "xlsb": {".xlsb"}, "ods": {".ods", ".fods", ".ots"}, "csv": {".csv", ".txt", ".tsv"},
    "zip": {".zip"}, "7z": {".7z"}, "eml": {".eml"},
}


def kind_of(data: bytes) -> str:
    """One of xlsx, xlsb, ods, xls, encrypted, csv or of `BUNDLES`; raises Refused with the slug of everything else."""
    if len(data.strip(b" \t\r\n\x00")) < 4:
        raise Refused("unreadable_file", reason="empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return compound.kind_of(data)
    if data.startswith(_OLD_SHEETS):
        return "xls"
    if data.startswith(seven_zip.MAGIC):
        return "7z"
    return _kind_of_text(data)


def fits_name(kind: str, name: str) -> bool:
    """Whether the file's extension says what its content is."""
    return PurePosixPath(name).suffix.lower() in _EXTENSIONS[kind]


def _kind_of_zip(data: bytes) -> str:
    with container.opened(data) as archive:
        names = set(archive.namelist())
        mimetype = archive.read("mimetype") if "mimetype" in names else _mimetype_by_manifest(archive)
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return _kind_of_open_document(mimetype)
    return _kind_of_parts({name.replace("\\", "/").lower().lstrip("/") for name in names})


def _mimetype_by_manifest(archive: zipfile.ZipFile) -> bytes:
    """For a package whose writer left out the entry that says what it is."""
    if not {"META-INF/manifest.xml", "content.xml"} <= set(archive.namelist()):
        return b""
    found = re.search(rb"application/vnd\.oasis\.opendocument\.\w+", archive.read("META-INF/manifest.xml"))
    return found[0] if found else b""


def _kind_of_open_document(mimetype: bytes) -> str:
    if b"spreadsheet" in mimetype:
        return "ods"
    raise Refused("not_a_table_file", format="OpenDocument")


def _kind_of_parts(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    folders = {name.partition("/")[0] for name in names}
    if "[content_types].xml" in names:
        if folders & {"word", "ppt", "visio"}:
            raise Refused("not_a_table_file", format="Office")
        return "xlsx"
    if names & {"index/document.iwa", "index.zip", "index.apxl"} and "buildversionhistory.plist" in str(names):
        raise Refused("unreadable_file", reason="numbers")
    return "zip"


def _kind_of_text(data: bytes) -> str:
    """The kind of what is neither container nor old workbook; raises Refused for what is known to be no table."""
    packing = next((name for magic, name in _PACKED.items() if data.startswith(magic)), None)
    if packing:
        raise Refused("unreadable_file", reason=packing)
    if data.startswith(_TNEF):
        raise Refused("unreadable_file", reason="winmail.dat")
    if data.startswith(_NOT_TABLES) or _is_bitmap(data):
        raise Refused("not_a_table_file", format="picture or document")
    opening = opening_text(data)
    if opening.startswith("<"):
        return _kind_of_markup(opening)
    return "eml" if mail_messages.is_message(data) else "csv"


def _kind_of_markup(opening: str) -> str:
    if "<office:document" in opening and "application/vnd.oasis.opendocument.spreadsheet" in opening:
        return "ods"
    if any(mark in opening for mark in _HTML):
        raise Refused("not_a_table_file", format="HTML")
    if opening.startswith(("<?xml", "<!doctype", "<workbook")):
        raise Refused("unreadable_file", reason="XML that is no workbook")
    return "csv"


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data)
