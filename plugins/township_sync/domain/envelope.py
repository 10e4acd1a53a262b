"""One message on its way to one contact: the same facts for every channel, which takes of them what it can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a message; `period` is the month it is about."""

    name: str
    data: bytes
    period: str
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything that a channel may need.

    `number` is what a clerk quotes, `message_id` that of the e-mail, `address` that of the contact; `text` and `html`
    tell the facts in full, `brief` as a few lines of markdown with counts, number and deadline only. `files` are what
    fits into this channel. `made_at` dates the message, however often it is sent, `sent_at` this try.
    """

    number: str
    message_id: str
    unit_code: str
    unit_name: str
    role: str
    sender_name: str
    address: str
    period: str
    subject: str
    text: str
    html: str
    brief: str
    files: Sequence[Enclosed]
    made_at: datetime
    sent_at: datetime
