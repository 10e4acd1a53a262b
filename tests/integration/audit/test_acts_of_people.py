"""What people decide, and what leaves for townships and clerks, is on record, each once, with who and why."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from integration.audit.conftest import Acts
from integration.audit.test_acts_of_sending import REFUSE_TO_ADD, names
from integration.cases.test_commands import CAOWEI, GONGHUA, NUMBER, warehouse
from integration.identity.queue import id_no, load, say
from integration.reports import townships
from integration.reports.conftest import mailbox, mails, settings
from integration.warehouse.months import NOW, A, Sent, person, send, take
from township_sync.channels import mail
from township_sync.domain.period import Month
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.fill_template import known_from_warehouse
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse import cases, submissions
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.waivers import Said, end_waiver, waive_kind

__all__ = ["mailbox", "mails", "settings", "warehouse"]
UNTIL = date(2020, 12, 31)
SAID = Said("王股长", "已核 439999197505141239", NOW)


def test_a_case_and_a_waiver_are_told_with_who_and_why(warehouse: Connection, acts: Acts) -> None:
    before = len(acts())
    cases.decide(warehouse, NUMBER, GONGHUA, SAID.by, SAID.because, NOW)
    waiver = waive_kind(warehouse, CAOWEI, "wage_out_of_range", None, UNTIL, SAID)
    end_waiver(warehouse, waiver, SAID)
    told = acts()[before:]
    assert names(told) == ["case_decided", "waiver_given", "waiver_ended"]
    assert {(act.actor, act.details["because"]) for act in told} == {("王股长", "已核 …1239")}
    assert told[0].subject == {"case": NUMBER} and told[0].details["owner"] == GONGHUA
    assert told[1].details["until"] == "2020-12-31"


def test_without_its_record_nothing_is_decided(warehouse: Connection) -> None:
    warehouse.execute(REFUSE_TO_ADD.encode())
    with pytest.raises(TerminalError):
        cases.decide(warehouse, NUMBER, GONGHUA, SAID.by, SAID.because, NOW)
    with pytest.raises(TerminalError):
        waive_kind(warehouse, CAOWEI, "wage_out_of_range", None, UNTIL, SAID)
    kept = warehouse.execute("SELECT decided_by FROM ops.ownership_decision UNION SELECT waived_by FROM ops.waiver")
    assert kept.fetchall() == []


def test_a_pair_is_told_when_it_is_decided_and_not_when_it_was_so(
    connection: Connection, postgres_settings: Settings, acts: Acts
) -> None:
    right = id_no("19900101123")
    rows = [person(right), person(right[:8] + "8" + right[9:])]
    load(connection, postgres_settings, [Sent(A, "2020-05", "app_account", rows, {5: "rejected"})])
    for _ in range(2):
        say(connection, postgres_settings, 1, "same", because="看过身份证")
    [*_, told] = acts()
    assert (told.action, told.actor, told.subject) == ("pair_decided", "李工", {"pair_id": 1})
    assert told.details == {"verdict": "same", "because": "看过身份证", "changes": {}}


def test_what_is_confirmed_and_what_is_given_out_is_told(
    connection: Connection, postgres_settings: Settings, acts: Acts
) -> None:
    take(connection, postgres_settings, [Sent(A, "2020-05", "app_account", [person("439999197505141239")])])
    [[number]] = [row.values() for row in connection.execute("SELECT submission_id FROM ops.submission")]
    known_from_warehouse(postgres_settings, [A], Month(2020, 6), NOW)
    submissions.confirm(connection, number, "full", "王股长", NOW)
    [*_, given_out, confirmed] = acts()
    assert (confirmed.action, confirmed.actor, confirmed.details) == (
        "mode_confirmed", "王股长", {"mode": "full", "period": "2020-05"})
    assert (given_out.action, given_out.subject, given_out.details) == (
        "rows_given_out", {"period": "2020-06", "units": [A]}, {"rows": 1})


def test_what_came_is_told_once_and_each_reading_of_it(
    connection: Connection, postgres_settings: Settings, acts: Acts
) -> None:
    sent = Sent(A, "2020-05", "app_account", [person("439999197505141239")])
    for _ in range(2):
        send(connection, postgres_settings, sent)
    assert names(acts()) == ["submission_received", "submission_read", "submission_read"]
    [received, read, _] = acts()
    assert received.details["unit"] == A and received.details["channel"] == "folder" and received.moment == NOW
    assert read.subject == received.subject and read.details == {"files": 1, "rows": 1}


def test_without_its_record_nothing_is_received(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute(REFUSE_TO_ADD.encode())
    with pytest.raises(TerminalError):
        send(connection, postgres_settings, Sent(A, "2020-05", "app_account", [person("439999197505141239")]))
    assert connection.execute("SELECT FROM ops.submission").fetchall() == []


@pytest.fixture
def prepared(connection: Connection, settings: Settings) -> int:
    """Reports to every unit wait."""
    townships.send(connection, settings, townships.CAOWEI, "五月.xlsx",
                   townships.workbook(townships.person(townships.LOST_ID, "zf01")))
    townships.load(connection)
    return len(prepare_reports(connection, settings, townships.MAY, townships.NOW))


def test_a_report_is_told_when_it_is_written_and_when_it_is_sent(
    acts: Acts, prepared: int, connection: Connection, settings: Settings
) -> None:
    for _ in range(2):
        prepare_reports(connection, settings, townships.MAY, townships.NOW)
        deliver_reports(connection, settings, townships.NOW)
    assert Counter(names(acts())) == {"submission_received": 1, "submission_read": 1, "month_merged": 1,
                                      "report_prepared": prepared, "report_sent": prepared}
    [with_workbook] = [act for act in acts() if act.details.get("workbooks")]
    assert with_workbook.subject == {"unit": townships.CAOWEI, "period": "2020-05", "version": 1}
    assert len({str(act.subject) for act in acts() if act.action == "report_sent"}) == prepared


def test_without_its_record_no_report_is_sent(
    prepared: int, connection: Connection, settings: Settings, mailbox: Path
) -> None:
    connection.execute(REFUSE_TO_ADD.encode())
    with pytest.raises(TerminalError):
        deliver_reports(connection, settings, townships.NOW)
    assert list(mailbox.glob("*.eml")) == []
    connection.execute("DROP TRIGGER no_more ON ops.audit")
    assert len(deliver_reports(connection, settings, townships.NOW)) == prepared


def test_a_report_that_its_channel_refuses_is_not_told_as_sent(
    acts: Acts, prepared: int, connection: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TerminalError("no such mailbox")

    before = len(acts())
    monkeypatch.setattr(mail, "send", refuse)
    with pytest.raises(TerminalError):
        deliver_reports(connection, settings, townships.NOW)
    assert len(acts()) == before
