"""SFTP against real servers: only whole files are taken, only from the server that we know, nothing hangs."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest

from integration.sources import servers
from integration.sources.conftest import NOW
from integration.sources.servers import PASSWORD, USER, Wire
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.sandbox.sftp_server import make_host_key
from township_sync.settings import Settings
from township_sync.sources import sftp
from township_sync.sources.listing import Listing, OfferedFile, Passed
from township_sync.steps.receive import receive
from township_sync.warehouse.connect import Connection

UNIT, OTHER = "430981114", "430981116"


@dataclass
class Server:
    """A running server, the folder that it serves, and how it is reached."""

    kind: str
    root: Path
    port: int
    said: dict[str, str]
    workspace: Path

    @property
    def place(self) -> Path:
        return self.root / UNIT

    def settings(self, port: int | None = None, **more: str) -> Settings:
        user = f"{USER}:p%40ss%3Aw%2Frd" if self.kind == "asyncssh" else os.environ.get("USER", "root")
        path = "" if self.kind == "asyncssh" else f"/{self.root}"
        said = {"SFTP_URL": f"sftp://{user}@127.0.0.1:{port or self.port}{path}", "CHANNEL": "sftp", "SECRET": "test",
                "SFTP_QUIET_SECONDS": "0", "PEER_READ_TIMEOUT": "20", "PEER_DEADLINE": "20", **self.said, **more}
        return Settings(self.workspace, {f"TOWNSHIP_SYNC_{name}": said[name] for name in said})


@pytest.fixture(scope="session", params=["asyncssh", "openssh"])
def session_server(request: pytest.FixtureRequest, open_folders: Path) -> Iterator[Server]:
    """asyncssh's server with a password, OpenSSH's (Debian) with a key."""
    if request.param == "openssh" and not servers.debian("sshd"):
        pytest.skip("openssh-server is not installed")
    folder = open_folders / f"{request.param}-sftp"
    root = folder / "root"
    root.mkdir(parents=True)
    host = asyncssh.import_public_key(make_host_key(folder / "host_key")).get_fingerprint()
    said = {"SFTP_HOST_KEY": host}
    if request.param == "asyncssh":
        with servers.asyncssh_server(folder, root) as port:
            yield Server("asyncssh", root, port, said, folder)
    else:
        keys = make_host_key(folder / "our_key")
        (folder / "authorized").write_text(keys + "\n")
        with servers.openssh_server(folder, root, str(folder / "authorized")) as port:
            yield Server("openssh", root, port, said | {"SFTP_KEY": str(folder / "our_key")}, folder)


@pytest.fixture
def server(session_server: Server, tmp_path: Path) -> Iterator[Server]:
    """The server with an empty folder of a unit."""
    session_server.place.mkdir()
    session_server.workspace = tmp_path / "workspace"
    yield session_server
    for entry in session_server.root.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _list(settings: Settings, unit_code: str = UNIT, since: str = "") -> Listing:
    return sftp.list_files(settings, unit_code, since, NOW)


def _reasons(listing: Listing) -> dict[str, str]:
    return {one.name: one.reason for one in listing.passed_over}


def _put(path: Path, data: bytes = b"x", changed: float = NOW.timestamp()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (changed, changed))
    return path


def _one(settings: Settings) -> OfferedFile:
    return _list(settings).files[0]


def test_files_come_in_order_with_the_month_of_their_folder_name_or_upload(server: Server) -> None:
    for name in ("2020-03/甲.xlsx", "2020-03/内/乙.xlsx", "2020年4月.xlsx", "c.xlsx"):
        _put(server.place / name, name.encode())
    settings = server.settings()
    files = _list(settings).files
    assert [(file.period, file.name) for file in files] == [
        ("2020-03", "内/乙.xlsx"), ("2020-03", "甲.xlsx"), ("2020-04", "2020年4月.xlsx"), ("2020-05", "c.xlsx")]
    assert sftp.fetch(settings, files[0]) == "2020-03/内/乙.xlsx".encode()
    assert [file.name for file in _list(settings, since="2020-05").files] == ["c.xlsx"]
    assert _list(settings, OTHER).files == []


def test_names_of_old_machines_in_gbk_do_not_hide_the_others(server: Server) -> None:
    for name in ("五月.xlsx".encode("gbk"), b"a\nb.xlsx", b"\xff.xlsx", "表.xlsx".encode()):
        _put(Path(os.fsdecode(os.fsencode(server.place) + b"/" + name)), name)
    settings = server.settings()
    files = _list(settings).files
    assert {file.name for file in files} == {"五月.xlsx", "a\ufffdb.xlsx", "\ufffd.xlsx", "表.xlsx"}
    assert {sftp.fetch(settings, file) for file in files} == {
        "五月.xlsx".encode("gbk"), b"a\nb.xlsx", b"\xff.xlsx", "表.xlsx".encode()}


def test_litter_of_every_kind_blocks_nothing_and_is_named(server: Server) -> None:
    for name in ("a.xlsx", "~$a.xlsx", "b.xlsx.filepart", "c.part", "d.tmp", "1/2/3/4/deep.xlsx"):
        _put(server.place / name)
    (server.place / "link.xlsx").symlink_to("/etc/hostname")
    (server.place / "etc").symlink_to("/etc")
    os.mkfifo(server.place / "pipe.xlsx")
    (server.place / "folder.xlsx").mkdir()
    listing = _list(server.settings())
    assert [file.name for file in listing.files] == ["a.xlsx"]
    assert _reasons(listing) == {
        "1/2/3/4": "too_deep", "b.xlsx.filepart": "still_written", "c.part": "still_written", "d.tmp": "still_written",
        "etc": "not_a_file", "link.xlsx": "not_a_file", "pipe.xlsx": "not_a_file", "~$a.xlsx": "still_written"}


def test_an_upload_that_still_grows_is_left_while_others_come(server: Server) -> None:
    _put(server.place / "whole.xlsx")
    growing, enough = _put(server.place / "growing.xlsx"), threading.Event()

    def grow() -> None:
        with growing.open("ab", buffering=0) as stream:
            while not enough.wait(0.01):
                stream.write(b"1" * 1000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        listing = _list(server.settings(SFTP_QUIET_SECONDS="0.5"))
    finally:
        enough.set()
        writer.join()
    assert [file.name for file in listing.files] == ["whole.xlsx"]
    assert _reasons(listing) == {"growing.xlsx": "still_written"}
    settings = server.settings(SFTP_QUIET_SECONDS="0.1")
    assert sftp.fetch(settings, _one(settings)) == growing.read_bytes()


@pytest.mark.parametrize(("way", "reason"), [
    ("removed", "vanished"), ("grown", "still_written"), ("rewritten", "still_written"), ("linked", "not_a_file"),
    ("piped", "not_a_file"),
])
def test_a_file_that_changed_since_the_listing_is_left(server: Server, way: str, reason: str) -> None:
    path = _put(server.place / "a.xlsx", b"old")
    settings = server.settings()
    listed = _one(settings)
    path.unlink()
    if way == "linked":
        path.symlink_to("/etc/hostname")
    elif way == "piped":
        os.mkfifo(path)
    elif way != "removed":
        _put(path, b"new" if way == "rewritten" else b"old+", NOW.timestamp() + (way == "rewritten"))
    with pytest.raises(Passed, match=reason):
        sftp.fetch(settings, listed)


def test_a_server_with_another_key_is_refused_with_the_remedy(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TerminalError, match=r"not known \(SHA256:.*SFTP_HOST_KEY") as raised:
        _list(server.settings(SFTP_HOST_KEY="SHA256:" + "A" * 43))
    assert server.said["SFTP_HOST_KEY"] in str(raised.value)
    known = tmp_path / "known_hosts"
    line = f"[127.0.0.1]:{server.port} " + make_host_key(server.root.parent / "host_key")
    known.write_text(line + "\n")
    assert _list(server.settings(SFTP_HOST_KEY="", SFTP_KNOWN_HOSTS=str(known))).files == []
    sftp._SERVER.close()
    known.write_text(f"[127.0.0.1]:{server.port} " + make_host_key(tmp_path / "other") + "\n")
    with pytest.raises(TerminalError, match="not known"):
        _list(server.settings(SFTP_HOST_KEY="", SFTP_KNOWN_HOSTS=str(known)))


def test_without_a_known_key_nobody_is_asked(server: Server) -> None:
    with pytest.raises(TerminalError, match="must prove itself"):
        _list(server.settings(SFTP_HOST_KEY=""))
    with pytest.raises(UsageError, match="SFTP_URL"):
        _list(server.settings(SFTP_URL="ftp://127.0.0.1/"))
    with pytest.raises(UsageError, match="SFTP_KEY"):
        _list(server.settings(SFTP_KEY=str(server.root / "missing")))


def test_a_login_that_is_refused_is_said_without_the_password(server: Server) -> None:
    url = f"sftp://{USER}:wr0ng-secret@127.0.0.1:{server.port}/"
    with pytest.raises(TerminalError, match="does not accept our login") as raised:
        _list(server.settings(SFTP_URL=url, SFTP_KEY=""))
    assert "wr0ng-secret" not in str(raised.value)


def test_a_download_that_is_cut_is_taken_up_where_it_broke(server: Server) -> None:
    data = os.urandom(6_000_000)
    _put(server.place / "a.xlsx", data)
    with Wire(server.port) as wire:
        settings = server.settings(wire.port)
        listed = _one(settings)
        sftp._SERVER.close()
        before = wire.carried
        wire.cuts.append(4_500_000)
        assert sftp.fetch(settings, listed) == data
        assert wire.connections == 3
        assert wire.carried - before < 1.5 * len(data)


def test_a_silent_server_is_left_in_time(server: Server) -> None:
    with Wire(server.port, stalled=True) as wire:
        started = time.monotonic()
        with pytest.raises(TransientError, match="tried again later"):
            _list(server.settings(wire.port, PEER_READ_TIMEOUT="0.3", PEER_DEADLINE="1"))
        assert time.monotonic() - started < 20


def test_a_server_that_falls_silent_in_a_download_is_left_in_time(server: Server) -> None:
    _put(server.place / "a.xlsx", os.urandom(3_000_000))
    with Wire(server.port) as wire:
        settings = server.settings(wire.port, PEER_READ_TIMEOUT="0.5", PEER_DEADLINE="1")
        listed = _one(settings)
        wire.stalled = True
        started = time.monotonic()
        with pytest.raises(TransientError):
            sftp.fetch(settings, listed)
        assert time.monotonic() - started < 20


def test_a_file_that_is_too_large_is_not_fetched(server: Server) -> None:
    with (server.place / "big.xlsx").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    _put(server.place / "a.xlsx")
    listing = _list(server.settings())
    assert [file.name for file in listing.files] == ["a.xlsx"]
    assert _reasons(listing) == {"big.xlsx": "too_large"}


def test_what_may_not_be_read_is_named_and_the_rest_comes(server: Server) -> None:
    if os.geteuid() == 0:
        pytest.skip("the server of root reads everything")
    _put(server.place / "closed.xlsx").chmod(0)
    (server.place / "shut").mkdir(mode=0)
    _put(server.place / "a.xlsx")
    settings = server.settings()
    listing = _list(settings)
    assert _reasons(listing) == {"shut": "not_readable"}
    with pytest.raises(Passed, match="not_readable"):
        sftp.fetch(settings, next(file for file in listing.files if file.name == "closed.xlsx"))
    (server.place / "shut").chmod(0o755)


def test_a_folder_or_server_that_is_not_there_is_not_taken_for_an_empty_one(server: Server) -> None:
    settings = server.settings()
    address = settings.get("SFTP_URL").rstrip("/") + "/missing"
    with pytest.raises(TransientError, match="not there"):
        _list(server.settings(SFTP_URL=address))
    with pytest.raises(TransientError, match="tried again later"):
        _list(server.settings(servers.free_port(), PEER_DEADLINE="0.5"))


def test_ten_thousand_files_are_listed_in_order(server: Server) -> None:
    for number in range(10_000):
        (server.place / f"{number:05d}.xlsx").touch()
    assert [file.name for file in _list(server.settings()).files] == [f"{number:05d}.xlsx" for number in range(10_000)]


def test_what_lies_beside_the_units_is_of_an_unknown_sender(server: Server) -> None:
    for name in (f"{UNIT}/a.xlsx", "草尾/2020-05/b.xlsx", "c.xlsx"):
        _put(server.root / name)
    _put(server.root / OTHER)
    listing = _list(server.settings(), "")
    assert {file.path for file in listing.files} == {"草尾/b.xlsx", "c.xlsx", OTHER}


def test_a_file_is_recorded_once_and_downloaded_once(
    connection: Connection, postgres_settings: Settings, server: Server
) -> None:
    _put(server.place / "a.xlsx", os.urandom(300_000))
    with Wire(server.port) as wire:
        more = server.settings(wire.port).environment
        receiving = Settings(postgres_settings.workspace, postgres_settings.environment | more)
        assert len(receive(receiving, connection, UNIT, NOW).new) == 1
        carried = wire.carried
        assert carried > 300_000
        assert receive(receiving, connection, UNIT, NOW).new == ()
        assert wire.carried - carried < 100_000
        _put(server.place / "a.xlsx", b"corrected")
        assert len(receive(receiving, connection, UNIT, NOW).new) == 1
    assert PASSWORD not in (receiving.workspace / "sources/sftp.jsonl").read_text()
