"""Mail servers, one per kind for all tests, and a folder of its own on them for each test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest

from integration.sources import servers
from integration.sources.servers import Mailbox
from township_sync.settings import Settings
from township_sync.sources import imap, sftp

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
_FOLDERS = count(1)
_FAST = {"TOWNSHIP_SYNC_PEER_READ_TIMEOUT": "20", "TOWNSHIP_SYNC_PEER_DEADLINE": "20"}


@pytest.fixture(scope="session", params=["pymap", "dovecot"])
def mail_server(request: pytest.FixtureRequest, open_folders: Path) -> Iterator[Mailbox]:
    """A running IMAP server; Dovecot where Debian's package is installed."""
    if request.param == "dovecot" and not servers.debian("dovecot"):
        pytest.skip("dovecot-imapd is not installed")
    # Each time anew: pytest starts a server again when another module asks for it after the other server.
    folder = Path(mkdtemp(prefix=request.param, dir=open_folders))
    folder.chmod(0o755)
    with getattr(servers, request.param)(folder) as running:
        yield running


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """A new, empty folder on the server."""
    name = f"t{next(_FOLDERS)}"
    folder = servers.maildir(mail_server.folder / f".{name}")
    (folder / "maildirfolder").touch()
    return Mailbox(folder, mail_server.port, mail_server.scheme, name=name)


@pytest.fixture
def mail_settings(tmp_path: Path, mailbox: Mailbox) -> Callable[..., Settings]:
    """Settings for the mailbox; every unit sends by mail and the address alone is believed unless said otherwise."""

    def make(**more: str) -> Settings:
        said = {"IMAP_URL": mailbox.url(), "IMAP_PROOF": "from", "CHANNEL": "imap", "SECRET": "test", **more}
        return Settings(tmp_path / "workspace", {**_FAST, **{f"TOWNSHIP_SYNC_{name}": said[name] for name in said}})

    return make


@pytest.fixture(autouse=True)
def no_conversation_is_kept() -> Iterator[None]:
    yield
    imap._SERVER.close()
    sftp._SERVER.close()


@pytest.fixture(scope="session")
def certificate(open_folders: Path) -> tuple[str, str]:
    """A certificate of 127.0.0.1 that nobody but its maker trusts, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    public, private = open_folders / "certificate.pem", open_folders / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))
    private.chmod(0o644)
    return str(public), str(private)
