"""`check`, `template` and `sample` on files that are there, and on those that cannot be."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from museum.parts import table, xlsx
from township_sync.readers import limits
from unit.cli.conftest import Command, sentence

CAOWEI, NANDA = "430981114", "430981115"


def letter(month: str = "2020-05", unit: str = "草尾镇") -> str:
    return f"填报单位：{unit}    填报期：{month}    填报人：王敏"


def book(path: Path, month: str = "2020-05", first: int = 1) -> Path:
    """A good workbook; `first` makes its bytes differ from others'."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(xlsx(table(2 + first, letter=letter(month))))
    return path


def answered(command: Command, out: Path, *words: object) -> list[dict[str, Any]]:
    result = command("check", *words, "--json", out)
    assert result.exit_code in (0, 1), result.output
    files: list[dict[str, Any]] = json.loads(out.read_text())["files"]
    return files


def test_two_files_of_one_name_are_two_files_with_their_own_senders(command: Command, tmp_path: Path) -> None:
    one, other = book(tmp_path / CAOWEI / "x.xlsx"), book(tmp_path / NANDA / "x.xlsx", first=2)
    files = answered(command, tmp_path / "out.json", one, other, "--period", "2020-05")
    assert [(file["file"], file["unit_code"]) for file in files] == [(str(one), CAOWEI), (str(other), NANDA)]
    assert [file["sheets"][0]["rows_read"] for file in files] == [3, 4]
    slugs = [{found["slug"] for found in file["findings"]} for file in files]
    assert "wrong_unit" in slugs[1] and "wrong_unit" not in slugs[0]


def test_files_of_different_names_keep_their_short_names(command: Command, tmp_path: Path) -> None:
    one, other = book(tmp_path / "a/x.xlsx"), book(tmp_path / "a/y.xlsx", first=2)
    files = answered(command, tmp_path / "out.json", one, other, "--period", "2020-05")
    assert [file["file"] for file in files] == ["x.xlsx", "y.xlsx"]


@pytest.mark.parametrize("again", ["a/x.xlsx", "./a/../a/x.xlsx", "a"])
def test_a_file_named_twice_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    book(tmp_path / "a/x.xlsx")
    monkeypatch.chdir(tmp_path)
    said = sentence(command("check", "a/x.xlsx", again, "--period", "2020-05"))
    assert "a/x.xlsx and " in said and "the same file" in said


def test_two_inboxes_with_files_of_the_same_path_are_refused_by_both_names(command: Command, tmp_path: Path) -> None:
    one, other = book(tmp_path / "a" / CAOWEI / "x.xlsx"), book(tmp_path / "b" / CAOWEI / "x.xlsx")
    said = sentence(command("check", tmp_path / "a", tmp_path / "b", "--period", "2020-05"))
    assert str(one) in said and str(other) in said


def test_what_office_programs_leave_in_two_inboxes_is_no_clash(command: Command, tmp_path: Path) -> None:
    for name in ("a", "b"):
        book(tmp_path / name / CAOWEI / f"{name}.xlsx")
        (tmp_path / name / ".DS_Store").write_bytes(b"x")
    assert command("check", tmp_path / "a", tmp_path / "b", "--period", "2020-05").exit_code in (0, 1)


