"""Nothing else is hurt: all hostile inputs at once beside good townships, and files that are broken at random."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from museum.exhibits import GOOD
from museum.mutations import good_files, mutants
from museum.parts import FIRST_ROW, HEADERS, LETTER, id_no, table, xlsx
from museum.test_hostile_inputs import EXHIBITS, MAY, SENDER
from museum.test_hostile_inputs_in_cells import CELLS
from museum.test_hostile_inputs_in_places import NAMES
from township_sync.domain.unit import units
from township_sync.readers import guard, limits
from township_sync.steps.check import as_json, check
from township_sync.steps.read import read_file

TOO_SLOW_FOR_HERE = {
    "comments.xlsx", "longest_cells_60_mb.xlsx", "empty_lines.csv",
    "longest_cells.xlsx", "merges.xlsx", "ten_million_strings.xlsx", "styled_rows.xlsx", "parts.xlsx",
}
MUTANTS = int(os.environ.get("TOWNSHIP_SYNC_TEST_MUTANTS", "25"))
"""Broken copies of each good file; more of them are tried by hand."""


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After each test: no temporary file, no open file, no process but the worker and its fork for the next file."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    guard.stop()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    read_file("warm.xlsx", GOOD, SENDER, MAY)
    worker, ours = psutil.Process(guard._state["worker"].pid), psutil.Process()
    before = ours.num_fds(), worker.num_fds()
    yield
    assert guard._state["worker"].pid == worker.pid
    assert len(worker.children()) == 1
    # Fewer than before is fine: what an earlier test left open may be collected meanwhile.
    assert ours.num_fds() <= before[0]
    assert worker.num_fds() == before[1]
    assert list(temporary.iterdir()) == []
    guard.stop()


def test_forty_hostile_files_at_once_change_nothing_for_thirteen_good_townships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CPU_SECONDS_LEAST", "CPU_SECONDS_PER_MEGABYTE", "SLOW_FORMAT_FACTOR"):
        monkeypatch.setattr(limits, name, 1)  # those that burn their time are stopped the sooner
    inbox = tmp_path / "2020-05"
    good = [code for code in units() if code != SENDER]
    for number, code in enumerate(good):
        _write(inbox / code / "五月.xlsx", _good_township(code, number))
    alone = {file["file"]: file for file in as_json(*check([inbox], MAY))["files"]}
    assert len(alone) == 13
    hostile = _hostile_files()
    for name, data in hostile.items():
        _write(inbox / SENDER / name, data)
    (inbox / SENDER / "link.xlsx").symlink_to("/etc/hostname")
    os.mkfifo(inbox / SENDER / "pipe.xlsx")
    together = {file["file"]: file for file in as_json(*check([inbox], MAY))["files"]}
    assert {name: file for name, file in together.items() if name in alone} == alone
    assert len({name.split("/")[1] for name in together.keys() - alone.keys()}) == len(hostile)


def _good_township(code: str, number: int) -> bytes:
    rows = table(6, letter=LETTER.replace("草尾镇", units()[code].name))
    for place, row in enumerate(rows[FIRST_ROW - 1 :]):
        row[HEADERS.index("身份证号")] = id_no(100 + 10 * number + place)
        row[HEADERS.index("乡镇")] = units()[code].name
    rows[-1][HEADERS.index("采集日期")] = "2020-02-30"
    return xlsx(rows)


def _hostile_files() -> dict[str, bytes]:
    """A file of each exhibit, of each hostile cell, and with each hostile name that a disk can have."""
    files = {f"{one.number}_{one.name}": one.make() for one in EXHIBITS if one.name not in TOO_SLOW_FOR_HERE}
    for place, cell in enumerate(CELLS):
        rows = table(1)
        rows[FIRST_ROW - 1][HEADERS.index(cell.column)] = cell.typed
        files[f"cell_{cell.number}_{place}.xlsx"] = xlsx(rows)
    names = [name for name in NAMES if "/" not in name and "\x00" not in name and len(name) < 200]
    return files | dict.fromkeys(names, GOOD)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize("name", good_files())
@pytest.mark.timeout(0 if MUTANTS > 25 else 300)
def test_no_random_damage_gets_past_a_named_outcome_or_a_limit(name: str) -> None:
    for number, data in enumerate(mutants(good_files()[name], name, MUTANTS)):
        with guard.counted() as usages:
            files = read_file(name, data, SENDER, MAY)
        assert files, f"mutant {number} of {name} vanished"
        reasons = [str(found.details.get("reason")) for file in files for found in file.findings]
        assert not [one for one in reasons if "Error in" in one], f"mutant {number} of {name} found a fault of ours"
        assert all(one.cpu_seconds <= 2.2 and one.peak_bytes <= limits.MEMORY_BYTES for one in usages), (number, usages)
        rows = sum(len(sheet.rows) for file in files for sheet in file.sheets)
        assert rows or any(file.findings for file in files), f"mutant {number} of {name} is silently empty"
