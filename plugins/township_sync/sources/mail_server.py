"""One conversation with a mail server (IMAP), at the address TOWNSHIP_SYNC_IMAP_URL; nothing is ever deleted.

    imaps://user:password@host:993/INBOX            encrypted from the start
    imap+starttls://user:password@host:143/INBOX    encrypted after STARTTLS, or not at all
    imap://user:password@host:143/INBOX             plain; only to this machine, or with TOWNSHIP_SYNC_ALLOW_PLAINTEXT=1
The path is the only folder that is looked into. TOWNSHIP_SYNC_CA_BUNDLE names certificates to trust.
"""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from imaplib import IMAP4
from socket import SHUT_RDWR
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.sources.conversation import LOOPBACK
from township_sync.sources.listing import LARGEST_FILE_BYTES
from township_sync.sources.mail_senders import HEADERS
from township_sync.transport.answer import Unreachable
from township_sync.transport.patience import Patience

if TYPE_CHECKING:
    from imapclient import IMAPClient

_PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
_AT_ONCE = 200
_CHUNK_BYTES = 1024 * 1024
_MOMENTARY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")


@dataclass(frozen=True, slots=True)
class Head:
    """What a message shows without being downloaded: when our server got it, its size in bytes, some headers."""

    arrived: datetime
    size: int
    headers: Message


@dataclass(slots=True)
class MailServer:
    """A logged-in conversation; `validity` is the UIDVALIDITY of the folder as it was last opened.

    Heads and the last message are kept: under one UIDVALIDITY a UID is the same message for ever.
    """

    client: "IMAPClient"
    folder: str
    patience: Patience
    validity: int = 0
    heads: dict[int, Head] = field(default_factory=dict)
    last: tuple[int, int, bytes] = (0, 0, b"")

    @classmethod
    def open(cls, settings: Settings) -> "MailServer":
        """Connect and log in. Unreachable when it may work later, TerminalError when not, UsageError for a bad address.
        """
        address, patience = _address(settings), Patience.of(settings)
        with _told():
            client = _connected(address, settings, patience)
            try:
                with _within(client, patience.whole_answer):
                    if address.scheme == "imap+starttls":
                        client.starttls(_context(settings))
                    _log_in(client, address)
            except BaseException:
                _drop(client)
                raise
        return cls(client, unquote(address.path.strip("/")) or "INBOX", patience)

    def close(self) -> None:
        """Log out as far as that is possible."""
        with suppress(Exception), _within(self.client, self.patience.connect):
            self.client.logout()
        _drop(self.client)

    def look(self, first_day: date | None) -> list[int]:
        """Open the folder for reading and give the UIDs of its messages, of those since a day when one is given."""
        self._open(readonly=True)
        with self._asking():
            found = self.client.search(["SINCE", first_day] if first_day else ["ALL"])
        uids = sorted(int(uid) for uid in found)
        new = [uid for uid in uids if uid not in self.heads]
        for start in range(0, len(new), _AT_ONCE):
            self._read_heads(new[start : start + _AT_ONCE])
        return [uid for uid in uids if uid in self.heads]

    def message(self, validity: int, uid: int) -> bytes | None:
        """A whole message, at most one byte more than the largest file; None when it is gone."""
        if self.last[:2] == (validity, uid):
            return self.last[2]
        # While a folder is open its UIDVALIDITY stays; opening a large one again for each message would take minutes.
        if not self.validity:
            self._open(readonly=True)
        raw = self._download(uid) if self.validity == validity else None
        if raw is not None:
            self.last = (validity, uid, raw)
        return raw

    def mark(self, validity: int, uids: Iterable[int], flag: str, folder: str) -> None:
        """Set a flag on messages, move them to a folder, or both; an empty text for neither."""
        self._open(readonly=False)
        wanted = list(uids) if self.validity == validity else []
        with self._asking():
            if wanted and flag:
                self.client.add_flags(wanted, [flag], silent=True)
            if wanted and folder:
                if not self.client.has_capability("MOVE"):
                    raise TerminalError("The mail server cannot MOVE; unset TOWNSHIP_SYNC_IMAP_MOVE_TO.")
                self.client.move(wanted, folder)

    def _open(self, readonly: bool) -> None:
        from imapclient.exceptions import IMAPClientError

        with self._asking():
            try:
                validity = int(self.client.select_folder(self.folder, readonly=readonly).get(b"UIDVALIDITY", 0))
            except IMAP4.abort:
                raise
            except IMAPClientError:
                raise TerminalError("The folder in TOWNSHIP_SYNC_IMAP_URL cannot be opened; correct it.") from None
        if validity != self.validity:
            self.validity, self.last = validity, (0, 0, b"")
            self.heads.clear()

    def _read_heads(self, uids: list[int]) -> None:
        wanted = ["INTERNALDATE", "RFC822.SIZE", f"BODY.PEEK[HEADER.FIELDS ({' '.join(HEADERS).upper()})]"]
        with self._asking():
            answer = self.client.fetch(uids, wanted)
        for uid in uids:
            said = answer.get(uid, {})
            headers = _body(said, b"BODY[HEADER")
            if headers is not None and b"INTERNALDATE" in said:
                message = BytesHeaderParser(policy=compat32).parsebytes(headers)
                self.heads[uid] = Head(said[b"INTERNALDATE"], int(said.get(b"RFC822.SIZE", 0)), message)

    def _download(self, uid: int) -> bytes | None:
        """In pieces, so that neither a huge message nor a size that is not true fills the memory."""
        whole = bytearray()
        while len(whole) <= LARGEST_FILE_BYTES:
            with self._asking():
                said = self.client.fetch([uid], [f"BODY.PEEK[]<{len(whole)}.{_CHUNK_BYTES}>"])
            piece = _body(said.get(uid, {}), b"BODY[]")
            if piece is None:
                return None
            whole += piece
            if len(piece) < _CHUNK_BYTES:
                break
        return bytes(whole)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        with _told(), _within(self.client, self.patience.whole_answer):
            yield


