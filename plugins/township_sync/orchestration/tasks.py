"""What each task does: open the warehouse, read the clock once, call one step, hand on ids and counts.

Nothing personal and nothing large travels between tasks. Steps are imported inside the functions, so that reading a DAG
file costs nothing and needs no connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from township_sync.domain.period import COUNTY_TIME, Month, Quarter
from township_sync.orchestration.assets import LANDED
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.steps.month import Published
    from township_sync.warehouse.connect import Connection


@contextmanager
def _at_work() -> Iterator[tuple[Settings, "Connection", datetime]]:
    from township_sync.warehouse.connect import connect

    settings = Settings.load()
    with connect(settings) as connection:
        yield settings, connection, datetime.now(COUNTY_TIME)


def collect() -> dict[str, Any]:
    """Ask every unit's channel; the number of new submissions, and of files passed over by reason."""
    from township_sync.steps.month import receive_all

    with _at_work() as (settings, connection, now):
        received = receive_all(settings, connection, now)
    return {"new": len(received.new), "passed_over": received.passed_by_reason}


def mirror() -> dict[str, str]:
    """Bring the lists that the platform keeps up to date; by list whether it was loaded or had not changed."""
    from township_sync.steps.month import mirror as mirror_lists

    with _at_work() as (settings, connection, now):
        return {one.entity: one.state for one in mirror_lists(settings, connection, now)}


def announce(outlet_events: Any = None) -> list[str]:
    """Wake the loading of every month that has submissions not yet loaded; skipped when there is none."""
    from township_sync.steps.month import months_waiting

    with _at_work() as (_, connection, now):
        months = [str(month) for month in months_waiting(connection, now)]
    if not months:
        raise AirflowSkipException("No month has anything new.")
    outlet_events[LANDED].add_partitions(months)
    # A set has no order, but an earlier month should be loaded first: the next month is compared with it.
    outlet_events[LANDED].partition_keys = dict.fromkeys(sorted(months))
    return months


def plan(partition_key: str | None = None) -> list[str]:
    """The units that have something to read for the month of the run."""
    from township_sync.steps.month import units_to_read

    with _at_work() as (_, connection, _now):
        return units_to_read(connection, _month(partition_key))


def read(unit_code: str, partition_key: str | None = None) -> dict[str, Any]:
    """Read and stage what one unit sent for the month."""
    from township_sync.steps.month import read_pending

    with _at_work() as (settings, connection, _):
        return {"unit_code": unit_code, "files": read_pending(settings, connection, unit_code, _month(partition_key))}


def judge_and_merge(partition_key: str | None = None) -> dict[str, Any]:
    """Judge all current submissions of the month once, and merge them."""
    from township_sync.steps.month import load_month

    with _at_work() as (settings, connection, now):
        return load_month(settings, connection, _month(partition_key), now).counts


def compute_indicators(partition_key: str | None = None) -> dict[str, int]:
    """Compute the month's figures and lists by the policy of its time, and write the reports."""
    from township_sync.steps.monthly_report import write_reports

    with _at_work() as (settings, connection, now):
        written = write_reports(connection, settings, _month(partition_key), now)
    return {"files": written.files, "changed": written.changed}


def publish_month(partition_key: str | None = None) -> dict[str, Any]:
    """Make the month's sync files."""
    from township_sync.steps.month import publish

    with _at_work() as (settings, connection, now):
        return _as_numbers(publish(settings, connection, _month(partition_key), now))


def publish_quarter(partition_key: str | None = None) -> dict[str, Any]:
    """Make the quarter's update of public-welfare posts."""
    from township_sync.steps.month import publish

    with _at_work() as (settings, connection, now):
        return _as_numbers(publish(settings, connection, Quarter.parse(partition_key or ""), now))


def submit(kind: str) -> int:
    """Push every approved publication of a kind (month, quarter); the number of rows acknowledged now.

    What is approved is a fact of the warehouse, not of the tasks before this one: TerminalError when something waits
    for its approval still.
    """
    from township_sync.steps.month import push, refuse_unapproved

    with _at_work() as (settings, connection, now):
        sent = push(settings, connection, kind, now)
        refuse_unapproved(connection, kind)
    return sent


def push_left_over() -> int:
    """Push what is approved and was not sent, as an interrupted push leaves it; skipped when there is nothing."""
    from township_sync.steps.month import push_left_over as push_rest

    with _at_work() as (settings, connection, now):
        sent = push_rest(settings, connection, now)
    if not sent:
        raise AirflowSkipException("Nothing was left over.")
    return sent


def follow() -> int:
    """Ask for the receipts of open batches; skipped when none is open.

    TerminalError when one does not add up or is overdue, after everything was kept.
    """
    from township_sync.steps.month import follow_open_batches, refuse_stuck_batches

    with _at_work() as (settings, connection, now):
        followed = follow_open_batches(settings, connection, now)
        refuse_stuck_batches(connection, followed)
    if not followed.asked:
        raise AirflowSkipException("No batch is open.")
    return followed.asked


def reconcile() -> dict[str, str]:
    """Compare what was published with the platform's records and the register; by dataset and period how it stands.

    Skipped where no platform can be asked. TerminalError when something does not agree, after everything was kept.
    """
    from township_sync.steps.catch_up import is_heard
    from township_sync.steps.compare import compare_all, platform_of, refuse_unbalanced

    with _at_work() as (settings, connection, now):
        if not is_heard(settings):
            raise AirflowSkipException("There is no platform whose records could be asked.")
        found = compare_all(connection, settings, platform_of(connection, settings, now), now)
    refuse_unbalanced(found)
    return {f"{each.found.told.dataset} {each.found.told.period}": each.found.state for each in found}


def list_months() -> list[str]:
    """The months of which a unit's state may have changed since it was told."""
    from township_sync.steps.month import months_to_report

    with _at_work() as (_, connection, now):
        return [str(month) for month in months_to_report(connection, now)]


def prepare(period: str) -> int:
    """Make the reports of one month; the number of reports that wait to be delivered."""
    from township_sync.steps.notify import prepare_reports

    with _at_work() as (settings, connection, now):
        return len(prepare_reports(connection, settings, Month.parse(period), now))


def deliver() -> int:
    """Deliver what waits in the outbox; the number of reports delivered."""
    from township_sync.steps.notify import deliver_reports

    with _at_work() as (settings, connection, now):
        return len(deliver_reports(connection, settings, now))


def watch() -> dict[str, int]:
    """Look at everything once and tell the engineers what is new; how many alerts stand, and the turns told."""
    from township_sync.orchestration.watching import look

    return look(Settings.load(), datetime.now(COUNTY_TIME)).counts


def measure() -> int:
    """Hand the business figures to Airflow's metrics; how many."""
    from township_sync.orchestration.metrics import hand_over
    from township_sync.warehouse.figures import figures

    with _at_work() as (_, connection, now):
        return hand_over(figures(connection, now))


def _as_numbers(published: "Published") -> dict[str, Any]:
    return {"period": published.period, "ids": list(published.ids), "rows": published.rows}


def _month(partition_key: str | None) -> Month:
    return Month.parse(partition_key or "")
