"""The schedules: what runs when, travelled through in time and held against the table of the runbook."""

import re
import runpy
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction

from township_sync.compilers import due_days

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 9, 24, 17, 31, tzinfo=SHANGHAI)
"""A Thursday evening before the mid-autumn holiday, the national holiday and a make-up Saturday (10 October)."""

EXPECTED = {
    "receive_submissions": ["2026-09-24 18:00", "2026-09-28 08:00", "2026-09-28 09:00", "2026-09-28 10:00",
                            "2026-09-28 11:00"],
    "sync_monthly": ["2026-10-13 09:00 → 2026-09"],
    "follow_receipts": ["2026-09-24 17:45", "2026-09-24 18:00", "2026-09-24 18:15", "2026-09-24 18:30",
                        "2026-09-24 18:45"],
    "notify_townships": ["2026-09-24 17:40", "2026-09-24 17:50"],
    "reconcile_platform": ["2026-09-24 18:30", "2026-09-28 18:30"],
    "watch_pipeline": ["2026-09-24 17:35", "2026-09-24 17:40"],
}
ANY_TIME = TimeRestriction(earliest=None, latest=None, catchup=False)


def _timetable(dag_id: str) -> Any:
    """The timetable as the scheduler has it: after a journey through the database."""
    dag = runpy.run_path(str(ROOT / "dags" / f"{dag_id}.py"))["dag"]
    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).timetable


def _runs(dag_id: str, start: datetime) -> Iterator[str]:
    """The run dates from a moment on, each found when the one before has just been made."""
    timetable, last = _timetable(dag_id), None
    with time_machine.travel(start, tick=False) as travel:
        while True:
            last = timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=ANY_TIME)
            travel.move_to(last.run_after + timedelta(seconds=1))
            yield _shown(last)


def _shown(run: Any) -> str:
    when = run.run_after.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return f"{when} → {run.partition_key}" if run.partition_key else when


def _next_five(dag_id: str, start: datetime = START) -> list[str]:
    runs = _runs(dag_id, start)
    return [next(runs) for _ in range(5)]


def _runbook_table() -> dict[str, list[str]]:
    """The table of the next five run dates in the runbook, by DAG."""
    text = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ((?:20\d\d-.*?)) \|$", text, re.MULTILINE)
    return {dag_id: [date.strip() for date in dates.split("·")] for dag_id, dates in rows}


@pytest.mark.parametrize("dag_id", ["receive_submissions", "sync_monthly", "follow_receipts", "notify_townships",
                                    "reconcile_platform", "watch_pipeline"])
def test_the_runbook_names_the_next_five_run_dates(dag_id: str) -> None:
    assert _runbook_table()[dag_id] == _next_five(dag_id)


@pytest.mark.parametrize("dag_id", sorted(EXPECTED))
def test_the_first_runs_are_these(dag_id: str) -> None:
    expected = EXPECTED[dag_id]
    assert _next_five(dag_id)[: len(expected)] == expected


def test_the_monthly_sync_is_due_on_the_fifth_working_day_for_the_month_before() -> None:
    assert _next_five("sync_monthly", datetime(2026, 1, 1, tzinfo=SHANGHAI)) == [
        "2026-01-08 09:00 → 2025-12",
        "2026-02-06 09:00 → 2026-01",
        "2026-03-06 09:00 → 2026-02",
        "2026-04-08 09:00 → 2026-03",
        "2026-05-11 09:00 → 2026-04",
    ]


def test_in_a_year_without_a_holiday_notice_only_statutory_holidays_are_free() -> None:
    assert _next_five("reconcile_platform", datetime(2031, 4, 30, tzinfo=SHANGHAI)) == [
        "2031-04-30 18:30", "2031-05-05 18:30", "2031-05-06 18:30", "2031-05-07 18:30", "2031-05-08 18:30",
    ]


def test_another_due_day_in_the_pack_is_another_day_of_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_days, "policy_on", lambda day: {"month_due_working_day": 7})
    assert _next_five("sync_monthly", datetime(2026, 1, 1, tzinfo=SHANGHAI))[0] == "2026-01-12 09:00 → 2025-12"


@pytest.mark.parametrize("dag_id", ["receive_submissions", "sync_monthly", "follow_receipts", "notify_townships"])
def test_a_dag_that_never_ran_waits_for_its_next_moment(dag_id: str) -> None:
    with time_machine.travel(START, tick=False):
        first = _timetable(dag_id).next_dagrun_info_v2(last_dagrun_info=None, restriction=ANY_TIME)
    assert first.run_after > START


@pytest.mark.parametrize("dag_id", ["receive_submissions", "sync_monthly", "follow_receipts", "notify_townships"])
def test_after_half_a_year_of_pause_one_missed_run_is_made_and_no_more(dag_id: str) -> None:
    timetable, later = _timetable(dag_id), START + timedelta(days=90)
    with time_machine.travel(START, tick=False):
        last = timetable.next_dagrun_info_v2(last_dagrun_info=None, restriction=ANY_TIME)
    with time_machine.travel(later, tick=False):
        missed = timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=ANY_TIME)
        following = timetable.next_dagrun_info_v2(last_dagrun_info=missed, restriction=ANY_TIME)
    assert later - timedelta(days=40) < missed.run_after <= later
    assert following.run_after > later


def test_a_backfilled_month_does_not_run_again_by_itself() -> None:
    timetable = _timetable("sync_monthly")
    days = {"earliest": datetime(2026, 8, 1, tzinfo=SHANGHAI), "latest": datetime(2026, 9, 30, tzinfo=SHANGHAI)}
    made = list(timetable.iter_partition_dagrun_infos(**days))
    assert [run.partition_key for run in made] == ["2026-08", "2026-09"]
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=SHANGHAI), tick=False):
        following = timetable.next_dagrun_info_v2(last_dagrun_info=made[-1], restriction=ANY_TIME)
    assert following.partition_key == "2026-10"


def test_no_run_is_made_while_the_clock_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_CLOCK", "off")
    for dag_id in EXPECTED:
        assert _timetable(dag_id).next_dagrun_info_v2(last_dagrun_info=None, restriction=ANY_TIME) is None


def test_the_quarter_waits_for_its_three_months() -> None:
    timetable = _timetable("update_quarterly_posts")
    mapper = timetable.get_partition_mapper(name="month_synced", uri="township-sync://platform/month")
    assert {mapper.to_downstream(month) for month in ("2020-04", "2020-05", "2020-06")} == {"2020Q2"}
    assert set(mapper.to_upstream("2020Q2")) == {"2020-04", "2020-05", "2020-06"}
    needed = frozenset({"2020-04", "2020-05", "2020-06"})
    assert not mapper.wait_policy.is_satisfied_by_keys(expected=needed, matched=needed - {"2020-05"}).satisfied
    assert mapper.wait_policy.is_satisfied_by_keys(expected=needed, matched=needed).satisfied
