"""Hostile inputs 33-36 of reliability.md 2.8: names, places and moments that are made to lead somewhere else."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from museum.exhibits import GOOD
from museum.parts import LETTER, table, xlsx, zipped
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.sources import folder
from township_sync.sources.listing import Passed
from township_sync.steps.check import as_json, check
from township_sync.steps.read import read_file
from township_sync.warehouse import archive

MAY = Month(2020, 5)
NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT = "430981114"
NAMES = [
    "../../etc/x.xlsx", "..\\..\\x.xlsx", "/etc/x.xlsx", "C:\\x.xlsx", "a\x00.xlsx", "长" * 300 + ".xlsx", "con.xlsx",
    "=x.xlsx", "\u202exslx.exe", "a\nb.xlsx", "{file}.xlsx", "%s.xlsx", "439999199001011239.xlsx", " ", ".xlsx",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:30] for name in NAMES])
def test_33_a_name_leads_nowhere_and_is_only_shown(name: str) -> None:
    began = set(Path().iterdir())
    [alone] = read_file(name, GOOD, UNIT, MAY)
    bundled = read_file("b.zip", zipped({name.replace("\x00", "") or "x": GOOD}), UNIT, MAY)
    assert [len(sheet.rows) for sheet in alone.sheets] == [3]
    for file in bundled:
        assert ".." not in file.file.split("/") and not file.file.startswith(("/", "C:"))
    for found in (*alone.findings, *(found for file in bundled for found in file.findings)):
        assert "439999199001011239" not in found.message
    assert set(Path().iterdir()) == began


def test_33_bytes_are_archived_under_their_hash_whatever_their_name(tmp_path: Path) -> None:
    sha256 = archive.put(Settings(tmp_path, {}), GOOD)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "drop/2020-05" / UNIT
    made.mkdir(parents=True)
    (made / "good.xlsx").write_bytes(GOOD)
    return made


@pytest.fixture
def settings(tmp_path: Path, place: Path) -> Settings:
    return Settings(tmp_path, {"TOWNSHIP_SYNC_DROP_FOLDER": str(tmp_path / "drop")})


def test_34_links_pipes_devices_and_folders_are_passed_over_and_block_nothing(settings: Settings, place: Path) -> None:
    (place / "link.xlsx").symlink_to("/etc/hostname")
    (place / "circle.xlsx").symlink_to(place / "circle.xlsx")
    (place / "out").symlink_to("/etc")
    os.mkfifo(place / "pipe.xlsx")
    (place / "folder.xlsx").mkdir()
    expected = {"link.xlsx", "circle.xlsx", "out", "pipe.xlsx"}
    if os.geteuid() == 0:
        os.mknod(place / "device.xlsx", 0o020666, os.makedev(1, 5))  # /dev/zero never ends
        expected.add("device.xlsx")
    began = time.monotonic()
    listing = folder.list_files(settings, UNIT, "", NOW)
    assert [file.name for file in listing.files] == ["good.xlsx"]
    assert {one.name for one in listing.passed_over if one.reason == "not_a_file"} == expected
    assert folder.fetch(settings, listing.files[0]) == GOOD
    files, _ = check([place.parent], MAY)
    assert [file.file for file in files] == [f"{UNIT}/good.xlsx"]
    assert time.monotonic() - began < 60


def test_35_a_file_that_is_replaced_while_it_is_read_is_never_a_mix(settings: Settings, place: Path) -> None:
    """A writer replaces and rewrites the file all the time; what is taken is of one version, in the end all of it."""
    path, versions = place / "good.xlsx", [bytes([value]) * 3_000_000 for value in (1, 2)]
    path.write_bytes(versions[0])
    writer = os.fork()
    if writer == 0:
        try:
            for number in range(200):
                if number % 2:
                    path.write_bytes(versions[number // 2 % 2])
                else:
                    path.with_name(".new").write_bytes(versions[number // 2 % 2])
                    path.with_name(".new").rename(path)
        finally:
            os._exit(0)
    taken, passed = set[bytes](), 0
    while os.waitpid(writer, os.WNOHANG) == (0, 0):
        for file in folder.list_files(settings, UNIT, "", NOW).files:
            try:
                taken.add(folder.fetch(settings, file))
            except Passed:
                passed += 1
    [file] = folder.list_files(settings, UNIT, "", NOW).files
    taken.add(folder.fetch(settings, file))
    # A writer that stands still in the middle looks like one that is done; what it wrote so far is no mix.
    assert all(any(version.startswith(one) for version in versions) for one in taken)
    assert taken & set(versions) and passed


def test_36_another_township_another_month_and_the_same_file_again_are_told_from_each_other(tmp_path: Path) -> None:
    inbox = tmp_path / "2020-05"
    files = {
        "430981114/1.xlsx": GOOD, "430981114/2.xlsx": GOOD, "430981115/1.xlsx": GOOD,
        "430981114/3.xlsx": xlsx(table(letter=LETTER.replace("2020-05", "2020-04"))),
    }  # fmt: skip
    for name, data in files.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    told = as_json(*check([inbox], MAY))["files"]
    slugs = {"wrong_unit", "wrong_period", "identical_file_again"}
    found = {file["file"]: [one["slug"] for one in file["findings"] if one["slug"] in slugs] for file in told}
    assert found == {
        "430981114/1.xlsx": [], "430981114/2.xlsx": ["identical_file_again"],
        "430981114/3.xlsx": ["wrong_period"], "430981115/1.xlsx": ["wrong_unit"],
    }  # fmt: skip
    [message] = [one["message"] for file in told for one in file["findings"] if one["slug"] == "wrong_unit"]
    assert "草尾镇" in message and "阳罗洲镇" in message
