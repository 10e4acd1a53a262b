"""Every limit of the reader stands in one table, may be set, and is documented."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from township_sync.errors import UsageError
from township_sync.readers import limits
from township_sync.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def _documented() -> Iterator[tuple[str, float, str, str]]:
    text = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| `TOWNSHIP_SYNC_READER_(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    for name, default, unit, meaning in lines:
        yield name, float(default.split(" ")[0].replace(",", "")), unit, meaning


def test_the_documented_table_is_the_table_of_the_reader() -> None:
    assert list(_documented()) == [(one.name, float(one.default), one.unit, one.meaning) for one in limits.TABLE]


def test_every_limit_of_the_table_is_declared_and_no_other() -> None:
    declared = {name for name in limits.__annotations__ if name.isupper()}
    assert declared == {one.name for one in limits.TABLE}
    assert limits.in_force().keys() == declared


def test_the_defaults_are_those_of_the_rules() -> None:
    wanted = limits.of(Settings(Path(), {}))
    assert (wanted["SHEET_ROWS"], wanted["UNPACKED_BYTES"], wanted["BUNDLE_FILES"]) == (50_000, 200 * 1024**2, 200)
    assert (wanted["CPU_SECONDS_PER_MEGABYTE"], wanted["MEMORY_BYTES"]) == (2, 512 * 1024**2)


def test_a_limit_is_set_by_an_environment_variable() -> None:
    wanted = limits.of(Settings(Path(), {"TOWNSHIP_SYNC_READER_SHEET_ROWS": "200000"}))
    assert (wanted["SHEET_ROWS"], wanted["PARTS"]) == (200_000, 10_000)


@pytest.mark.parametrize("said", ["many", "-1", "1.5", "nan", "inf", "1e999"])
def test_a_limit_that_is_no_such_number_is_a_usage_error(said: str) -> None:
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_READER_SHEET_ROWS is"):
        limits.of(Settings(Path(), {"TOWNSHIP_SYNC_READER_SHEET_ROWS": said}))


def test_a_limit_that_nobody_knows_is_no_limit() -> None:
    with pytest.raises(AttributeError):
        _ = limits.NO_SUCH_LIMIT


@pytest.mark.parametrize(("said", "exit_code"), [("2", 1), ("many", 2)])
def test_the_command_takes_a_limit_from_its_environment(tmp_path: Path, said: str, exit_code: int) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,乡镇\r\n".encode() + "张丰,草尾镇\r\n".encode() * 5)
    environment = {"TOWNSHIP_SYNC_READER_SHEET_ROWS": said, "PYTHONPATH": str(ROOT / "plugins"), "LANG": "C.UTF-8"}
    command = ["check", str(tmp_path / "a.csv"), "--period", "2020-05", "--json", str(tmp_path / "told")]
    command = [sys.executable, "-m", "township_sync.cli", *command]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    told = "超过上限2行" if said == "2" else "TOWNSHIP_SYNC_READER_SHEET_ROWS is 'many'"
    answer = tmp_path / "told"
    assert told in (answer.read_text(encoding="utf-8") if answer.exists() else done.stderr)
    assert done.returncode == exit_code


def test_a_small_file_has_two_seconds_and_a_large_one_two_for_each_megabyte() -> None:
    assert [limits.cpu_seconds(size) for size in (0, 7_000, 1 << 20, 3 << 20)] == [2, 2, 2, 6]
    assert limits.wall_seconds(7_000) == 60
