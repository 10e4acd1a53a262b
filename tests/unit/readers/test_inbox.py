"""Months that nobody here made: every sheet's place and counts, and what reading must find, agree with their truth."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from museum.parts import table, xlsx
from township_sync.domain.finding import rule
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.errors import UsageError
from township_sync.readers import limits
from township_sync.steps.read import read_inbox

INBOX = Path(__file__).resolve().parents[4] / "shared/data/inbox"
MonthAndTruth = tuple[dict[str, ReadFile], list[dict[str, Any]]]
MONTHS = ["2020-05", "2020-06", "clean/2020-05"]
JUDGED = {
    "identical_file_again",
    "superseded_by_later_file",
    "copy_filled_column",
    "shifted_rows_suspected",
    "id_no_ends_000_many",
    "id_no_numeric_many",
}
IN_CELLS = {"stray_cell_ignored", "total_mismatch"}
OF_ROWS = {"total_row_skipped", "note_row_skipped", "repeated_header_skipped", "example_row_skipped", "csv_ragged_row"}

needs_inbox = pytest.mark.skipif(not INBOX.is_dir(), reason="../shared/data/inbox is not on this machine")


@pytest.fixture(scope="module", params=MONTHS)
def month(request: pytest.FixtureRequest) -> MonthAndTruth:
    folder = INBOX / request.param
    files = read_inbox(folder, Month.parse(folder.name))
    truth = json.loads(Path(f"{folder}.truth.json").read_text(encoding="utf-8"))
    return {file.file: file for file in files}, truth["files"]


@needs_inbox
def test_every_file_is_there_once_with_its_hash_and_unit(month: MonthAndTruth) -> None:
    read, truth = month
    assert {name: (file.sha256, file.unit_code) for name, file in read.items()} == {
        file["file"]: (file["sha256"], file["unit_code"]) for file in truth
    }


@needs_inbox
def test_every_sheet_has_its_header_and_its_counts(month: MonthAndTruth) -> None:
    read, truth = month
    for file in filter(lambda file: file["check_counts"], truth):
        found = {(s.sheet, s.entity, s.header_row, len(s.rows), s.rows_skipped) for s in read[file["file"]].sheets}
        assert found == {
            (s["sheet"], s["entity"], s["header_row"], s["rows_read"], s["rows_skipped"]) for s in file["sheets"]
        }, file["file"]


@needs_inbox
def test_reading_finds_all_that_is_planted_and_nothing_else(month: MonthAndTruth) -> None:
    read, truth = month
    for file in truth:
        planted = {
            kind: Counter(_key(x) for x in file["findings"] if x["expect"] == kind)
            for kind in ("must_find", "may_find")
        }
        found = Counter(
            _key({"slug": x.slug, "sheet": x.sheet, "row": x.row, "column": x.column})
            for x in read[file["file"]].findings
        )
        for counter in (*planted.values(), found):
            counter.pop(None, None)
        assert not planted["must_find"] - found, file["file"]
        assert file["tolerate_all"] or not found - planted["must_find"] - planted["may_find"], file["file"]


def _key(found: dict[str, Any]) -> tuple[object, ...] | None:
    """What tells a finding of the readers from another; None for those that conform and the suites make."""
    slug = found["slug"]
    is_ours = slug not in JUDGED and (
        slug in IN_CELLS or slug in OF_ROWS or rule(slug).scope in ("file", "sheet", "column")
    )
    return (slug, found["sheet"], found["row"], found["column"]) if is_ours else None


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_inbox(tmp_path / "nowhere", Month(2020, 5))


def test_names_in_gbk_on_the_disk_are_decoded(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + "/草尾镇.xlsx".encode("gb18030"))).write_bytes(xlsx(table()))
    assert [file.file for file in read_inbox(tmp_path, Month(2020, 5))] == ["草尾镇.xlsx"]


def test_a_file_above_the_limit_is_refused_without_being_loaded(tmp_path: Path) -> None:
    with (tmp_path / "big.xlsx").open("wb") as stream:
        stream.truncate(limits.UNPACKED_BYTES + 1)
    [file] = read_inbox(tmp_path, Month(2020, 5))
    assert [found.slug for found in file.findings] == ["unpacked_too_large"]
    assert len(file.sha256) == 64


def test_links_pipes_and_litter_in_the_folder_are_passed_over(tmp_path: Path) -> None:
    unit = tmp_path / "430981114"
    unit.mkdir()
    (unit / "a.xlsx").write_bytes(xlsx(table()))
    (unit / "~$a.xlsx").write_bytes(b"x")
    (unit / ".DS_Store").write_bytes(b"x")
    (unit / "link.xlsx").symlink_to(unit / "a.xlsx")
    (unit / "folder.xlsx").mkdir()
    os.mkfifo(unit / "pipe.xlsx")
    told: list[str] = []
    files = read_inbox(tmp_path, Month(2020, 5), told.append)
    assert [(file.file, file.unit_code) for file in files] == [("430981114/a.xlsx", "430981114")]
    assert told == ["430981114/a.xlsx"]
