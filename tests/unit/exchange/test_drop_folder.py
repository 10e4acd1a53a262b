"""The drop folder: only whole regular files are taken, nothing hangs, nothing is mixed."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.sources import folder
from township_sync.sources.listing import OfferedFile, Passed

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT = "430981114"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "drop/2020-05" / UNIT
    made.mkdir(parents=True)
    return made


@pytest.fixture
def settings(tmp_path: Path, place: Path) -> Settings:
    return Settings(tmp_path, {"TOWNSHIP_SYNC_DROP_FOLDER": str(tmp_path / "drop")})


def _names(settings: Settings, since: str = "") -> list[str]:
    return [file.name for file in folder.list_files(settings, UNIT, since, NOW).files]


def _reasons(settings: Settings) -> dict[str, str]:
    return {one.name: one.reason for one in folder.list_files(settings, UNIT, "", NOW).passed_over}


def test_files_come_in_byte_order_of_their_paths_also_from_folders_inside(settings: Settings, place: Path) -> None:
    (place / "内").mkdir()
    for name in ("b.csv", "内/c.csv", "a.xlsx", "B.csv"):
        (place / name).write_bytes(b"x")
    assert _names(settings) == ["B.csv", "a.xlsx", "b.csv", "内/c.csv"]


def test_unfinished_copies_are_left_alone(settings: Settings, place: Path) -> None:
    for name in ("~$a.xlsx", "a.xlsx.part", "b.TMP", "c.xlsx.crdownload", ".hidden", "Thumbs.db"):
        (place / name).write_bytes(b"x")
    assert _names(settings) == []
    assert set(_reasons(settings).values()) == {"still_written"}


def test_links_pipes_and_folders_with_a_files_name_are_not_opened(settings: Settings, place: Path) -> None:
    (place / "secret").write_bytes(b"x")
    (place / "link.xlsx").symlink_to(place / "secret")
    (place / "folders").symlink_to("/etc")
    os.mkfifo(place / "pipe.csv")
    (place / "folder.xlsx").mkdir()
    assert _names(settings) == ["secret"]
    assert _reasons(settings) == dict.fromkeys(("folders", "link.xlsx", "pipe.csv"), "not_a_file")


def test_a_file_that_became_a_pipe_or_a_link_after_listing_is_not_read(settings: Settings, place: Path) -> None:
    path = place / "a.xlsx"
    path.write_bytes(b"x")
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Passed, match="not_a_file"):
        folder.fetch(settings, listed)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(Passed, match="vanished"):
        folder.fetch(settings, listed)


@pytest.mark.parametrize("way", ["replaced", "rewritten", "grown", "removed"])
def test_a_file_that_changes_while_it_is_read_is_not_taken(
    settings: Settings, place: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    path = place / "a.xlsx"
    path.write_bytes(b"old " * 1000)
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    really, calls = os.fstat, [0]

    def change_after_the_first_look(number: int) -> os.stat_result:
        seen = really(number)
        calls[0] += 1
        if calls[0] == 1:
            _change(path, way)
        return seen

    monkeypatch.setattr(os, "fstat", change_after_the_first_look)
    with pytest.raises(Passed, match="still_written"):
        folder.fetch(settings, listed)
    assert calls[0] >= 2


def _change(path: Path, way: str) -> None:
    if way == "replaced":
        path.with_name("new").write_bytes(b"new " * 1000)
        path.with_name("new").rename(path)
    elif way == "removed":
        path.unlink()
    else:
        path.write_bytes((b"new " if way == "rewritten" else b"old ") * (1000 if way == "rewritten" else 1001))
        os.utime(path, ns=(1, 1))


def test_a_name_of_an_old_machine_in_gbk_can_be_read(settings: Settings, place: Path) -> None:
    path = os.fsencode(place) + b"/" + "五月.xlsx".encode("gb18030")
    Path(os.fsdecode(path)).write_bytes(b"content")
    listed = folder.list_files(settings, UNIT, "", NOW).files[0]
    assert listed.name == "五月.xlsx"
    assert folder.fetch(settings, listed) == b"content"


def test_a_young_file_waits_when_that_is_asked_for_but_not_one_from_the_future(place: Path, tmp_path: Path) -> None:
    environment = {"TOWNSHIP_SYNC_DROP_FOLDER": str(tmp_path / "drop"), "TOWNSHIP_SYNC_DROP_QUIET_SECONDS": "30"}
    for name, age in (("young.csv", 10), ("old.csv", 60), ("future.csv", -9999)):
        (place / name).write_bytes(b"x")
        os.utime(place / name, (NOW.timestamp() - age, NOW.timestamp() - age))
    assert _names(Settings(tmp_path, environment)) == ["future.csv", "old.csv"]


def test_only_months_count_from_the_first_wanted_one_on(settings: Settings, place: Path, tmp_path: Path) -> None:
    for period in ("2020-04", "2020-05", "2020-13", "notes"):
        (tmp_path / "drop" / period / UNIT).mkdir(parents=True, exist_ok=True)
        (tmp_path / "drop" / period / UNIT / f"{period}.csv").write_bytes(b"x")
    assert _names(settings) == ["2020-04.csv", "2020-05.csv"]
    assert _names(settings, "2020-05") == ["2020-05.csv"]


def test_a_vanished_file_is_passed_over(settings: Settings) -> None:
    with pytest.raises(Passed, match="vanished"):
        folder.fetch(settings, OfferedFile(UNIT, "2020-05", "x", 1, None, "2020-05/x"))


def test_a_missing_drop_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_DROP_FOLDER"):
        folder.list_files(Settings(tmp_path, {}), UNIT, "", NOW)
