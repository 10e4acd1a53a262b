"""What follows from the rows of a month when they are compared with each other and with last month's.

Written from the definitions of rules.csv alone, so that consequences of a planted fault are known and a clean sample
can be seen to be clean. Where a definition leaves a case open, the finding is only allowed (`may_find`).
"""

from township_sync.sandbox.sample import consequences_period as period
from township_sync.sandbox.sample.people import is_
from township_sync.sandbox.sample.rows import MonthRows, SampleRow

WORKER, POST, ACCOUNT = "worker_employment", "public_welfare_post", "app_account"
Register = dict[str, SampleRow]


def add_consequences(rows: MonthRows, previous: MonthRows | None) -> None:
    """Plant every cross_entity finding, and with a previous month every period finding, into `rows`."""
    for unit in rows.units():
        register = _register(rows, unit)
        _judge_workers(rows, unit)
        _judge_posts(rows, unit, register)
        _judge_accounts(rows, unit, register)
    if previous is not None:
        period.add_period_findings(rows, previous)


def _note(row: SampleRow, slug: str) -> None:
    """A row that only its neighbours reject is judged or not, as one reads the precedence: allowed, not demanded."""
    if row.rejected:
        row.allow(slug)
    else:
        row.plant(slug)


def _register(rows: MonthRows, unit: str) -> Register:
    """The first row of each person, rejected or not, whose ID can be read."""
    found: Register = {}
    for row in rows.of(unit, WORKER):
        if row.values["id_no"]:
            found.setdefault(row.values["id_no"], row)
    return found


def _judge_workers(rows: MonthRows, unit: str) -> None:
    on_post = {row.values["id_no"] for row in rows.of(unit, POST) if is_(row.values, "on_post", "on_post")}
    for row in rows.of(unit, WORKER):
        if not row.rejected_itself and is_(row.values, "employment_form", "on_post_form") \
                and row.values["id_no"] not in on_post:
            _note(row, "employment_form_without_post")


def _judge_posts(rows: MonthRows, unit: str, register: Register) -> None:
    for row in rows.of(unit, POST):
        if row.rejected_itself or not row.values["id_no"]:
            continue
        worker = register.get(row.values["id_no"])
        if worker is None:
            _note(row, "person_not_in_register")
            continue
        if worker.values["person_name"] != row.values["person_name"]:
            _note(row, "name_differs_from_register")
        if is_(row.values, "on_post", "on_post"):
            _judge_active_post(row, worker)
        if is_(row.values, "placement_reason", "disability_reason") and not worker.values["disability_cert"]:
            _note(row, "disability_reason_without_certificate")


def _judge_active_post(row: SampleRow, worker: SampleRow) -> None:
    known = worker.values
    if not is_(known, "employment_status", "employed"):
        _note(row, "post_without_employment_form")
    elif not is_(known, "employment_form", "on_post_form") or not is_(known, "work_region", "in_county"):
        _note(row, "active_post_but_employed_elsewhere")


def _judge_accounts(rows: MonthRows, unit: str, register: Register) -> None:
    for row in rows.of(unit, ACCOUNT):
        if row.rejected_itself or not row.values["id_no"]:
            continue
        worker = register.get(row.values["id_no"])
        if worker is None:
            if is_(row.values, "role", "poor_worker"):
                _note(row, "person_not_in_register")
        elif worker.values["person_name"] != row.values["person_name"]:
            _note(row, "account_name_differs_from_register")
