"""The sums of what a run told: reports and messages are counted apart."""

from integration.telling.conftest import CAOWEI, Office
from township_sync.warehouse.summary import totals


def test_three_months_told_in_one_message_are_three_reports_and_one_message(office: Office) -> None:
    before = totals(office.connection)
    for month in ("2020-03", "2020-04", "2020-05"):
        office.owes(CAOWEI, month)
    office.tells()
    done = totals(office.connection).minus(before)
    assert (done.reports, done.messages) == (3, 1)
