"""E-mail by SMTP, at the address TOWNSHIP_SYNC_SMTP_URL.

    smtp://host:port            plain; only to this machine, or with TOWNSHIP_SYNC_ALLOW_PLAINTEXT=1
    smtp+starttls://user:password@host:587     encrypted after STARTTLS, or not at all
    smtps://user:password@host:465             encrypted from the start
SMTP knows no idempotency: a process that dies between the server's 250 and its own note sends the same message, with
the same Message-ID and the same bytes, once more.
"""

import smtplib
import ssl
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, unquote, urlsplit

from township_sync.channels.mail_message import message_of
from township_sync.domain.envelope import Envelope
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import OutcomeUnknown, Unreachable

_SECONDS = 30.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def send(settings: Settings, envelopes: Sequence[Envelope]) -> None:
    """Send one envelope as one message.

    Unreachable when nobody can be sent anything now, TransientError when this message may go through later (45x for
    its recipient), TerminalError when it will not (5xx), UsageError for a login or encryption that does not fit. No
    address is ever part of the error.
    """
    [envelope] = envelopes
    message, address = message_of(settings, envelope), _address(settings)
    try:
        with _connected(settings, address) as server:
            server.send_message(message)
    except smtplib.SMTPException as error:
        raise _fault(error) from None
    except ssl.SSLError:
        raise UsageError("The mail server's certificate is not trusted; correct TOWNSHIP_SYNC_SMTP_URL, or set "
                         "TOWNSHIP_SYNC_CA_BUNDLE.") from None
    except TimeoutError:
        raise OutcomeUnknown("The mail server did not answer in time; the same message is tried again later.") from None
    except OSError as error:
        shown = type(error).__name__
        raise Unreachable(f"The mail server cannot be reached ({shown}); it is tried again later.") from None


def _address(settings: Settings) -> SplitResult:
    address = urlsplit(settings.url("SMTP_URL"))
    if address.scheme not in _PORTS or not address.hostname:
        raise UsageError("TOWNSHIP_SYNC_SMTP_URL must be smtp://, smtp+starttls:// or smtps://, then host and port.")
    is_plain = address.scheme == "smtp" and address.hostname not in _LOOPBACK
    if is_plain and settings.get("ALLOW_PLAINTEXT") != "1":
        raise UsageError(f"TOWNSHIP_SYNC_SMTP_URL is plain SMTP to {address.hostname}; "
                         "use smtp+starttls:// or smtps://, or set TOWNSHIP_SYNC_ALLOW_PLAINTEXT=1.")
    return address


@contextmanager
def _connected(settings: Settings, address: SplitResult) -> Generator[smtplib.SMTP, None, None]:
    """A session that was let in. How it ends says nothing: what was taken before stays taken."""
    server = _let_in(settings, address)
    try:
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _let_in(settings: Settings, address: SplitResult) -> smtplib.SMTP:
    host, port = address.hostname or "", address.port or _PORTS[address.scheme]
    trusted = ssl.create_default_context(cafile=settings.get("CA_BUNDLE") or None)
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        if address.scheme == "smtp+starttls":
            server.starttls(context=trusted)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except Exception:
        server.close()
        raise
    return server


def _fault(error: smtplib.SMTPException) -> TransientError | TerminalError | UsageError:
    """The server's code decides; its text is left out, as it may repeat addresses."""
    codes = _codes(error)
    shown = ", ".join(map(str, codes)) or type(error).__name__
    later = f"The mail server cannot take the message now ({shown}); it is tried again later."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return UsageError("The mail server lacks STARTTLS or the login; nothing was sent unencrypted.")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return UsageError(f"The mail server refuses our login ({shown}); correct TOWNSHIP_SYNC_SMTP_URL.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return OutcomeUnknown(later)
    if 421 in codes or isinstance(error, smtplib.SMTPConnectError):
        return Unreachable(later)
    if any(400 <= code < 500 for code in codes):
        return TransientError(later)
    if {552, 523} & set(codes):
        return TerminalError(f"The mail server finds the message too large ({shown}); lower most_file_bytes of mail in "
                             "config/channels.yaml.")
    return TerminalError(f"The mail server refuses the message ({shown}); correct the address or the login.")


def _codes(error: smtplib.SMTPException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return sorted({code for code, _ in error.recipients.values()})
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
