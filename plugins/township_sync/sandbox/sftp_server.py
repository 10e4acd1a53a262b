"""The SFTP server of the sandbox (asyncssh), as a process of its own: one account, one folder, loopback only.

    python -m township_sync.sandbox.sftp_server FOLDER PORT USER PASSWORD HOST_KEY [AUTHORIZED_KEYS]
HOST_KEY is a file with the server's private key, made when it is not there; its public half lies beside it (`.pub`).
"""

import asyncio
import hmac
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncssh


async def serve(folder: Path, port: int, user: str, password: str, host_key: Path, keys: str = "") -> None:
    """Serve the folder as the root of everything that the account sees, until cancelled."""
    import asyncssh

    class Account(asyncssh.SSHServer):
        """Lets one account in, by its password."""

        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, given: str) -> bool:
            return username == user and hmac.compare_digest(given, password)

    def rooted(channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(folder).encode())

    make_host_key(host_key)
    server = await asyncssh.listen(
        "127.0.0.1", port, server_factory=Account, sftp_factory=rooted, server_host_keys=[str(host_key)],
        authorized_client_keys=keys or None, config=[],
    )
    await server.wait_closed()


def make_host_key(path: Path) -> str:
    """The public key of the server in a line of OpenSSH's; the key is made when it is not there."""
    import asyncssh

    if not path.exists():
        made = asyncssh.generate_private_key("ssh-ed25519")
        made.write_private_key(str(path))
        path.chmod(0o600)
        made.write_public_key(f"{path}.pub")
    return Path(f"{path}.pub").read_text().strip()


def main(folder: str, port: str, user: str, password: str, host_key: str, keys: str = "") -> None:
    """Serve until the process is ended."""
    asyncio.run(serve(Path(folder), int(port), user, password, Path(host_key), keys))


if __name__ == "__main__":
    main(*sys.argv[1:])
