"""The life of findings in the warehouse: reported, fixed, verified, waived, and back when the waiver ends."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from integration.cases.claimants import CAOWEI, JUNE, MAY, Office, worker
from township_sync.domain.life import by_unit
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import UsageError
from township_sync.steps.digest import make_digests
from township_sync.steps.notify import prepare_reports
from township_sync.warehouse.digests import mark_sent, pending_messages
from township_sync.warehouse.findings import lives
from township_sync.warehouse.waiting import months_waiting
from township_sync.warehouse.waivers import Said, end_waiver, waive_finding, waive_kind, waivers

UNTIL = date(2020, 6, 30)
LOW = {"monthly_wage": "300"}


def today(office: Office) -> date:
    return office.now.astimezone(COUNTY_TIME).date()


def states(office: Office) -> dict[str, str]:
    """The state of each finding, by slug, file and row."""
    return {f"{one.slug} {one.file.split('/')[1]} {one.row}": one.state(today(office))
            for one in lives(office.connection)}


def tells(office: Office) -> str:
    """Prepare and deliver May to the township; the letter."""
    office.now += timedelta(minutes=1)
    prepare_reports(office.connection, office.settings, MAY, office.now)
    make_digests(office.connection, office.settings, (), office.now)
    for waiting in pending_messages(office.connection, office.now):
        with office.connection.transaction():
            mark_sent(office.connection, waiting.message_id, office.now)
    [body, *_] = office.rows(f"SELECT body FROM ops.report WHERE unit_code = '{CAOWEI}' ORDER BY version DESC")
    return str(body["body"])


def says(office: Office) -> Said:
    return Said("王股长", "已核实为季节工", office.now)


def sends(office: Office, name: str, *rows: Mapping[str, str]) -> Any:
    office.takes(CAOWEI, name, *rows)
    return office.judges()


@pytest.fixture
def office(office: Office) -> Office:
    settings = office.settings.environment
    settings["TOWNSHIP_SYNC_WORKBOOKS"] = "plain"
    settings["TOWNSHIP_SYNC_DIGEST_AT"] = "always"
    sends(office, "五月.xlsx", worker(CAOWEI, 1, **LOW), worker(CAOWEI, 2))
    return office


def test_a_finding_is_reported_then_fixed_by_the_second_version_then_verified(office: Office) -> None:
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "open"}
    tells(office)
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "reported"}
    sends(office, "五月改.xlsx", worker(CAOWEI, 1), worker(CAOWEI, 2, monthly_wage="200"))
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "fixed", "wage_out_of_range 五月改.xlsx 5": "open"}
    tells(office)
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "verified",
                              "wage_out_of_range 五月改.xlsx 5": "reported"}
    [unit] = by_unit(lives(office.connection), office.now, today(office))
    assert (unit.open, unit.reported, unit.verified, unit.oldest_days) == (0, 1, 1, 0)
    assert unit.days_to_fix == 0  # within a day


def test_a_fault_that_is_sent_once_more_is_one_fault_as_old_as_when_it_was_first_found(office: Office) -> None:
    [first] = lives(office.connection)
    tells(office)
    sends(office, "五月改.xlsx", worker(CAOWEI, 2), worker(CAOWEI, 1, **LOW))
    [still] = lives(office.connection)
    assert (still.file, still.row, still.opened_at) == (f"{CAOWEI}/五月改.xlsx", 5, first.opened_at)
    assert still.finding_id != first.finding_id and still.state(today(office)) == "open"
    sends(office, "五月再改.xlsx", worker(CAOWEI, 1, **LOW), worker(CAOWEI, 2, monthly_wage="300"))
    assert sorted(one.opened_at == first.opened_at for one in lives(office.connection)) == [False, True]
    sends(office, "五月终.xlsx", worker(CAOWEI, 1), worker(CAOWEI, 2))
    assert set(states(office).values()) == {"fixed"}


def test_a_finding_that_went_without_anything_sent_is_fixed_but_counts_for_no_mean(office: Office) -> None:
    office.connection.execute("UPDATE stage.worker_employment SET monthly_wage = '2600' WHERE sheet_row = 4")
    office.judges()
    assert set(states(office).values()) == {"fixed"}
    [unit] = by_unit(lives(office.connection), office.now, today(office))
    assert unit.days_to_fix is None


def test_a_waived_finding_is_shown_but_marks_nothing_and_comes_back_by_itself(office: Office) -> None:
    assert "2. " not in tells(office)
    [finding] = lives(office.connection)
    waive_finding(office.connection, finding.finding_id, UNTIL, says(office))
    assert months_waiting(office.connection, office.now) == ["2020-05"]
    office.judges()
    assert months_waiting(office.connection, office.now) == []
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "waived"}
    letter = tells(office)
    assert "主管部门同意暂不修改的问题（1处" in letter and "至2020-06-30" in letter and "二、需要修改" not in letter
    assert [row["attachments"] for row in office.rows(
        f"SELECT attachments FROM ops.report WHERE unit_code = '{CAOWEI}' ORDER BY version DESC LIMIT 1")] == [[]]
    office.now += timedelta(days=40)
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "reported"}
    assert months_waiting(office.connection) == []
    assert months_waiting(office.connection, office.now) == ["2020-05"]
    office.judges()
    assert "二、需要修改" in tells(office)
    assert months_waiting(office.connection, office.now) == []


def test_a_waiver_of_a_finding_follows_its_person_into_other_files_and_months(office: Office) -> None:
    [finding] = lives(office.connection)
    waive_finding(office.connection, finding.finding_id, UNTIL, says(office))
    sends(office, "五月改.xlsx", worker(CAOWEI, 3, **LOW), worker(CAOWEI, 2), worker(CAOWEI, 1, **LOW))
    june = {"collected_on": "2020-06-14"}
    office.takes(CAOWEI, "六月.xlsx", worker(CAOWEI, 1, **LOW, **june), month=JUNE)
    office.judges(JUNE)
    wages = {name: state for name, state in states(office).items() if name.startswith("wage") and state != "fixed"}
    assert wages == {"wage_out_of_range 五月改.xlsx 4": "open", "wage_out_of_range 五月改.xlsx 6": "waived",
                     "wage_out_of_range 六月.xlsx 4": "waived"}


def test_a_kind_is_waived_for_a_unit_until_somebody_takes_it_back(office: Office) -> None:
    number = waive_kind(office.connection, CAOWEI, "wage_out_of_range", "月工资(元)", UNTIL, says(office))
    waive_kind(office.connection, "430981116", "wage_out_of_range", None, UNTIL, says(office))
    waive_kind(office.connection, CAOWEI, "wage_out_of_range", "村(社区)", UNTIL, says(office))
    office.judges()
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "waived"}
    assert [(one.waiver_id, one.findings) for one in waivers(office.connection, today(office))] == [
        (number, 1), (number + 1, 0), (number + 2, 0)]
    end_waiver(office.connection, number, says(office))
    assert months_waiting(office.connection, office.now) == ["2020-05"]
    office.judges()
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "open"}
    assert months_waiting(office.connection, office.now) == []
    with pytest.raises(UsageError, match="no waiver"):
        end_waiver(office.connection, number, says(office))


@pytest.mark.parametrize("of_one, of_kind", [(UNTIL, date(2020, 12, 31)), (date(2020, 12, 31), UNTIL)])
def test_of_a_waiver_of_one_thing_and_one_of_its_kind_the_longer_counts(
    office: Office, of_one: date, of_kind: date
) -> None:
    [finding] = lives(office.connection)
    waive_finding(office.connection, finding.finding_id, of_one, says(office))
    waive_kind(office.connection, CAOWEI, "wage_out_of_range", None, of_kind, says(office))
    office.judges()
    assert [one.until for one in lives(office.connection)] == [date(2020, 12, 31)]
    office.now += timedelta(days=40)
    assert states(office) == {"wage_out_of_range 五月.xlsx 4": "waived"}


@pytest.mark.parametrize("slug, until, said", [
    ("id_no_length", UNTIL, "reject_row"), ("identical_to_last_month", UNTIL, "block_sync"),
    ("no_rule", UNTIL, "rules"), ("wage_out_of_range", date(2020, 6, 1), "is over"),
])
def test_what_refuses_or_blocks_cannot_be_waived_and_no_day_that_is_over(
    office: Office, slug: str, until: date, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        waive_kind(office.connection, CAOWEI, slug, None, until, says(office))
    assert waivers(office.connection, today(office)) == []
