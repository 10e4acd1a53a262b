"""A claimed message as an envelope for one contact and channel: with the files that may go that way."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from township_sync.domain.channel import Channel, channel
from township_sync.domain.contact import Contact
from township_sync.domain.envelope import Enclosed, Envelope
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import units
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.digest_letter import digest_words
from township_sync.steps.digest_page import page_of
from township_sync.warehouse.digests import Claimed
from township_sync.warehouse.reports import Attachment


def envelope_of(settings: Settings, claimed: Claimed, contact: Contact, now: datetime) -> Envelope:
    """The envelope, the same at every try but for `sent_at`.

    TerminalError when a file is not what it was when its report was made.
    """
    limits, unit = channel(contact.channel), units().get(claimed.unit_code)
    files = _files(settings, claimed, contact, limits)
    kept = _that_fit(files, limits)
    body, brief = _with_left_out(claimed, [one.name for one in files if one not in kept])
    return Envelope(
        number=claimed.number, message_id=_message_id(settings, claimed), unit_code=claimed.unit_code,
        role=contact.role, unit_name=unit.name if unit else contact.code, sender_name=digest_words()["sender_name"],
        address=contact.address, period=max(claimed.periods, default=_month(claimed.made_at)),
        subject=claimed.subject, text=body, html=page_of(claimed.subject, body), brief=brief, files=kept,
        made_at=claimed.made_at, sent_at=now)


def _files(settings: Settings, claimed: Claimed, contact: Contact, limits: Channel) -> list[Enclosed]:
    """Workbooks go to clerks only, and into a chat only when they are encrypted."""
    if contact.role != "clerk" or limits.files == "none":
        return []
    return [Enclosed(_name(period, attachment, claimed), _bytes(settings, attachment), period, attachment.is_encrypted)
            for period, attachment in claimed.enclosed if limits.files == "inside" or attachment.is_encrypted]


def _name(period: str, attachment: Attachment, claimed: Claimed) -> str:
    """With the month in front when the message tells of several."""
    return attachment.name if len(claimed.periods) == 1 else f"{period} {attachment.name}"


def _that_fit(files: Sequence[Enclosed], limits: Channel) -> list[Enclosed]:
    """All of them together where they go inside, else each by itself."""
    kept: list[Enclosed] = []
    for one in files:
        size = len(one.data) + (sum(len(each.data) for each in kept) if limits.files == "inside" else 0)
        kept += [one] if size <= limits.most_file_bytes else []
    return kept


def _with_left_out(claimed: Claimed, names: Sequence[str]) -> tuple[str, str]:
    """The texts, saying which files are too large for this channel; a chat is not told their names."""
    if not names:
        return claimed.body, claimed.brief
    words = digest_words()
    said = f"{claimed.body}\n{words['too_large'].format(names='、'.join(names))}\n"
    return said, f"{claimed.brief}\n{words['brief']['too_large']}"


def _message_id(settings: Settings, claimed: Claimed) -> str:
    """The same for the same message however often it is sent; never that of one made anew after a backup was
    restored, nor of another installation, which has another secret."""
    installation = hashlib.sha256(settings.secret).hexdigest()[:8]
    contact = claimed.contact.removeprefix(f"{claimed.unit_code}-")
    return f"<{claimed.number}.{claimed.made_at.astimezone(UTC):%H%M%S}.{contact}@{installation}.township-sync>"


def _month(made_at: datetime) -> str:
    return f"{made_at.astimezone(COUNTY_TIME):%Y-%m}"


def _bytes(settings: Settings, attachment: Attachment) -> bytes:
    path = settings.folder("returned") / attachment.path
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise TerminalError(f"The file {attachment.path} below the returned folder is not the one that was prepared; "
                            "restore it from the backup.")
    return data
