"""A report from the outbox as a message: the same report gives the same bytes, however often it is sent."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from importlib import import_module

from township_sync.domain.unit import units
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.report_letter import letter_words
from township_sync.warehouse.reports import Attachment, Report

_SUBTYPE = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(settings: Settings, report: Report) -> None:
    """Hand the message to the unit's channel (`reply` of units.csv names the module); passes on its errors."""
    channel = import_module(f"township_sync.channels.{units()[report.unit_code].reply}")
    channel.send(settings, message_of(settings, report))


def message_of(settings: Settings, report: Report) -> EmailMessage:
    """The message of a report. TerminalError when an attachment is not what it was when the report was made."""
    message = EmailMessage()
    sender = settings.get("MAIL_FROM", "township-sync@localhost")
    message["From"] = Address(letter_words()["sender_name"], addr_spec=sender)
    message["To"] = Address(units()[report.unit_code].name, addr_spec=units()[report.unit_code].email)
    message["Subject"] = report.subject
    message["Date"] = format_datetime(report.made_at)
    message["Message-ID"] = report.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unit-Code"] = report.unit_code
    message["X-Period"] = report.period
    message.set_content(report.body)
    for attachment in report.attachments:
        data = _bytes(settings, attachment)
        message.add_attachment(data, maintype="application", subtype=_SUBTYPE, filename=attachment.name)
    if report.attachments:
        message.set_boundary(hashlib.sha256(report.message_id.encode()).hexdigest()[:32])
    return message


def _bytes(settings: Settings, attachment: Attachment) -> bytes:
    path = settings.folder("returned") / attachment.path
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise TerminalError(f"The file {attachment.path} below the returned folder is not the one that was prepared; "
                            "restore it from the backup.")
    return data
