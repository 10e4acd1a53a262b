"""An envelope as an e-mail: the same envelope gives the same bytes, however often it is sent."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from township_sync.domain.envelope import Envelope
from township_sync.errors import TerminalError
from township_sync.settings import Settings

_SUBTYPE = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def message_of(settings: Settings, envelope: Envelope) -> EmailMessage:
    """Text and page as alternatives, then the files. TerminalError for an address that is none."""
    message = EmailMessage()
    message["From"] = _address(envelope.sender_name, settings.get("MAIL_FROM", "township-sync@localhost"))
    message["To"] = _address(envelope.unit_name, envelope.address)
    message["Subject"] = envelope.subject
    message["Date"] = format_datetime(envelope.made_at)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unit-Code"] = envelope.unit_code
    message["X-Role"] = envelope.role
    message["X-Number"] = envelope.number
    message.set_content(envelope.text)
    message.add_alternative(envelope.html, subtype="html")
    for file in envelope.files:
        message.add_attachment(file.data, maintype="application", subtype=_SUBTYPE, filename=file.name)
    for place, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(hashlib.sha256(f"{place} {envelope.message_id}".encode()).hexdigest()[:32])
    return message


def _address(name: str, address: str) -> Address:
    try:
        found = Address(name, addr_spec=address)
    except (ValueError, IndexError):
        found = Address(name)
    if not (found.username and found.domain and address.isascii()):
        raise TerminalError("The contact's e-mail address is missing or is none; correct it in contracts/contacts.csv.")
    return found
