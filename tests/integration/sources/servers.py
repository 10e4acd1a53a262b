"""Real servers on loopback for the tests: pymap and Dovecot (IMAP), asyncssh's and OpenSSH's (SFTP), each as a process
of its own, and a wire in between that can be cut or slowed."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[3] / "plugins"
USER, PASSWORD = "bureau", "p@ss:w/rd"
_DEBIAN = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/usr/lib/openssh"}


def debian(program: str) -> str | None:
    """The path of a Debian program, None when it is not installed."""
    return shutil.which(program, path=_DEBIAN["PATH"])


@dataclass
class Mailbox:
    """A Maildir that an IMAP server serves."""

    folder: Path
    port: int
    scheme: str = "imap"
    count: int = 0
    name: str = "INBOX"

    def put(self, raw: bytes, arrived: datetime) -> None:
        """A message arrives."""
        self.count += 1
        stamp = int(arrived.timestamp())
        path = self.folder / "tmp" / f"{stamp}.M{self.count:06d}P1.test"
        path.write_bytes(raw)
        path.chmod(0o666)
        os.utime(path, (stamp, stamp))
        path.rename(self.folder / "new" / path.name)

    def url(self, port: int | None = None, password: str = "p%40ss%3Aw%2Frd") -> str:
        return f"{self.scheme}://{USER}:{password}@127.0.0.1:{port or self.port}/{self.name}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """A server process, from the moment it listens on; ended at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   env={**_DEBIAN, "PYTHONPATH": str(PACKAGES)})
    try:
        deadline = time.monotonic() + 30
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-2000:]
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def maildir(folder: Path) -> Path:
    for name in ("", "tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(0o777)
    return folder


@contextmanager
def pymap(folder: Path, *certificate: str) -> Iterator[Mailbox]:
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "township_sync.sandbox.imap_server", str(folder / "mail"), str(port), USER,
               PASSWORD]
    with running([*command, *certificate], port, folder / "log"):
        yield Mailbox(maildir(folder / "mail" / USER), port, "imaps" if certificate else "imap")


@contextmanager
def dovecot(folder: Path, *certificate: str) -> Iterator[Mailbox]:
    """Dovecot as whoever runs the tests; as root it serves the mail as its own account."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    mail = maildir(folder / "mail")
    owner = "dovecot" if os.geteuid() == 0 else str(os.geteuid())
    me = "" if os.geteuid() == 0 else f"default_internal_user = {_me()}\ndefault_login_user = {_me()}\n"
    tls = f"ssl = yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n" if certificate else "ssl = no\n"
    (folder / "dovecot.conf").write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{mail}
{me}{tls}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner} gid={"dovecot" if owner == "dovecot" else os.getegid()} home={folder}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
""")
    program = debian("dovecot")
    assert program
    with running([program, "-F", "-c", str(folder / "dovecot.conf")], port, folder / "output"):
        yield Mailbox(mail, port, "imap+starttls" if certificate else "imap")


def _me() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


@contextmanager
def asyncssh_server(folder: Path, root: Path, keys: str = "") -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "township_sync.sandbox.sftp_server", str(root), str(port), USER, PASSWORD,
               str(folder / "host_key"), *filter(None, [keys])]
    with running(command, port, folder / "log"):
        yield port


@contextmanager
def openssh_server(folder: Path, root: Path, keys: str) -> Iterator[int]:
    """OpenSSH's server for the account that runs the tests, with keys only."""
    port = free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    (folder / "sshd_config").write_text(f"""
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {keys}
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
Subsystem sftp internal-sftp -d {root}
""")
    program = debian("sshd")
    assert program
    with running([program, "-D", "-e", "-f", str(folder / "sshd_config")], port, folder / "log"):
        yield port


@dataclass
class Wire:
    """A wire to a server: `cut_after` bytes from the server it is cut (once per entry), `stalled` it carries nothing,
    `slow` it carries a byte of each answer now and then."""

    target: int
    port: int = 0
    cuts: list[int] = field(default_factory=list)
    stalled: bool = False
    slow: bool = False
    connections: int = 0
    carried: int = 0

    def __enter__(self) -> "Wire":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                far = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._carry, args=(near, far, None, False), daemon=True).start()
                cut = self.cuts.pop(0) if self.cuts else None
                threading.Thread(target=self._carry, args=(far, near, cut, True), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, cut: int | None, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16384):
                while self.stalled:
                    time.sleep(0.05)
                while self.slow and is_answer and data:
                    sink.sendall(data[:1])
                    data = data[1:]
                    time.sleep(0.3)
                if cut is not None and (cut := cut - len(data)) <= 0:
                    break
                self.carried += len(data)
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
