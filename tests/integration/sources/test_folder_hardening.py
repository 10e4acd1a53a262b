"""The drop folder as townships really leave it: nothing blocks, and what is not taken now is named."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.sources import entries, folder
from township_sync.sources.listing import OfferedFile, Passed
from township_sync.steps.receive import receive
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import submissions

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT = "430981114"
NOBODY = 65534


@pytest.fixture
def place(open_folder: Path) -> Path:
    made = open_folder / "drop/2020-05" / UNIT
    made.mkdir(parents=True)
    for part in (made, *list(made.parents)[:2]):
        part.chmod(0o755)
    return made


@pytest.fixture
def settings(tmp_path: Path, place: Path) -> Settings:
    return Settings(tmp_path, {"TOWNSHIP_SYNC_DROP_FOLDER": str(place.parents[1])})


@pytest.fixture
def without_rights() -> Iterator[None]:
    """Rights of files count for root only when it lays its own down."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _names(settings: Settings) -> list[str]:
    return [file.name for file in folder.list_files(settings, UNIT, "", NOW).files]


def _reasons(settings: Settings) -> dict[str, str]:
    return {one.name: one.reason for one in folder.list_files(settings, UNIT, "", NOW).passed_over}


def _fetch(settings: Settings, name: str = "a.xlsx") -> bytes:
    listed = next(file for file in folder.list_files(settings, UNIT, "", NOW).files if file.name == name)
    return folder.fetch(settings, listed)


