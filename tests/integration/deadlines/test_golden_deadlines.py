"""Golden cases of deadlines, one folder each (tests/golden/deadlines/README.md): who is reminded, what is counted."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from integration.deadlines.towns import GOLDEN, Towns, case, moment, month_of
from township_sync.domain.reporting_rates import Rate
from township_sync.settings import Settings
from township_sync.steps.close_period import close_period, reopen_period
from township_sync.steps.deadlines import reminders
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.rates import rates

CASES = sorted(path.parent.name for path in GOLDEN.glob("*/case.yaml"))
BY = "王股长"


class Story:
    """A case as it is lived through, with all that was asked on the way."""

    def __init__(self, name: str, towns: Towns) -> None:
        self.case, self.month, self.towns = case(name), month_of(name), towns
        self.reminded: list[list[str]] = []
        self.counted: list[list[str]] = []

    def is_lived(self) -> None:
        for event in self.case["events"]:
            [act] = {"remind", "rates", "close", "reopen", "judge", "file"} & event.keys()
            getattr(self, act)(event)

    def file(self, event: dict[str, Any]) -> None:
        self.towns.lives_through([event], str(self.month))

    judge = file

    def remind(self, event: dict[str, Any]) -> None:
        found = [each for each in reminders(self.towns.connection, event["remind"])
                 if each.unit_code in self.case["units"] and each.period == self.month]
        day = str(event["remind"])
        self.reminded += [[day, each.unit_code, str(each.days), " ".join(each.missing), str(each.to_fix),
                           " ".join(each.roles)] for each in found] or [[day, "", "", "", "", ""]]

    def rates(self, event: dict[str, Any]) -> None:
        known = {one.unit_code: one for one in rates(self.towns.connection, str(self.month))}
        [together] = rates(self.towns.connection, str(self.month), apart=())
        self.counted += [_line(event["rates"], known[code]) for code in self.case["units"]]
        self.counted += [_line(event["rates"], together)]

    def close(self, event: dict[str, Any]) -> None:
        close_period(self.towns.connection, self.towns.settings, self.month, moment(event["at"]), BY, event["close"])

    def reopen(self, event: dict[str, Any]) -> None:
        reopen_period(self.towns.connection, self.towns.settings, self.month, moment(event["at"]), BY, event["reopen"])


def _line(when: str, rate: Rate) -> list[str]:
    counts = (rate.expected, rate.actual, rate.on_time, rate.rows, rate.rows_right, rate.attempted, rate.passed_first,
              rate.fixed, rate.fixed_days)
    return [when, rate.unit_code or "", *map(str, counts)]


def _expected(name: str, table: str) -> Iterator[list[str]]:
    with (GOLDEN / name / table).open(encoding="utf-8", newline="") as file:
        yield from list(csv.reader(file))[1:]


@pytest.mark.parametrize("name", CASES)
def test_units_are_reminded_and_counted_as_was_worked_by_hand(
    name: str, connection: Connection, postgres_settings: Settings
) -> None:
    story = Story(name, Towns(connection, postgres_settings))
    story.is_lived()
    assert story.reminded == [*_expected(name, "reminders.csv")]
    assert story.counted == [*_expected(name, "rates.csv")]
    assert all(isinstance(event.get("remind"), date) for event in story.case["events"] if "remind" in event)