@pytest.mark.parametrize("place", ["a_folder", "missing/out.json", "x.xlsx/out.json", "n" * 253, "pipe", "x.xlsx"])
def test_a_place_where_no_answer_can_be_written_is_refused_before_anything_is_read(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the check was run")

    monkeypatch.setattr("township_sync.steps.check.check", read)
    file = book(tmp_path / "x.xlsx")
    before = file.read_bytes()
    (tmp_path / "a_folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    said = sentence(command("check", file, "--period", "2020-05", "--json", tmp_path / place))
    assert "choose another place" in said
    assert {path.name for path in tmp_path.iterdir()} == {"x.xlsx", "a_folder", "pipe"}
    assert file.read_bytes() == before


def test_an_answer_leaves_nothing_beside_it_and_a_failed_one_leaves_the_old(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")
    file = book(tmp_path / "a/x.xlsx")
    assert command("check", file, "--json", out, "--period", "2020-13").exit_code == 2
    assert out.read_text() == "old"
    answered(command, out, file, "--period", "2020-05")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.json"]


@pytest.mark.parametrize("make", ["template", "sample"])
def test_a_file_where_a_folder_must_be_is_one_sentence(command: Command, tmp_path: Path, make: str) -> None:
    file = tmp_path / "a_file"
    file.touch()
    words = ["--period", "2020-05"] if make == "template" else []
    assert sentence(command(make, file, *words)) == f"township-sync: {file}: File exists; choose another path."
    assert "Not a directory" in sentence(command(make, file / "below", *words))


@pytest.mark.parametrize("people", ["-5", "0", "many"])
def test_a_sample_of_nobody_is_wrong_usage(command: Command, tmp_path: Path, people: str) -> None:
    assert command("sample", tmp_path / "out", "--people", people).exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_single_file_above_the_limit_is_a_finding_and_is_not_loaded(command: Command, tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as stream:
        stream.truncate(limits.UNPACKED_BYTES + 1)
    [file] = answered(command, tmp_path / "out.json", large, "--period", "2020-05")
    assert [found["slug"] for found in file["findings"]] == ["unpacked_too_large"]
    assert file["status"] == "rejected" and len(file["sha256"]) == 64


def test_single_files_are_told_as_progress(tmp_path: Path) -> None:
    from township_sync.domain.period import Month
    from township_sync.steps.check import check

    told: list[str] = []
    check([book(tmp_path / "x.xlsx"), book(tmp_path / "y.xlsx", first=2)], Month(2020, 5), progress=told.append)
    assert told == ["x.xlsx", "y.xlsx"]


@pytest.mark.parametrize("period", [["--period", "2020-05"], []])
def test_a_file_that_cannot_be_read_is_one_sentence(command: Command, period: list[str]) -> None:
    # The kernel refuses it to root too, which a file without rights is not.
    unreadable = Path("/proc/self/mem")
    if not unreadable.is_file():
        pytest.skip("this system has no such file")
    assert "/proc/self/mem cannot be read: Input/output error" in sentence(command("check", unreadable, *period))


def test_a_file_without_rights_is_one_sentence(command: Command, tmp_path: Path) -> None:
    closed = book(tmp_path / "x.xlsx")
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("root may read everything")
    assert "Permission denied" in sentence(command("check", closed, "--period", "2020-05"))


def test_names_in_brackets_are_shown_as_they_are(command: Command, tmp_path: Path) -> None:
    result = command("check", book(tmp_path / "草[red]尾[bold].xlsx"), "--period", "2020-05", COLUMNS="200")
    assert "草[red]尾[bold].xlsx" in result.stdout


def test_a_name_that_an_old_system_wrote_is_decoded(command: Command, tmp_path: Path) -> None:
    raw = os.fsdecode(bytes(tmp_path) + b"/" + "草尾镇.xlsx".encode("gb18030"))
    file = book(Path(raw))
    [answer] = answered(command, tmp_path / "out.json", file, "--period", "2020-05")
    assert answer["file"] == "草尾镇.xlsx"


@pytest.mark.parametrize("words", [[], ["--period", "zzz"]])
def test_existence_is_asked_before_the_month(command: Command, tmp_path: Path, words: list[str]) -> None:
    assert "There is no file or folder nowhere.xlsx" in sentence(command("check", tmp_path / "nowhere.xlsx", *words))


@pytest.mark.parametrize("words", [[], ["--period", "2020-05"]])
@pytest.mark.parametrize("kind", ["fifo", "socket", "device"])
def test_what_is_no_regular_file_is_said_to_be_none(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("/dev/zero") if kind == "device" else Path("odd")
    if kind == "fifo":
        os.mkfifo(path)
    if kind == "socket":
        socket.socket(socket.AF_UNIX).bind(str(path))
    assert "is no regular file" in sentence(command("check", path, *words))


@pytest.mark.parametrize("left", [[], ["430981114/.DS_Store"], ["430981114/~$x.xlsx", "__MACOSX/x.xlsx"]])
@pytest.mark.parametrize("words", [[], ["--period", "2020-05"]])
def test_a_folder_without_any_file_is_refused(
    command: Command, tmp_path: Path, left: list[str], words: list[str]
) -> None:
    folder = tmp_path / "2020-05"
    folder.mkdir()
    for name in left:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    assert "no file there" in sentence(command("check", folder, *words))


@pytest.mark.parametrize("words", [
    ["check", ""], ["check", "x.xlsx", "--previous", ""], ["check", "x.xlsx", "--json", ""],
    ["run", "--inbox", "", "--period", "2020-05"], ["template", "", "--period", "2020-05"], ["sample", ""],
    ["status", "--workspace", ""],
])
def test_an_empty_name_does_not_mean_the_folder_where_we_are(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    book(tmp_path / "x.xlsx")
    monkeypatch.chdir(tmp_path)
    result = command(*words)
    assert result.exit_code == 2 and "empty name" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_the_month_of_a_folder_is_what_its_letterheads_state(command: Command, tmp_path: Path) -> None:
    for number in (1, 2):
        book(tmp_path / "inbox" / CAOWEI / f"{number}.xlsx", first=number)
    (tmp_path / "inbox" / CAOWEI / "0.xlsx").write_bytes(b"no workbook")
    files = answered(command, tmp_path / "out.json", tmp_path / "inbox")
    assert {file["period"] for file in files} == {"2020-05"} and len(files) == 3


def test_two_months_in_a_folder_are_refused_by_name(command: Command, tmp_path: Path) -> None:
    book(tmp_path / "inbox" / CAOWEI / "1.xlsx"), book(tmp_path / "inbox" / CAOWEI / "2.xlsx", "2020-06")
    assert "found: 2020-05, 2020-06" in sentence(command("check", tmp_path / "inbox"))


def test_a_folder_that_says_no_month_is_refused(command: Command, tmp_path: Path) -> None:
    book(tmp_path / "inbox" / CAOWEI / "1.xlsx", "5月")
    assert "found: none" in sentence(command("check", tmp_path / "inbox"))


def test_only_as_many_files_are_looked_into_as_make_the_month_clear(tmp_path: Path) -> None:
    from township_sync.domain.period import Month
    from township_sync.steps.check import period_of

    for number, month in enumerate(["2020-05", "2020-05", "2020-05", "2020-04"], 1):
        book(tmp_path / "inbox" / CAOWEI / f"{number}.xlsx", month, first=number)
    assert period_of([tmp_path / "inbox"]) == Month(2020, 5)


def test_the_name_of_the_folder_where_we_are_counts(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(tmp_path / "2020-05" / CAOWEI / "x.xlsx", "5月")
    monkeypatch.chdir(tmp_path / "2020-05")
    assert command("check", ".").exit_code in (0, 1)


def test_the_status_is_shown_in_the_words_of_the_receipt_and_written_as_data(command: Command, tmp_path: Path) -> None:
    refused = tmp_path / "x.xlsx"
    refused.write_bytes(b"no workbook")
    result = command("check", refused, "--period", "2020-05", "--json", tmp_path / "out.json", COLUMNS="200")
    assert "退回" in next(line for line in result.stdout.splitlines() if "x.xlsx" in line)
    assert json.loads((tmp_path / "out.json").read_text())["files"][0]["status"] == "rejected"


@pytest.mark.parametrize("words", [["check"], ["as-of"], ["candidates"], ["rules"]])
def test_the_help_of_json_fits_every_command_that_answers(command: Command, words: list[str]) -> None:
    assert "Write the answer to this file as JSON." in command(*words, "--help", COLUMNS="200").stdout


def test_rules_that_lack_last_month_are_said_to_be_not_run(command: Command, tmp_path: Path) -> None:
    path, out = book(tmp_path / CAOWEI / "x.xlsx"), tmp_path / "out.json"
    result = command("check", path, "--period", "2020-05", "--json", out)
    assert "未核验：1个单位没有上月的“劳动力就业信息”" in result.stdout and "row_count_drift" in result.stdout
    not_run = json.loads(out.read_text())["rules_not_run"]
    assert {"unit_code": CAOWEI, "entity": "worker_employment", "slug": "row_count_drift",
            "missing": "worker_employment", "month": "last_month"} in not_run
