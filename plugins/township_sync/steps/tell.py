"""Telling the county's own contacts: the engineers what is stuck, the bureau what it must know."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from township_sync.domain.contact import Contact, Role, contacts_of
from township_sync.domain.envelope import Envelope
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import CITY
from township_sync.errors import TerminalError, TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.digest_letter import digest_words, write_plainly
from township_sync.steps.digest_page import page_of
from township_sync.steps.outbox import channel_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.digests import Digest, add_digest


@dataclass(frozen=True, slots=True)
class Text:
    """What is told: in full (blocks parted by an empty line, `- ` begins a line of a list), and briefly for a chat."""

    subject: str
    body: str
    brief: str


def tell_role(connection: Connection, settings: Settings, role: Role, number: str, text: Text, now: datetime) -> bool:
    """Put one message to all contacts of this role of the county into the outbox; False when the number is there.

    Inside the caller's transaction, if there is one, so that an alert and its message are kept together.
    PersonalDataLeak when the text holds a whole number of a person, TerminalError when nobody has the role.
    """
    letter = write_plainly(number, text.subject, text.body, text.brief)
    day = now.astimezone(COUNTY_TIME).date()
    with connection.transaction():
        digest = Digest(number, CITY, role, day, letter.subject, letter.body, letter.brief, now)
        return add_digest(connection, digest, _recipients(role)) is not None


def alarm(settings: Settings, role: Role, number: str, text: Text, now: datetime) -> int:
    """Tell all contacts of this role at once and without the database, which may be down; how many took it.

    Whoever calls it twice tells twice. Raises the first error when nobody took it.
    """
    letter = write_plainly(number, text.subject, text.body, text.brief)
    problems: list[TownshipSyncError] = []
    recipients = _recipients(role)
    for one in recipients:
        installation = hashlib.sha256(settings.secret).hexdigest()[:8]
        envelope = Envelope(
            number, f"<{number}.{one.code}@{installation}.township-sync>", CITY, one.code,
            role, digest_words()["sender_name"], one.address, f"{now.astimezone(COUNTY_TIME):%Y-%m}", letter.subject,
            letter.body, page_of(letter.subject, letter.body), letter.brief, (), now, now)
        try:
            channel_of(one.channel).send(settings, [envelope])
        except TownshipSyncError as problem:
            problems.append(problem)
    if len(problems) == len(recipients):
        raise problems[0]
    return len(recipients) - len(problems)


def _recipients(role: Role) -> list[Contact]:
    found = contacts_of(CITY, role)
    if not found:
        raise TerminalError(f"Nobody has the role {role} in contracts/contacts.csv; add a contact of {CITY}.")
    return found
