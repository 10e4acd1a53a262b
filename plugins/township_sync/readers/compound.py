"""OLE containers: an old workbook, an encrypted new one, or a document that is no table (domain.md 4#61, 65)."""

from collections.abc import Sequence
from io import BytesIO

from township_sync.readers.raw import Refused

_MACROS = {"_vba_project_cur", "vba", "_vba_project"}
_DOCUMENTS = {"worddocument", "powerpoint document", "visiodocument"}


def kind_of(data: bytes) -> str:
    """`xls` or `encrypted`; raises Refused for macros, documents and damage."""
    names = _stream_names(data)
    if "encryptedpackage" in names:
        return "encrypted"
    if names & _MACROS:
        raise Refused("macro_workbook")
    if names & _DOCUMENTS:
        raise Refused("not_a_table_file", format="Office")
    if names & {"workbook", "book"}:
        return "xls"
    raise Refused("unreadable_file", reason="no workbook stream")


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted package; raises Refused when no password opens it.

    `VelvetSweatshop` is the password with which Excel itself opens a file without asking.
    """
    import msoffcrypto

    for password in ("VelvetSweatshop", *passwords):
        opened = BytesIO()
        try:
            package = msoffcrypto.OfficeFile(BytesIO(data))
            package.load_key(password=password)
            package.decrypt(opened)
        except Exception:  # the library raises a dozen kinds of errors for a wrong password
            continue
        if opened.getvalue()[:2] == b"PK":
            return opened.getvalue()
    raise Refused("password_protected")


def _stream_names(data: bytes) -> set[str]:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return {part.lower() for path in container.listdir(streams=True, storages=True) for part in path}
    except Exception as error:  # any damage, in whatever structure, is damage
        raise Refused("unreadable_file", reason="damaged container") from error
