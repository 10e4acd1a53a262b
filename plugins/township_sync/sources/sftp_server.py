"""One conversation with an SFTP server, at the address TOWNSHIP_SYNC_SFTP_URL = `sftp://user:password@host:22/folder`.

The server must prove itself: TOWNSHIP_SYNC_SFTP_HOST_KEY is the fingerprint of its key (`SHA256:…`), or
TOWNSHIP_SYNC_SFTP_KNOWN_HOSTS a file as OpenSSH writes it. We prove ourselves by the password, or by the private key in
the file TOWNSHIP_SYNC_SFTP_KEY (TOWNSHIP_SYNC_SFTP_KEY_PASSPHRASE). The account's own ~/.ssh and agent are not used.
Names are bytes, as SFTP has them: asyncssh is the client that gives them as they are.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, unquote, unquote_to_bytes, urlsplit

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import Unreachable
from township_sync.transport.patience import Patience

if TYPE_CHECKING:
    import asyncssh

Given = TypeVar("Given")


class NotThere(Exception):
    """The path does not exist on the server."""


class NotAllowed(Exception):
    """The server does not let us have that."""


@dataclass(slots=True)
class SftpServer:
    """A conversation that is logged in; `root` is the folder of the address, as bytes."""

    runner: asyncio.Runner
    connection: "asyncssh.SSHClientConnection"
    client: "asyncssh.SFTPClient"
    root: bytes
    patience: Patience

    @classmethod
    def open(cls, settings: Settings) -> "SftpServer":
        """Connect and log in. Unreachable when it may work later, TerminalError when not, UsageError for a bad address.
        """
        address, patience = _address(settings), Patience.of(settings)
        runner = asyncio.Runner()
        try:
            connected = _connected(settings, address, patience)
            connection, client = _run(runner, connected, patience.connect + patience.read)
        except BaseException:
            runner.close()
            raise
        path = unquote_to_bytes(address.path)
        # One slash too many is an absolute path, as in curl: `sftp://host//data/inbox`.
        return cls(runner, connection, client, path[1:] or b".", patience)

    def run(self, question: Coroutine[Any, Any, Given]) -> Given:
        """What a question gives; Unreachable when it takes too long or the conversation breaks."""
        return _run(self.runner, question, self.patience.whole_answer)

    def close(self) -> None:
        """Say goodbye as far as that is possible."""
        with suppress(Exception):
            self.client.exit()
            self.connection.abort()
            self.runner.run(asyncio.wait_for(self.connection.wait_closed(), self.patience.connect))
        with suppress(Exception):
            self.runner.close()


def _run(runner: asyncio.Runner, question: Coroutine[Any, Any, Given], seconds: float) -> Given:
    """Errors of the library as ours; their texts are left out, as they may repeat paths."""
    import asyncssh

    try:
        return runner.run(asyncio.wait_for(question, seconds))
    except asyncssh.SFTPNoSuchFile:
        raise NotThere from None
    except asyncssh.SFTPPermissionDenied:
        raise NotAllowed from None
    except asyncssh.PermissionDenied:
        raise TerminalError("The SFTP server does not accept our login; correct TOWNSHIP_SYNC_SFTP_URL or "
                            "TOWNSHIP_SYNC_SFTP_KEY.") from None
    except (asyncssh.Error, OSError, EOFError, TimeoutError) as error:
        shown = type(error).__name__
        raise Unreachable(f"The conversation with the SFTP server broke ({shown}); it is tried again later.") from None


async def _connected(
    settings: Settings, address: SplitResult, patience: Patience
) -> tuple["asyncssh.SSHClientConnection", "asyncssh.SFTPClient"]:
    import asyncssh

    wanted, shown = settings.get("SFTP_HOST_KEY"), ""

    class Guard(asyncssh.SSHClient):
        """Asked about a key that is in no file of known hosts."""

        def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
            nonlocal shown
            shown = key.get_fingerprint()
            return bool(wanted) and shown == wanted

    try:
        connection, _ = await asyncssh.create_connection(
            Guard, address.hostname or "", address.port or 22, username=unquote(address.username or ""),
            password=unquote(address.password) if address.password else None, client_keys=_our_keys(settings),
            known_hosts=_known_hosts(settings), config=[], agent_path=None, x509_trusted_certs=None,
            connect_timeout=patience.connect, login_timeout=patience.read, keepalive_interval=patience.read,
        )
    except asyncssh.HostKeyNotVerifiable:
        raise TerminalError(f"The SFTP server {address.hostname} shows a key that is not known ({shown or 'revoked'}); "
                            "ask its keeper, then set TOWNSHIP_SYNC_SFTP_HOST_KEY to it.") from None
    return connection, await connection.start_sftp_client(path_encoding=None)


def _known_hosts(settings: Settings) -> Any:
    """The file of known hosts; nobody is known without one."""
    import asyncssh

    named = settings.get("SFTP_KNOWN_HOSTS")
    try:
        # An empty value would stand for the account's own ~/.ssh/known_hosts.
        return asyncssh.read_known_hosts(named) if named else lambda host, address, port: ([], [], [])
    except (OSError, ValueError):
        raise UsageError("The file TOWNSHIP_SYNC_SFTP_KNOWN_HOSTS cannot be read; correct it.") from None


def _our_keys(settings: Settings) -> Any:
    import asyncssh

    named = settings.get("SFTP_KEY")
    try:
        return [asyncssh.read_private_key(named, settings.get("SFTP_KEY_PASSPHRASE") or None)] if named else None
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise UsageError(f"The private key {Path(named).name} (TOWNSHIP_SYNC_SFTP_KEY) cannot be read; correct it or "
                         "TOWNSHIP_SYNC_SFTP_KEY_PASSPHRASE.") from None


def _address(settings: Settings) -> SplitResult:
    address = urlsplit(settings.url("SFTP_URL"))
    if address.scheme != "sftp" or not address.hostname or not address.username:
        raise UsageError("TOWNSHIP_SYNC_SFTP_URL must be sftp://user[:password]@host[:port]/folder.")
    if not (settings.get("SFTP_HOST_KEY") or settings.get("SFTP_KNOWN_HOSTS")):
        raise TerminalError("The SFTP server must prove itself; set TOWNSHIP_SYNC_SFTP_HOST_KEY (SHA256:…) or "
                            "TOWNSHIP_SYNC_SFTP_KNOWN_HOSTS.")
    return address
