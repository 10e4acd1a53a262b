"""The mailbox of the sandbox: a real IMAP server (pymap) on a Maildir folder, as a process of its own.

    python -m township_sync.sandbox.imap_server FOLDER PORT USER PASSWORD [CERTIFICATE KEY]
Mail lies in `<FOLDER>/<USER>` (a Maildir); with a certificate it speaks TLS from the start. Loopback only. pymap is a
requirement for development: TerminalError when it is not installed.
"""

import asyncio
import ssl
import sys
import tempfile
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from township_sync.errors import TerminalError


async def serve(folder: Path, port: int, user: str, password: str, tls: ssl.SSLContext | None = None) -> None:
    """Serve one account until cancelled."""
    try:
        from proxyprotocol.reader import ProxyProtocolReader
        from pymap.backend.maildir import Config, Login
        from pymap.concurrent import Subsystem
        from pymap.imap import IMAPServer
        from pysasl.hashing import Cleartext
    except ImportError:
        raise TerminalError("The sandbox's mailbox needs pymap; install the extra 'dev' of this project.") from None

    # Only the TLS from the start is ours: pymap itself would offer STARTTLS and refuse to log in without it.
    config = Config(Namespace(passlib_cfg=None, proxy_protocol=None), host=None, port=port, base_dir=str(folder),
                    layout="++", colon=None, tls_enabled=False, hash_context=Cleartext(),
                    subsystem=Subsystem.for_executor(ThreadPoolExecutor(4)))
    config.apply_context()
    await _add_account(folder, user, password)
    answer = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(Login(config), config))
    server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=tls)
    async with server:
        await server.serve_forever()


async def _add_account(folder: Path, user: str, password: str) -> None:
    from pymap.backend.maildir.users import PasswordsFile, UsersFile

    async with UsersFile.with_write(str(folder)) as users, PasswordsFile.with_write(str(folder)) as passwords:
        users.set(users.build_record(user, user))
        passwords.set(passwords.build_record(user, password))


def main(folder: str, port: str, user: str, password: str, *certificate: str) -> None:
    """Serve until the process is ended."""
    tls = None
    # pymap writes its users beside the mail by renaming a temporary file, which has to lie on the same file system.
    Path(folder).mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = folder
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*certificate)
    asyncio.run(serve(Path(folder), int(port), user, password, tls))


if __name__ == "__main__":
    main(*sys.argv[1:])
