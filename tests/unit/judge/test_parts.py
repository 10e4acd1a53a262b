"""A month judged in parts is judged as it would be in one."""

import gc
from collections import Counter
from itertools import pairwise

import pytest

from golden.months import CASES, case, told
from township_sync.bench import townships
from township_sync.checks import parts
from township_sync.checks.months import EntityFrames, entity_frames, heads
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks
from township_sync.domain.contract import contracts
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.steps import judge as step


@pytest.fixture
def unit_by_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every unit is a part of its own."""
    monkeypatch.setattr(step, "parts_of", lambda *month: parts.parts_of(*month, rows=1))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("unit_by_unit")
def test_a_golden_month_judged_unit_by_unit_is_judged_as_written(name: str) -> None:
    month = case(name)
    found = step.judge(month.files, month.period, month.previous, month.loaded)
    assert Counter(map(told, found.findings)) == Counter(month.expected)


@pytest.mark.parametrize("name", ["workers", "versions", "corrections"])
def test_parts_change_no_fate_no_standing_and_no_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _judged(name)
    monkeypatch.setattr(step, "parts_of", lambda *given: parts.parts_of(*given, rows=1))
    apart = _judged(name)
    assert dict(apart.fates) == dict(whole.fates)
    assert (apart.held, apart.blocked, apart.good) == (whole.held, whole.blocked, whole.good)
    assert apart.verdicts == whole.verdicts
    assert _failed(apart) == _failed(whole)
    assert {found.message for found in apart.findings} == {found.message for found in whole.findings}


def _judged(name: str) -> Judgement:
    month = case(name)
    return step.judge(month.files, month.period, month.previous, month.loaded, with_history=True)


def _failed(found: Judgement) -> set[tuple[str, str]]:
    return {(run.entity, run.slug) for run in found.rules if run.outcome == "failed"}


def test_what_could_not_be_asked_is_told_of_every_unit_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    files, period = townships.month(4 * townships.SHEET_ROWS), townships.PERIOD
    whole = step.judge(files, period)
    monkeypatch.setattr(step, "parts_of", lambda *given: parts.parts_of(*given, rows=2 * townships.SHEET_ROWS))
    assert {one.unit_code for one in whole.not_run} == {file.unit_code for file in files}
    assert set(step.judge(files, period).not_run) == set(whole.not_run)


def test_a_part_that_was_judged_keeps_next_to_nothing_of_its_frames() -> None:
    import pyarrow

    gc.collect()
    before = pyarrow.total_allocated_bytes()
    limits, part = definitions(townships.PERIOD).limits, parts.Part(townships.month(townships.SHEET_ROWS))
    frames: EntityFrames | None = entity_frames(part, limits, {})[townships.ENTITY]
    held = pyarrow.total_allocated_bytes() - before
    resting, frames = heads(frames), None
    gc.collect()
    assert len(resting.rows) == 1
    assert pyarrow.total_allocated_bytes() - before < held / 20


def test_a_part_holds_whole_units_and_the_ids_of_its_rows_are_its_own() -> None:
    month = case("workers")
    found = parts.parts_of(month.files, month.previous or (), month.loaded, rows=1)
    units = [{file.unit_code for file in part.files} | {row.unit_code for row in part.previous} for part in found]
    assert len(found) > 1
    assert sum(map(len, units)) == len(set().union(*units))
    ends = [(part.first_row, part.first_row + part.size) for part in found]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_the_rules_between_units_are_known() -> None:
    known = definitions(Month(2020, 5))
    between = {check.slug for name in contracts() for check in compile_checks(name, known) if not check.stays_in_unit}
    assert {"claimed_by_two_townships", "one_person_many_accounts", "one_account_many_persons", "staff_phone_shared",
            "one_time_subsidy_twice"} <= between
    assert not between & {"duplicate_row_in_sheet", "mobile_shared_by_many", "possible_duplicate_person"}
