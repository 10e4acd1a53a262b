"""Reminders in the digests: once for each step, to more people as it gets later, none once the sheets came in."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from integration.deadlines.towns import CAOWEI, GONGHUA, Towns, moment
from township_sync.compilers.due_days import monthly_sheets
from township_sync.domain.period import Month
from township_sync.domain.unit import CITY
from township_sync.settings import Settings
from township_sync.steps.close_period import close_period
from township_sync.steps.deadlines import reminders
from township_sync.steps.digest import make_digests
from township_sync.warehouse.connect import Connection

MAY = Month(2020, 5)
ALL = {entity: ["good"] for entity in monthly_sheets(MAY)}


class County:
    """What 草尾镇, 共华镇 and the bureau are told at nine on some days."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self.connection, self.settings = connection, settings
        self.towns = Towns(connection, settings)
        self.towns.sends(CAOWEI, "五月.xlsx", ALL, moment("2020-06-01 09:00"), "2020-05")
        self.towns.judges(moment("2020-06-01 10:00"), "2020-05")

    def tells_on(self, *days: str, at: str = "09:00") -> None:
        for day in days:
            now = moment(f"{day} {at}")
            make_digests(self.connection, self.settings, reminders(self.connection, now.date()), now)

    def told(self, unit: str) -> list[tuple[str, Sequence[str]]]:
        found = self.connection.execute(
            "SELECT day::text, array_agg(DISTINCT role ORDER BY role) AS roles FROM ops.digest JOIN ops.message "
            "USING (digest_id) WHERE unit_code = %s GROUP BY digest_id ORDER BY digest_id", [unit])
        return [(row["day"], row["roles"]) for row in found]


@pytest.fixture
def county(connection: Connection, postgres_settings: Settings) -> County:
    return County(connection, postgres_settings)


def test_each_step_is_told_once_and_to_more_people_as_it_gets_later(county: County) -> None:
    for day in ("2020-06-01", "2020-06-02", "2020-06-03", "2020-06-04", "2020-06-05", "2020-06-06", "2020-06-08",
                "2020-06-09", "2020-06-10", "2020-06-11", "2020-06-12", "2020-06-15"):
        county.tells_on(day, day)
    assert county.told(GONGHUA) == [("2020-06-02", ["clerk"]), ("2020-06-05", ["clerk"]),
                                    ("2020-06-08", ["clerk", "leader"]), ("2020-06-10", ["clerk", "leader"])]
    assert county.told(CITY) == [("2020-06-10", ["bureau"])]
    assert county.told(CAOWEI) == []


def test_a_step_that_was_slept_through_is_skipped_for_the_one_that_is_reached(county: County) -> None:
    county.tells_on("2020-06-09", "2020-06-09")
    assert county.told(GONGHUA) == [("2020-06-09", ["clerk", "leader"])]


@pytest.mark.parametrize(("day", "at", "said"), [
    ("2020-06-03", "09:00", "6月5日截止，还有2个工作日"), ("2020-06-06", "always", "6月5日已截止；"),
    ("2020-06-09", "09:00", "6月5日已截止，逾期2个工作日"), ("2020-06-12", "09:00", "6月5日已截止，逾期5个工作日"),
])
def test_a_step_that_is_told_late_counts_the_days_from_the_day_on_which_it_is_told(
    county: County, day: str, at: str, said: str
) -> None:
    if at == "always":
        county.settings = replace(county.settings, environment={
            **county.settings.environment, "TOWNSHIP_SYNC_DIGEST_AT": at})
    county.tells_on(day)
    bodies = county.connection.execute("SELECT body FROM ops.digest WHERE unit_code = %s", [GONGHUA]).fetchall()
    assert said in bodies[0]["body"]


def test_once_the_sheets_came_in_nobody_is_reminded_any_more(county: County) -> None:
    county.tells_on("2020-06-02")
    county.towns.sends(GONGHUA, "五月.xlsx", ALL, moment("2020-06-04 09:00"), "2020-05")
    county.tells_on("2020-06-05")
    county.towns.judges(moment("2020-06-05 10:00"), "2020-05")
    county.tells_on("2020-06-08", "2020-06-10")
    assert county.told(GONGHUA) == [("2020-06-02", ["clerk"])]


def test_a_closed_month_is_nobodys_reminder(county: County) -> None:
    close_period(county.connection, county.settings, MAY, moment("2020-06-04 09:00"), "王股长", "局务会定稿")
    county.tells_on("2020-06-05", "2020-06-08", "2020-06-10")
    assert county.told(GONGHUA) == county.told(CITY) == []
