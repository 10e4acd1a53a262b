"""What follows from comparing a month's register and posts with last month's, by the definitions of rules.csv."""

from township_sync.sandbox.sample.people import is_
from township_sync.sandbox.sample.rows import MonthRows, Planted, SampleRow

WORKER, POST = "worker_employment", "public_welfare_post"
UNTRACKED = {"collect_mode", "collected_on", "change_type", "change_date"}
DRIFT_LIMIT, JUMP_LIMIT, IDENTICAL_SHARE = 0.05, 0.5, 0.99


def add_period_findings(rows: MonthRows, previous: MonthRows) -> None:
    """A unit that was silent in one of the two months is not compared."""
    accepted_before = {row.values["id_no"] for _, row in previous.every(WORKER) if not row.rejected}
    for unit in rows.units():
        before = _accepted(previous, unit)
        if not previous.of(unit, WORKER):
            continue
        _missing(rows, unit, before)
        _drift(rows, unit, list(before.values()))
        _identical(rows, unit, before)
        _posts(rows, unit, previous)
        for row in rows.of(unit, WORKER):
            if not row.rejected:
                _newcomer(row, accepted_before)
                _unrecorded(row, before.get(row.values["id_no"]))


def _accepted(previous: MonthRows, unit: str) -> dict[str, SampleRow]:
    return {row.values["id_no"]: row for row in previous.of(unit, WORKER) if not row.rejected}


def _missing(rows: MonthRows, unit: str, before: dict[str, SampleRow]) -> None:
    present = {row.values["id_no"] for row in rows.of(unit, WORKER)}
    for id_no, row in before.items():
        if id_no not in present and not is_(row.values, "change_type", "left"):
            rows.plant_in_sheet(unit, WORKER, Planted("person_missing_this_month"))


def _drift(rows: MonthRows, unit: str, before: list[SampleRow]) -> None:
    """Whether rejected rows count as "rows this month" is open: demanded only when both readings agree."""
    standing = [row for row in rows.of(unit, WORKER) if not is_(row.values, "change_type", "joined")]
    expected = sum(not is_(row.values, "change_type", "left") for row in before)
    readings = {abs(number - expected) > DRIFT_LIMIT * len(before)
                for number in (len(standing), sum(not row.rejected for row in standing))}
    if True in readings:
        expect = "must_find" if readings == {True} else "may_find"
        rows.plant_in_sheet(unit, WORKER, Planted("row_count_drift", expect=expect))


def _identical(rows: MonthRows, unit: str, before: dict[str, SampleRow]) -> None:
    now = [row for row in rows.of(unit, WORKER) if not row.rejected]
    same = sum(_facts(row) == _facts(before[row.values["id_no"]]) for row in now if row.values["id_no"] in before)
    if now and same >= IDENTICAL_SHARE * len(now):
        rows.plant_in_sheet(unit, WORKER, Planted("identical_to_last_month"))


def _facts(row: SampleRow) -> dict[str, object]:
    return {field: value for field, value in row.values.items() if field not in UNTRACKED and value is not None}


def _newcomer(row: SampleRow, accepted: set[str]) -> None:
    """Only people whose row was rejected or forgotten last month come here; townships see them as old, so: allowed."""
    if row.values["id_no"] not in accepted and not is_(row.values, "change_type", "joined"):
        row.allow("new_person_without_change_record")


def _unrecorded(row: SampleRow, before: SampleRow | None) -> None:
    if before is None or row.values["change_type"] is not None:
        return
    if row.values["employment_status"] != before.values["employment_status"]:
        row.plant("status_changed_without_change_record")
    wage, last = row.values["monthly_wage"], before.values["monthly_wage"]
    if wage is not None and last is not None and abs(wage - last) > JUMP_LIMIT * last:
        row.plant("wage_jump_without_change_record")


def _posts(rows: MonthRows, unit: str, previous: MonthRows) -> None:
    present = {_post_key(row) for row in rows.of(unit, POST)}
    for row in previous.of(unit, POST):
        if not row.rejected and is_(row.values, "on_post", "on_post") and _post_key(row) not in present:
            rows.plant_in_sheet(unit, POST, Planted("opening_not_equal_to_last_closing"))


def _post_key(row: SampleRow) -> tuple[str, str]:
    return row.values["id_no"], row.values["post_no"]
