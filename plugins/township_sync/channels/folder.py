"""A folder as mailbox: the text and the attachments of a message, put where the unit fetches them.

They lie in `<TOWNSHIP_SYNC_RETURN_FOLDER, else returned/ of the workspace>/<period>/<unit_code>/`: each file in the
folder of its month, the text in that of the newest.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from township_sync.domain.envelope import Envelope
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import Unreachable

_PERIOD = r"\d{4}(-\d{2}|Q\d)"


def send(settings: Settings, envelopes: Sequence[Envelope]) -> None:
    """Put the files and the text into the unit's folder; doing it again changes nothing.

    The text is `<subject>.txt`, to the county's own contacts with the number.
    UsageError when the envelope does not say unit and period, Unreachable when the folder cannot be written.
    """
    [envelope] = envelopes
    root = Path(settings.get("RETURN_FOLDER") or settings.folder("returned"))
    try:
        for (period, name), data in _files(envelope).items():
            if not re.fullmatch(r"\d{6}(\d{3})?", envelope.unit_code) or not re.fullmatch(_PERIOD, period):
                raise UsageError("A message for a folder needs the code of a unit and a month.")
            folder = root / period / envelope.unit_code
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / name, data)
    except OSError as error:
        raise Unreachable(f"The folder of {envelope.unit_code} cannot be written ({type(error).__name__}); "
                          "it is tried again later.") from None


def _files(envelope: Envelope) -> dict[tuple[str, str], bytes]:
    """By month and name."""
    # A unit's text replaces the one before it, an earlier state of the same; the county's stand by themselves.
    name = envelope.subject if envelope.role in ("clerk", "leader") else f"{envelope.subject} {envelope.number}"
    text = {(envelope.period, _plain_name(f"{name}.txt")): envelope.text.encode()}
    return text | {(file.period, _plain_name(file.name)): file.data for file in envelope.files}


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
