"""A folder as mailbox: the text and the attachments of a message, put where the unit fetches them.

They lie in `<TOWNSHIP_SYNC_RETURN_FOLDER, else returned/ of the workspace>/<period>/<unit_code>/`. The message says
which by its headers `X-Unit-Code` and `X-Period`.
"""

import os
import re
from email.message import EmailMessage
from pathlib import Path
from tempfile import NamedTemporaryFile

from township_sync.errors import TransientError, UsageError
from township_sync.settings import Settings


def send(settings: Settings, message: EmailMessage) -> None:
    """Put the attachments and the text (as `<subject>.txt`) into the unit's folder; doing it again changes nothing.

    UsageError when the message does not say unit and period, TransientError when the folder cannot be written.
    """
    unit_code, period = str(message["X-Unit-Code"] or ""), str(message["X-Period"] or "")
    if not re.fullmatch(r"\d{9}", unit_code) or not re.fullmatch(r"\d{4}(-\d{2}|Q\d)", period):
        raise UsageError("A message for a folder needs the headers X-Unit-Code and X-Period.")
    root = Path(settings.get("RETURN_FOLDER") or settings.folder("returned"))
    folder = root / period / unit_code
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in _files(message).items():
            _write(folder / name, data)
    except OSError as error:
        raise TransientError(f"The folder of {unit_code} cannot be written ({type(error).__name__}); "
                             "it is tried again later.") from None


def _files(message: EmailMessage) -> dict[str, bytes]:
    text = message.get_body(("plain",))
    files = {} if text is None else {_plain_name(f"{message['Subject']}.txt"): str(text.get_content()).encode()}
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        files[_plain_name(part.get_filename() or "attachment")] = content if isinstance(content, bytes) else b""
    return files


def _plain_name(name: str) -> str:
    """A name that stays in its folder and fits a file system."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).lstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    while len(plain.encode()) > 200:
        stem = stem[:-1]
        plain = stem + dot + suffix
    return plain or "attachment"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; a file that is the same already stays as it is."""
    if path.is_file() and path.read_bytes() == data:
        return
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as temporary:
        temporary.write(data)
        temporary.flush()
        os.fsync(temporary.fileno())
    # A temporary file is for its owner only; the unit has to be able to read this one.
    Path(temporary.name).chmod(0o644)
    Path(temporary.name).replace(path)
