"""Corrections (补正) row by row, and full files that leave out too much to be meant, without any rule of a suite."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from golden.months import case, id_no
from township_sync.checks.changes import changes_between
from township_sync.checks.corrections import corrected_rows
from township_sync.checks.resends import resends
from township_sync.checks.standing import Standing, standing_of
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RowPlace
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, Mode, ModeSource, ReadFile, ReadSheet
from township_sync.steps.check import as_json
from township_sync.steps.judge import judge

POLICY = policy_on(Month(2020, 5).last_day)
P1, P2, P3, P4 = (id_no(f"1980010{day}/101") for day in (1, 2, 3, 4))
WRONG = P1[:17] + ("0" if P1[17] != "0" else "1")
Values = Mapping[str, str | None]


def person(number: str | None, name: str = "丁一", **more: str | None) -> Values:
    return {"id_no": number, "person_name": name, "village_name": "乐园村", **more}


def crowd(first: int, count: int, **more: str) -> list[Values]:
    days = range(first, first + count)
    return [person(id_no(f"1970{1 + day // 28:02d}{1 + day % 28:02d}/101"), f"丁{day}", **more) for day in days]


def sent(name: str, *rows: Values, mode: Mode = "full", refused: Mapping[int, str] | None = None, by: ModeSource = "",
         bundle: str | None = None) -> ReadFile:
    """A file of rows from 4 on; `refused` are columns (headers) of refused cells by row."""
    conformed = [ConformedRow(number, row, {}, {}) for number, row in enumerate(rows, 4)]
    found = tuple(Finding("id_no_check_character", name, "表", row, header) for row, header in (refused or {}).items())
    sheet = ReadSheet("表", "worker_employment", 3, {}, conformed)
    return ReadFile(name, name, "430981114", "2020-05", "xlsx", (sheet,), found, bundle, mode, by)


def stands(files: Sequence[ReadFile]) -> Standing:
    return standing_of(files, {}, frozenset(), POLICY)


def corrected(*files: ReadFile) -> dict[tuple[str, int], tuple[str, int]]:
    """(file, row) → (file, row)"""
    standing, found = stands(files), [found for file in files for found in file.findings]
    rows = corrected_rows(files, standing.apart, standing.replaced, found)

    def short(place: RowPlace) -> tuple[str, int]:
        return place[0], place[2]

    return {short(old): short(new) for old, new in rows.items()}


def test_a_corrected_row_replaces_every_earlier_row_of_its_key_and_no_other() -> None:
    full = sent("1", person(P1), person(P2), person(P1))
    assert corrected(full, sent("2", person(P1), person(P3), mode="correction")) == {
        ("1", 4): ("2", 4), ("1", 6): ("2", 4),
    }


def test_a_refused_correction_replaces_nothing_and_is_itself_replaced_by_the_next() -> None:
    bad = sent("2", person(P1), mode="correction", refused={4: "联系电话"})
    assert corrected(sent("1", person(P1)), bad) == {}
    mended = sent("3", person(P1), mode="correction")
    assert corrected(sent("1", person(P1)), bad, mended) == {("1", 4): ("3", 4), ("2", 4): ("3", 4)}


def test_a_mended_number_retires_the_refused_row_that_it_evidently_corrects() -> None:
    full = sent("1", person(WRONG), person(P2, "丁二"), refused={4: "身份证号"})
    assert corrected(full, sent("2", person(P1), mode="correction")) == {("1", 4): ("2", 4)}


@pytest.mark.parametrize("correction", [
    person(P1, "丁三"), person(P1, village_name="双学村"), person(P1, village_name=None),
], ids=["another name", "another village", "no village"])
def test_who_is_not_like_the_refused_row_retires_nobody(correction: Values) -> None:
    full = sent("1", person(WRONG), refused={4: "身份证号"})
    assert corrected(full, sent("2", correction, mode="correction")) == {}


@pytest.mark.parametrize(("rows", "refused", "correction"), [
    ([person(WRONG), person(None)], {4: "身份证号", 5: "身份证号"}, [person(P1)]),
    ([person(WRONG)], {4: "身份证号"}, [person(P1), person(P2)]),
    ([person(P3)], {4: "联系电话"}, [person(P1)]),
    ([person(P3)], {}, [person(P1)]),
], ids=["two refused of the name", "two corrections of the name", "refused for another cell", "not refused"])
def test_in_doubt_the_old_finding_stays_open(
    rows: list[Values], refused: dict[int, str], correction: list[Values]
) -> None:
    assert corrected(sent("1", *rows, refused=refused), sent("2", *correction, mode="correction")) == {}


def test_a_full_file_replaces_everything_before_it_corrections_too() -> None:
    files = [sent("1", person(P1)), sent("2", person(P1), mode="correction"), sent("3", person(P2))]
    assert {name: dict(gone) for name, gone in stands(files).replaced.items()} == {
        "1": {"worker_employment": "3"}, "2": {"worker_employment": "3"},
    }
    assert corrected(*files) == {}


def test_corrections_of_one_bundle_do_not_replace_one_another() -> None:
    bundle = [sent(f"b/{name}", person(P1), mode="correction", bundle="b") for name in "xy"]
    assert corrected(sent("1", person(P1)), *bundle) == {("1", 4): ("b/x", 4)}


def test_a_full_file_with_less_than_half_of_what_was_there_waits() -> None:
    first, half, less = sent("1", *crowd(0, 20)), sent("2", *crowd(0, 10)), sent("3", *crowd(0, 9))
    assert stands([first, half]).awaiting == frozenset()
    assert stands([first, less]).awaiting == {"3"}
    assert stands([first, less]).replaced == {}


def test_so_does_one_of_as_many_rows_of_other_people() -> None:
    assert stands([sent("1", *crowd(0, 20)), sent("2", *crowd(100, 20))]).awaiting == {"2"}


@pytest.mark.parametrize("meant", [
    [sent("1", *crowd(0, 20)), sent("2", *crowd(0, 9), by="name")],
    [sent("1", *crowd(0, 20)), sent("2", *crowd(0, 9), by="confirmation")],
    [sent("1", *crowd(0, 20)), sent("2", *crowd(0, 9), mode="correction")],
    [sent("1", *crowd(0, 9)), sent("2", *crowd(0, 1))],
], ids=["its name says so", "it was confirmed", "a correction", "a few rows"])
def test_nobody_is_asked_about(meant: list[ReadFile]) -> None:
    assert stands(meant).awaiting == frozenset()


def test_mended_numbers_are_no_reason_to_ask() -> None:
    wrong = [person(f"4.39999E+{day}", f"丁{day}") for day in range(20)]
    assert stands([sent("1", *wrong), sent("2", *crowd(0, 20))]).awaiting == frozenset()


def test_what_waits_is_no_question_any_more_when_a_whole_file_comes_after_it() -> None:
    files = [sent("1", *crowd(0, 20)), sent("2", *crowd(0, 3)), sent("3", *crowd(0, 18))]
    assert stands(files).awaiting == frozenset()
    assert set(stands(files).replaced) == {"1", "2"}


def test_without_a_policy_nobody_is_asked() -> None:
    files = [sent("1", *crowd(0, 20)), sent("2", *crowd(0, 3))]
    assert standing_of(files, {}, frozenset(), None).awaiting == frozenset()


@pytest.mark.parametrize(("mode", "ended"), [("full", 1), ("correction", 0)])
def test_changed_added_and_left_out_rows_are_counted(mode: Mode, ended: int) -> None:
    before = [person(P1, role="1"), person(P2), person(P3, "李四")]
    now = [person(P1, role="2"), person(P2), person(P4)]
    [change] = resends([sent("1", *before), sent("2", *now, mode=mode)], [], POLICY).changes["2"].values()
    assert (change.before, change.changed, change.added, change.ended, change.same) == (3, 0, 1, ended, 2)
    assert change.left_out == (("李*（…" + P3[-4:] + "）",) if ended else ())


def test_a_changed_column_is_a_changed_row() -> None:
    old, new = ([("表", ConformedRow(4, person(P1, monthly_wage=wage), {}, {}))] for wage in ("2600", "2700"))
    change = changes_between(contract("worker_employment"), old, new, "full")
    assert (change.changed, change.same) == (1, 0)


def test_a_row_whose_number_was_misread_is_changed_and_not_another_one() -> None:
    for old, new in ((person(None), person(P1)), (person(WRONG), person(P1)),
                     (person(None, village_name="双学村"), person(P1))):
        [change] = resends([sent("1", old), sent("2", new)], [], POLICY).changes["2"].values()
        assert (change.changed, change.added, change.ended) == (1, 0, 0)


def test_a_correction_is_set_against_the_corrections_before_it() -> None:
    files = [sent("1", person(P1), person(P2)), sent("2", person(P1, monthly_wage="1"), mode="correction"),
             sent("3", person(P1, monthly_wage="1"), mode="correction")]
    found = resends(files, [], POLICY).changes
    assert [(one.changed, one.same) for name in "23" for one in found[name].values()] == [(1, 0), (0, 1)]


def test_every_row_has_one_fate_and_the_answer_adds_up() -> None:
    month: Any = case("corrections")
    found = judge(month.files, month.period, month.previous)
    fates = {(file, row): fate for (file, _, row), fate in found.fates.items()}
    superseded = {place for place, fate in fates.items() if fate == "superseded"}
    assert superseded == {("1.xlsx", row) for row in (20, 22, 24, 25)}
    assert (fates["1.xlsx", 21], fates["2补正.xlsx", 21], fates["1.xlsx", 23]) == ("loaded", "rejected", "rejected")
    counts = [sheet for file in as_json(month.files, found)["files"] for sheet in file["sheets"]]
    assert all(sheet["rows_read"] == sheet["rows_accepted"] + sheet["rows_rejected"] for sheet in counts)
    assert [sheet["rows_rejected"] for sheet in counts] == [1, 0, 1, 0]
    assert {run.slug for run in found.rules if run.outcome == "failed"} == {
        "id_no_check_character", "required_value_missing",
    }