def _address(settings: Settings) -> SplitResult:
    address = urlsplit(settings.url("IMAP_URL"))
    if address.scheme not in _PORTS or not address.hostname or not address.username:
        raise UsageError("TOWNSHIP_SYNC_IMAP_URL must be imaps:// (or imap+starttls://, imap://), then "
                         "user:password@host:port/folder.")
    if address.scheme == "imap" and address.hostname not in LOOPBACK and settings.get("ALLOW_PLAINTEXT") != "1":
        raise UsageError(f"TOWNSHIP_SYNC_IMAP_URL is plain IMAP to {address.hostname}; use imaps:// or "
                         "imap+starttls://, or set TOWNSHIP_SYNC_ALLOW_PLAINTEXT=1.")
    return address


def _context(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.get("CA_BUNDLE") or None)


def _connected(address: SplitResult, settings: Settings, patience: Patience) -> "IMAPClient":
    from imapclient import IMAPClient, SocketTimeout

    is_encrypted = address.scheme == "imaps"
    made: Future[IMAPClient] = Future()

    def make() -> None:
        try:
            made.set_result(IMAPClient(
                address.hostname or "", address.port or _PORTS[address.scheme], ssl=is_encrypted,
                ssl_context=_context(settings) if is_encrypted else None,
                timeout=SocketTimeout(patience.connect, patience.read),
            ))
        except Exception as error:
            made.set_exception(error)

    # The library reads the greeting before it gives the socket away: there is nothing yet that could be broken off.
    Thread(target=make, daemon=True).start()
    client = made.result(patience.whole_answer)
    client.normalise_times = False
    return client


def _log_in(client: "IMAPClient", address: SplitResult) -> None:
    from imapclient.exceptions import LoginError

    try:
        client.login(unquote(address.username or ""), unquote(address.password or ""))
    except LoginError as error:
        if any(code in str(error).upper() for code in _MOMENTARY):
            raise Unreachable("The mail server lets nobody in at the moment; it is tried again later.") from None
        raise TerminalError("The mail server does not accept our login; correct TOWNSHIP_SYNC_IMAP_URL.") from None


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the library as ours; their texts are left out, as they may repeat addresses and subjects."""
    from imapclient.exceptions import CapabilityError, ProtocolError

    try:
        yield
    except ssl.SSLCertVerificationError:
        raise TerminalError("The mail server's certificate is not trusted; set TOWNSHIP_SYNC_CA_BUNDLE.") from None
    except CapabilityError:
        raise TerminalError("The mail server lacks STARTTLS; nothing was sent unencrypted.") from None
    except (OSError, IMAP4.error, ProtocolError, EOFError, ValueError) as error:
        shown = type(error).__name__
        raise Unreachable(f"The conversation with the mail server broke ({shown}); it is tried again later.") from None


@contextmanager
def _within(client: "IMAPClient", seconds: float) -> Iterator[None]:
    """Break the conversation off after so many seconds: a read timeout alone bounds only a silence, not a slow drip."""
    watch = Timer(seconds, _drop, [client])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _drop(client: "IMAPClient") -> None:
    with suppress(Exception):
        client.socket().shutdown(SHUT_RDWR)
    with suppress(Exception):
        client.shutdown()


def _body(said: Mapping[bytes, Any], start: bytes) -> bytes | None:
    found = next((value for key, value in said.items() if key.startswith(start)), None)
    return found if isinstance(found, bytes) else None
