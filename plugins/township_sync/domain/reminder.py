"""A deadline of which a unit has to be reminded, and who hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from township_sync.domain.period import Month


@dataclass(frozen=True, slots=True)
class Reminder:
    """One unit and month at one stage as it is on a day (`today`): `days` name the stage, in working days from the due
    day on, negative before it.

    `missing` are entities that did not come, `to_fix` counts what a clerk has to mend, `roles` are those of
    contracts/contacts.csv that are told.
    """

    unit_code: str
    period: Month
    due: date
    days: int
    missing: Sequence[str]
    to_fix: int
    roles: Sequence[str]
    today: date
