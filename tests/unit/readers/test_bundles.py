"""Bundles: what is in them is read under clean names, and nothing is unpacked that is too much."""

import io
from pathlib import Path

import py7zr
import pytest

from museum.parts import table, xlsx, zipped, zipped_by_windows
from township_sync.readers import limits, open_bytes, seven_zip
from township_sync.readers.raw import Refused

BOOK = xlsx(table())
Files = dict[str, bytes]


def seven_zipped(files: Files, password: str | None = None, hide_names: bool = False) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=hide_names) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def test_every_file_of_a_7z_is_read_under_its_own_name() -> None:
    data = seven_zipped({"草尾镇/五月.xlsx": BOOK, "说明.csv": "姓名,年\n张丰,1\n".encode()})
    made = open_bytes("一.7z", data)
    assert [(one.name, one.kind, one.bundle) for one in made] == [
        ("一.7z/草尾镇/五月.xlsx", "xlsx", "一.7z"), ("一.7z/说明.csv", "csv", "一.7z"),
    ]


@pytest.mark.parametrize("hide_names", [False, True])
def test_a_7z_with_a_password_is_said_to_have_one(hide_names: bool) -> None:
    assert slugs(seven_zipped({"a.xlsx": BOOK}, "s3", hide_names)) == ["password_protected"]


def test_names_that_lead_out_of_the_folder_are_cleaned_and_office_leftovers_passed_over() -> None:
    files = {"../../x.xlsx": BOOK, "C:\\y.xlsx": BOOK, "~$y.xlsx": b"lock", "__MACOSX/._y.xlsx": b"fork"}
    assert names(_hostile_names(files)) == ["a.7z/C:/y.xlsx", "a.7z/x.xlsx"]


def _hostile_names(files: Files) -> bytes:
    """As py7zr would not write them: names of the same length are put in their place."""
    replaced = {f"{number:02d}{'n' * (len(name) - 2)}": name for number, name in enumerate(files)}
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.set_encoded_header_mode(False)
        for harmless, name in replaced.items():
            archive.writestr(files[name], harmless)
        for entry in archive.header.files_info.files:
            entry["filename"] = replaced[entry["filename"]]
    return out.getvalue()


def test_the_size_of_a_7z_is_judged_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = seven_zipped({"a.csv": bytes(3000)})
    monkeypatch.setattr(py7zr.SevenZipFile, "extractall", lambda *_, **__: pytest.fail("it was unpacked"))
    monkeypatch.setattr(seven_zip.limits, "UNPACKED_BYTES", 2000, raising=False)
    with pytest.raises(Refused) as refused:
        seven_zip.files_of(data)
    assert refused.value.slug == "unpacked_too_large"


def test_a_bomb_in_a_7z_is_refused_while_it_is_small() -> None:
    data = seven_zipped({"a.csv": bytes(limits.UNPACKED_BYTES + 1)})
    assert len(data) < 100_000
    assert slugs(data) == ["unpacked_too_large"]


def test_too_many_files_are_refused() -> None:
    assert slugs(seven_zipped({f"{number}.csv": b"a,b\n" for number in range(limits.BUNDLE_FILES + 1)})) == [
        "unpacked_too_large"
    ]


@pytest.mark.parametrize("damage", [slice(0, -40), slice(0, 40), slice(0, 200)])
def test_a_7z_that_is_cut_off_is_unreadable(damage: slice) -> None:
    assert slugs(seven_zipped({"a.xlsx": BOOK})[damage]) == ["unreadable_file"]


def test_one_level_of_bundles_in_bundles_is_read_whatever_packed_them() -> None:
    assert names(seven_zipped({"里.zip": zipped_by_windows({"草尾镇.xlsx": BOOK})})) == ["a.7z/里.zip/草尾镇.xlsx"]
    assert names(zipped({"里.7z": seven_zipped({"草尾镇.xlsx": BOOK})}), "a.zip") == ["a.zip/里.7z/草尾镇.xlsx"]


def test_two_levels_are_refused_whatever_packed_them() -> None:
    inner = seven_zipped({"a.7z": zipped({"a.xlsx": BOOK})})
    assert slugs(zipped({"b.7z": inner}), "a.zip") == ["unpacked_too_large"]


@pytest.mark.parametrize(("start", "word"), [
    (b"Rar!\x1a\x07\x01\x00", "RAR"), (b"\x1f\x8b\x08\x00", "GZIP"), (b"\x78\x9f\x3e\x22", "winmail.dat"),
])
def test_what_is_packed_otherwise_is_refused_with_its_remedy(start: bytes, word: str) -> None:
    [made] = open_bytes("a.bin", start + b"x" * 50)
    [found] = made.findings
    assert found.slug == "unreadable_file"
    assert word in str(found.details["remedy"])


def test_the_extension_of_a_bundle_is_checked_too() -> None:
    assert slugs(seven_zipped({"a.xlsx": BOOK}), "a.zip") == ["file_type_mismatch"]


def names(data: bytes, name: str = "a.7z") -> list[str]:
    return [one.name for one in open_bytes(name, data)]


def slugs(data: bytes, name: str = "a.7z") -> list[str]:
    return [found.slug for found in open_bytes(name, data)[0].findings]


def test_nothing_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seven_zip.files_of(seven_zipped({"a.xlsx": BOOK}))
    assert not list(tmp_path.iterdir())
