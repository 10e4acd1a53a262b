"""The steps that a world is taken through, each as the DAGs' tasks do it: open the warehouse, call one step."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from faults.what_was_sent import MAY, Sent, load
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps import month as steps
from township_sync.steps.compare import compare_all, platform_of, refuse_unbalanced
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse import approvals, publications
from township_sync.warehouse.connect import connect

Step = Callable[[Settings], None]
TWICE_AS_OFTEN = ("push", "follow", "deliver")
"""Steps that talk to others: they meet two faults for one that the rest meets."""

TRIED_AGAIN = ("publish", "approve", "prepare")
"""Steps that are run again, plainly, at once: without them those that follow would have nothing to do."""


def publish(settings: Settings, period: Month) -> None:
    """Make the month's files."""
    with connect(settings) as connection:
        steps.publish(settings, connection, period, _now())


def approve(settings: Settings) -> None:
    """A person approves what waits."""
    with connect(settings) as connection:
        ready = [one.publication_id for one in publications.unsent(connection, "month", ("ready",))]
        approvals.approve(connection, ready, _now(), "张主任", "数据无误")


def push(settings: Settings) -> None:
    """Send what is approved."""
    with connect(settings) as connection:
        steps.push(settings, connection, "month", _now())


def follow(settings: Settings) -> None:
    """Send what an interrupted push left over, then ask for receipts."""
    with connect(settings) as connection:
        steps.push_left_over(settings, connection, _now())
        steps.follow_open_batches(settings, connection, _now())


def compare(settings: Settings) -> None:
    """Hold what was acknowledged against what the platform holds."""
    with connect(settings) as connection:
        now = _now()
        refuse_unbalanced(compare_all(connection, settings, platform_of(connection, settings, now), now))


def prepare(settings: Settings, periods: Sequence[Month]) -> None:
    """Make the reports."""
    with connect(settings) as connection:
        for period in periods:
            prepare_reports(connection, settings, period, _now())


def deliver(settings: Settings) -> None:
    """Deliver the reports."""
    with connect(settings) as connection:
        deliver_reports(connection, settings, _now())


def correct(settings: Settings, sent: Sequence[Sent]) -> None:
    """The first township sends May once more."""
    with connect(settings) as connection:
        load(connection, settings, MAY, sent)


def once_around(settings: Settings, periods: Sequence[Month]) -> None:
    """All steps, one after the other, none held up by another; the first error is raised at the end."""
    problems = []
    for step in all_steps(periods):
        try:
            step(settings)
        except TownshipSyncError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]


def all_steps(periods: Sequence[Month]) -> list[Step]:
    """The steps in their order, as far as these months go."""
    return [partial(publish, period=periods[-1]), approve, push, follow, compare,
            partial(prepare, periods=periods), deliver]


def name_of(step: Step) -> str:
    """How a step is called in the record of a world."""
    return str(getattr(step, "func", step).__name__)


def _now() -> datetime:
    return datetime.now(COUNTY_TIME)
