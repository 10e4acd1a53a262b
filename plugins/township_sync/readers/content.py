"""What a file is, told by its first bytes and never by its name (domain.md 4#61-66, 70, 75; reliability.md 2.8)."""

from pathlib import PurePosixPath

from township_sync.readers import compound, container
from township_sync.readers.raw import Refused

_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF")
_NOT_TABLES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"{\\rtf", b"MIME-Version:", b"RIFF",
    b"%!PS", b"AT&TFORM", b"\x00\x00\x01\x00",
)
_OLD_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_HTML = ("<!doctype html", "<html", "<table", "<head", "<body", "<meta ", "<script", "<div")
_EXTENSIONS = {
    "xlsx": {".xlsx", ".xltx", ".xlsm", ".xltm", ".et"}, "xls": {".xls", ".xlt", ".et"}, "xlsb": {".xlsb"},
    "ods": {".ods"}, "csv": {".csv", ".txt", ".tsv"}, "zip": {".zip"},
}


def kind_of(data: bytes) -> str:
    """One of xlsx, xlsb, ods, xls, zip, csv; raises Refused with the slug of everything else."""
    if len(data.strip(b" \t\r\n\x00")) < 4:
        raise Refused("unreadable_file", reason="empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return compound.kind_of(data)
    if data.startswith(_OLD_SHEETS):
        return "xls"
    _refuse_other_formats(data)
    return "csv"


def fits_name(kind: str, name: str) -> bool:
    """Whether the file's extension says what its content is."""
    return PurePosixPath(name).suffix.lower() in _EXTENSIONS[kind]


def _kind_of_zip(data: bytes) -> str:
    with container.opened(data) as archive:
        names = set(archive.namelist())
        mimetype = archive.read("mimetype") if "mimetype" in names else b""
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return _kind_of_open_document(mimetype)
    return _kind_of_parts(names)


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
    if "[Content_Types].xml" in names:
        if folders & {"word", "ppt", "visio"}:
            raise Refused("not_a_table_file", format="Office")
        raise Refused("unreadable_file", reason="no workbook part")
    return "zip"


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_ARCHIVES):
        raise Refused("unreadable_file", reason="archive that is not supported")
    if data.startswith(_NOT_TABLES) or _is_bitmap(data):
        raise Refused("not_a_table_file", format="picture or document")
    opening = _opening_text(data)
    if any(opening.startswith(mark) or f"\n{mark}" in opening for mark in _HTML) or "<html" in opening:
        raise Refused("not_a_table_file", format="HTML")
    if opening.startswith(("<?xml", "<!doctype")):
        raise Refused("unreadable_file", reason="XML that is no workbook")


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data)


def _opening_text(data: bytes) -> str:
    start = data[:2048]
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    return start.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="ignore").lstrip().lower()
