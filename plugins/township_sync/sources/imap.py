"""A mailbox as a source: every file attached to a message of a unit is one file of that unit, in order of arrival.

Messages are never deleted and, unless `settle` is asked to, never marked. A message is downloaded when its sender is
proved (`mail_senders`) and it is not too large; what its files are is noted under its UIDVALIDITY and UID, so that it
is downloaded once. What is recorded, the warehouse decides: the same bytes of the same unit and month are one
submission. The month is named by the file, by the subject, or else follows from the day of arrival (`months`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.sources.attachments import Attachment, Unreadable, attachments
from township_sync.sources.conversation import Kept
from township_sync.sources.listing import (
    LARGEST_FILE_BYTES,
    Listing,
    OfferedFile,
    Passed,
    PassedOver,
    is_unfinished,
)
from township_sync.sources.mail_senders import Senders
from township_sync.sources.mail_server import Head, MailServer
from township_sync.sources.mail_words import decoded, header_texts
from township_sync.sources.months import month_of
from township_sync.sources.taken_before import Notes, key_of

_SERVER = Kept(MailServer.open, MailServer.close)
_VARIABLES = ("IMAP_URL", "CA_BUNDLE", "ALLOW_PLAINTEXT", "PEER_READ_TIMEOUT")


@dataclass(frozen=True, slots=True)
class _Held:
    """One file as noted: its place in the message, and why it is left out."""

    number: int
    name: str
    size: int
    sha256: str
    reason: str


def list_files(settings: Settings, unit_code: str, since: str, now: datetime) -> Listing:
    """The files in all messages of one unit; for an empty code the messages that are of none of our senders.

    UsageError when the mailbox is not set up, TransientError when the server does not answer, TerminalError when it
    refuses us.
    """
    senders = Senders.of(settings)
    return _SERVER.ask(settings, _VARIABLES, lambda server: _listing(settings, server, senders, unit_code, since))


def fetch(settings: Settings, file: OfferedFile) -> bytes:
    """The bytes of one attached file; raises Passed when its message is gone or the folder was numbered anew."""
    validity, uid, number = map(int, file.reference.split(":"))
    raw = _SERVER.ask(settings, _VARIABLES, lambda server: server.message(validity, uid))
    if raw is None:
        raise Passed(file, "vanished")
    data = next((one.data for at, one in enumerate(_opened(raw)) if at == number), b"")
    if sha256(data).hexdigest() != file.sha256:
        raise Passed(file, "checksum_differs")
    return data


def settle(settings: Settings, files: Sequence[OfferedFile]) -> None:
    """Flag (IMAP_FLAG) or move (IMAP_MOVE_TO) the messages all of whose files are recorded; nothing unless set.

    To be called after the warehouse has committed; calling it again, or never, changes no submission.
    """
    if not (settings.get("IMAP_FLAG") or settings.get("IMAP_MOVE_TO")):
        return
    notes = Notes(settings, "imap")
    came = Counter(tuple(map(int, file.reference.split(":")[:2])) for file in files)
    for validity in sorted({validity for validity, _ in came}):
        whole = [uid for (of, uid), count in sorted(came.items())
                 if of == validity and count == _offered_files(notes.get(_key(settings, validity, uid)))]
        _mark(settings, validity, whole)


def _mark(settings: Settings, validity: int, uids: Sequence[int]) -> None:
    flag, folder = settings.get("IMAP_FLAG"), settings.get("IMAP_MOVE_TO")
    if uids:
        _SERVER.ask(settings, _VARIABLES, lambda server: server.mark(validity, uids, flag, folder))


def _listing(settings: Settings, server: MailServer, senders: Senders, unit_code: str, since: str) -> Listing:
    notes = Notes(settings, "imap")
    files: list[OfferedFile] = []
    passed: list[PassedOver] = []
    uids = server.look(Month.parse(since).first_day if since else None)
    for uid in sorted(uids, key=lambda uid: (server.heads[uid].arrived, uid)):
        head = server.heads[uid]
        sender = senders.sender(head.headers)
        if sender.unit_code != unit_code:
            continue
        held, reason = ([], sender.reason) if sender.reason else _held(settings, server, notes, uid, head)
        subject = " ".join(decoded(text) for text in header_texts(head.headers, "Subject"))
        if reason:
            passed.append(PassedOver(month_of(settings, head.arrived, subject), f"message {uid}", reason))
        for one in held:
            period = month_of(settings, head.arrived, one.name, subject)
            if one.reason:
                passed.append(PassedOver(period, one.name, one.reason))
            elif period >= since:
                files.append(_offered(unit_code, period, f"{server.validity}:{uid}", head, one))
    return Listing(files, passed)


def _offered(unit_code: str, period: str, message: str, head: Head, one: _Held) -> OfferedFile:
    order = f"{int(head.arrived.timestamp()):012d} {message} {one.number:06d}".encode()
    return OfferedFile(unit_code, period, one.name, one.size, one.sha256, f"{message}:{one.number}", order)


def _held(settings: Settings, server: MailServer, notes: Notes, uid: int, head: Head) -> tuple[list[_Held], str]:
    """The files of a message, or why it has none."""
    key = _key(settings, server.validity, uid)
    noted = notes.get(key)
    if noted is None:
        if head.size > LARGEST_FILE_BYTES:
            return [], "too_large"
        raw = server.message(server.validity, uid)
        if raw is None:
            return [], "vanished"
        if len(raw) > LARGEST_FILE_BYTES:
            return [], "too_large"
        try:
            noted = [[one.name, len(one.data), sha256(one.data).hexdigest(), _objection(one)]
                     for one in attachments(raw)]
        except Unreadable:
            return [], "not_readable"
        notes.add(key, noted)
    held = [_Held(number, *facts) for number, facts in enumerate(noted)]
    return held, "" if any(not one.reason for one in held) else "no_attachment"


def _objection(one: Attachment) -> str:
    return one.reason or ("still_written" if is_unfinished(one.name) else "")


def _opened(raw: bytes) -> Iterable[Attachment]:
    try:
        return attachments(raw)
    except Unreadable:
        return ()


def _offered_files(noted: list[list[object]] | None) -> int:
    return sum(not facts[3] for facts in noted or ())


def _key(settings: Settings, validity: int, uid: int) -> str:
    return key_of(settings.get("IMAP_URL").rpartition("@")[2], validity, uid)
