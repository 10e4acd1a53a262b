"""OLE containers: an old workbook, an encrypted new one, or a document that is no table (domain.md 4#61, 65)."""

from collections.abc import Sequence
from io import BytesIO

from township_sync.readers.raw import Refused

_MACROS = {"_vba_project_cur", "vba", "_vba_project"}
_DOCUMENTS = {"worddocument", "powerpoint document", "visiodocument", "wpsdocument"}
_MESSAGE = "__properties_version1.0"


def kind_of(data: bytes) -> str:
    """`xls` or `encrypted`; raises Refused for macros, documents and damage.

    What is embedded in a workbook lies deeper than its root and makes it neither a document nor one with macros.
    """
    names = _root_names(data)
    if "encryptedpackage" in names:
        return "encrypted"
    if names & _MACROS:
        raise Refused("macro_workbook")
    if names & {"workbook", "book"}:
        return "xls"
    if names & _DOCUMENTS:
        raise Refused("not_a_table_file", format="Office")
    if _MESSAGE in names:
        raise Refused("unreadable_file", reason="msg")
    raise Refused("unreadable_file", reason="no workbook stream")


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted package; raises Refused `password_protected` when no password opens it."""
    return _opened(data, passwords, b"PK")


def decrypted_xls(data: bytes, passwords: Sequence[str]) -> bytes:
    """An old workbook without its encryption; raises Refused `password_protected` when no password opens it."""
    return _opened(data, passwords, b"\xd0\xcf\x11\xe0")


def _opened(data: bytes, passwords: Sequence[str], start: bytes) -> bytes:
    """`VelvetSweatshop` is the password with which Excel itself opens a file without asking."""
    import msoffcrypto

    for password in ("VelvetSweatshop", *passwords):
        opened = BytesIO()
        try:
            package = msoffcrypto.OfficeFile(BytesIO(data))
            package.load_key(password=password)
            package.decrypt(opened)
        except Exception:  # the library raises a dozen kinds of errors for a wrong password
            continue
        if opened.getvalue().startswith(start):
            return opened.getvalue()
    raise Refused("password_protected")


def _root_names(data: bytes) -> set[str]:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return {path[0].lower() for path in container.listdir(streams=True, storages=True)}
    except Exception as error:  # any damage, in whatever structure, is damage
        raise Refused("unreadable_file", reason="damaged container") from error