def test_litter_of_every_kind_blocks_nothing_and_is_named(settings: Settings, place: Path) -> None:
    (place / "a.xlsx").write_bytes(b"a")
    (place / "~$a.xlsx").write_bytes(b"x")
    (place / "b.xlsx.filepart").write_bytes(b"x")
    (place / "link.xlsx").symlink_to("/etc/hostname")
    (place / "dangling.xlsx").symlink_to("/nowhere")
    (place / "folder.xlsx").mkdir()
    os.mkfifo(place / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(place)  # the path of a socket may not be long
        try:
            listener.bind("socket.xlsx")
        finally:
            os.chdir(here)
    started = time.monotonic()
    assert _names(settings) == ["a.xlsx"]
    assert _reasons(settings) == {
        "b.xlsx.filepart": "still_written", "dangling.xlsx": "not_a_file", "link.xlsx": "not_a_file",
        "pipe.xlsx": "not_a_file", "socket.xlsx": "not_a_file", "~$a.xlsx": "still_written"}
    assert time.monotonic() - started < 5


def test_a_file_that_grows_is_taken_when_it_is_whole(settings: Settings, place: Path) -> None:
    path = place / "a.xlsx"
    path.write_bytes(b"0" * 1000)
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    enough = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as stream:
            while not enough.wait(0.002):
                stream.write(b"1" * 1000)

    writer = threading.Thread(target=grow)
    writer.start()
    time.sleep(0.05)
    with pytest.raises(Passed, match="still_written"):
        folder.fetch(settings, listed)
    enough.set()
    writer.join()
    assert _fetch(settings) == path.read_bytes()


def test_a_file_that_was_replaced_since_the_listing_is_left_for_the_next_poll(settings: Settings, place: Path) -> None:
    path = place / "a.xlsx"
    path.write_bytes(b"old")
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    (place / "new").write_bytes(b"new")
    shutil.copystat(path, place / "new")
    (place / "new").rename(path)
    with pytest.raises(Passed, match="still_written"):
        folder.fetch(settings, listed)
    assert _fetch(settings) == b"new"


def test_a_folder_that_became_a_link_after_the_listing_leads_nowhere(settings: Settings, place: Path) -> None:
    (place / "sub").mkdir()
    (place / "sub/hostname").write_bytes(b"x")
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    shutil.rmtree(place / "sub")
    (place / "sub").symlink_to("/etc")
    with pytest.raises(Passed, match="vanished"):
        folder.fetch(settings, listed)


def test_ten_thousand_files_are_listed_in_order(settings: Settings, place: Path) -> None:
    for number in range(10_000):
        (place / f"{number:05d}.xlsx").touch()
    started = time.monotonic()
    assert _names(settings) == [f"{number:05d}.xlsx" for number in range(10_000)]
    assert time.monotonic() - started < 20


def test_too_many_files_are_said(settings: Settings, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (place / name).touch()
    monkeypatch.setattr(entries, "MOST_FILES", 2)
    with pytest.raises(TerminalError, match="holds 3 files, over 2"):
        _names(settings)


def test_every_name_comes_and_can_be_read(settings: Settings, place: Path) -> None:
    names = [b"GBK-" + "五月.xlsx".encode("gb18030"), b"a\nb.xlsx", b"A.xlsx", b"a.xlsx", b"x" * 250 + b".xls",
             b"\xff\xfe.xlsx"]
    for name in names:
        Path(os.fsdecode(os.fsencode(place) + b"/" + name)).write_bytes(name)
    files = folder.list_files(settings, UNIT, "", NOW).files
    assert sorted(folder.fetch(settings, file) for file in files) == sorted(names)
    assert {file.name for file in files} == {
        "GBK-五月.xlsx", "a\ufffdb.xlsx", "A.xlsx", "a.xlsx", "x" * 250 + ".xls", "\ufffd\ufffd.xlsx"}


def test_what_may_not_be_read_is_named_and_the_rest_comes(
    settings: Settings, place: Path, without_rights: None
) -> None:
    if os.geteuid() == NOBODY:
        os.seteuid(0)
    for name in ("closed.xlsx", "open.xlsx", "shut/b.xlsx"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(b"x")
    (place / "closed.xlsx").chmod(0)
    (place / "shut").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    assert _names(settings) == ["closed.xlsx", "open.xlsx"]
    assert _reasons(settings) == {"shut": "not_readable"}
    with pytest.raises(Passed, match="not_readable"):
        _fetch(settings, "closed.xlsx")
    assert _fetch(settings, "open.xlsx") == b"x"
    if os.getuid() == 0:
        os.seteuid(0)
    (place / "shut").chmod(0o755)


def test_a_units_folder_that_may_not_be_read_is_named(settings: Settings, place: Path, without_rights: None) -> None:
    if os.geteuid() == NOBODY:
        os.seteuid(0)
    place.chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    assert _reasons(settings) == {".": "not_readable"}


def test_a_file_that_vanishes_while_it_is_listed_stops_nothing(
    settings: Settings, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "a.xlsx").write_bytes(b"a")
    (place / "b.xlsx").write_bytes(b"b")
    really = entries.entries_in

    def then_one_is_gone(path: Path) -> list[os.DirEntry[str]]:
        found = really(path)
        if path == place:
            (place / "a.xlsx").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(entries, "entries_in", then_one_is_gone)
    assert _names(settings) == ["b.xlsx"]


def test_a_drop_folder_that_is_not_mounted_is_not_taken_for_an_empty_one(settings: Settings, place: Path) -> None:
    marked = Settings(settings.workspace, {**settings.environment, "TOWNSHIP_SYNC_DROP_MARKER": "mounted.txt"})
    with pytest.raises(TransientError, match="not there"):
        _names(marked)
    (place.parents[1] / "mounted.txt").touch()
    assert _names(marked) == []
    assert folder.list_files(marked, "", "", NOW).passed_over == []
    shutil.rmtree(place.parents[1])
    with pytest.raises(TransientError, match="not there"):
        _names(settings)


def test_a_fetch_opens_nothing_outside_the_drop_folder(settings: Settings, place: Path) -> None:
    (place / "a.xlsx").write_bytes(b"a")
    with pytest.raises(Passed, match="vanished"):
        folder.fetch(settings, OfferedFile(UNIT, "2020-05", "x", 1, None, f"2020-05/{UNIT}/missing/a.xlsx"))


def test_strange_names_reach_the_archive_each_once(
    connection: Connection, postgres_settings: Settings, place: Path
) -> None:
    for number, name in enumerate((b"a\nb.xlsx", b"a\rb.xlsx", b"\xff.xlsx", "表.xlsx".encode("gbk"))):
        Path(os.fsdecode(os.fsencode(place) + b"/" + name)).write_bytes(b"%d" % number)
    more = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": str(place.parents[1])}
    dropping = Settings(postgres_settings.workspace, postgres_settings.environment | more)
    assert len(receive(dropping, connection, UNIT, NOW).new) == 4
    assert receive(dropping, connection, UNIT, NOW).new == ()
    assert sorted(one.label for one in submissions(connection, "2020-05")) == sorted(
        f"{UNIT}/{name}" for name in ("a\ufffdb.xlsx", "a\ufffdb（第2次）.xlsx", "\ufffd.xlsx", "表.xlsx"))
