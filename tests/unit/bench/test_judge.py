"""The benchmark of judging: both peers find what was planted, and so do we."""

import json
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from township_sync.bench import judge, judge_peers, townships
from township_sync.checks.months import entity_frames
from township_sync.checks.one_pass import Pass
from township_sync.checks.parts import Part
from township_sync.cli import app
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks

ROWS = 1_700
TWO_ROWS_EACH = (
    "duplicate_row_in_sheet", "duplicate_key_in_sheet", "id_shared_by_two_names", "possible_duplicate_person",
)


def test_a_month_is_the_same_every_time_and_has_the_faults_that_were_planted() -> None:
    first, second = townships.month(ROWS), townships.month(ROWS)
    assert first == second
    found = judge._ours(first, townships.PERIOD)
    planted = townships.planted(ROWS)
    assert min(planted.values()) > 0
    assert found == {slug: count * (2 if slug in TWO_ROWS_EACH else 1) for slug, count in planted.items()}


def test_a_stored_month_is_the_same_month_and_is_read_file_by_file(tmp_path: Path) -> None:
    files = townships.stored_month(ROWS, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(file.file for file in files)
    assert files == townships.month(ROWS)
    assert judge._ours(files, townships.PERIOD) == judge._ours(townships.month(ROWS), townships.PERIOD)


def test_the_library_finds_the_same_and_polars_too_what_it_covers() -> None:
    files, known = townships.month(ROWS), definitions(townships.PERIOD)
    ours = judge._ours(files, townships.PERIOD)
    assert {slug: count for slug, count in judge_peers.library(files, townships.PERIOD).items() if count} == ours
    assert judge_peers.one_pass(files, townships.PERIOD) == judge_peers.library(files, townships.PERIOD)
    polars = judge_peers.in_polars(judge_peers.as_polars(files), known)
    assert tuple(polars) == judge_peers.COVERED
    assert polars == {slug: ours.get(slug, 0) for slug in judge_peers.COVERED}


def test_every_check_finds_the_rows_that_the_library_finds() -> None:
    known = definitions(townships.PERIOD)
    checks = [check for check in compile_checks(townships.ENTITY, known) if not check.joined and check.rows == "all"]
    frame = entity_frames(Part(townships.month(ROWS)), known.limits, {})[townships.ENTITY].rows
    cells = entity_frames(Part(townships.month(ROWS)), known.limits, {})[townships.ENTITY].cells
    for rows, scopes in ((cells, ("sheet", "cell")), (frame, ("row", "column"))):
        asked = [check for check in checks if check.rule.scope in scopes]
        asking = Pass(rows)
        assert [asking.ask(check).row_ids for check in asked] == judge_peers.by_the_library("all", rows, asked)


def test_each_side_is_measured_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures, two = tmp_path / "figures.json", ("ours", "library")  # a process costs seconds before it measures
    monkeypatch.setattr(judge, "judge", partial(judge.judge, sides=two))
    ran = CliRunner().invoke(app, ["bench", "judge", "--rows", "300", "--json", str(figures)])
    assert ran.exit_code == 0, ran.output
    sides = json.loads(figures.read_text(encoding="utf-8"))
    assert [(one["side"], one["rows"]) for one in sides] == [(side, 300) for side in two]
    assert all(one["peak_mb"] >= one["before_mb"] > 0 < one["cpu_seconds"] for one in sides)
    assert "RATIO to library" in ran.output
