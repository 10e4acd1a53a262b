"""The outbox: what was sent is not sent again, and what was not sent is not lost."""

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from integration.reports.townships import CAOWEI, GONGHUA, LOST_ID, MAY, NOW, load, person, send, workbook
from township_sync.channels import mail as mail_channel
from township_sync.domain.envelope import Envelope
from township_sync.domain.unit import units
from township_sync.errors import PersonalDataLeak, TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps import outbox
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse.connect import Connection, connect

Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def prepared(connection: Connection, settings: Settings) -> int:
    """Reports to every unit wait; that of one has an encrypted workbook."""
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(LOST_ID, "zf01")))
    load(connection)
    return len(prepare_reports(connection, settings, MAY, NOW))


def test_a_sender_that_dies_before_its_note_sends_the_same_bytes_once_more(
    prepared: int, connection: Connection, settings: Settings, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "mark_sent", die)
    with pytest.raises(KeyboardInterrupt):
        deliver_reports(connection, settings, NOW)
    monkeypatch.undo()
    assert len(deliver_reports(connection, settings, NOW.replace(day=3))) == prepared
    messages = [path.read_bytes() for path in sorted(mailbox.glob("*.eml"))]
    assert len(messages) == prepared + 1
    assert len(set(messages)) == prepared


def test_the_encrypted_workbook_has_the_same_bytes_at_every_try(
    prepared: int, connection: Connection, settings: Settings, mails: Mails
) -> None:
    deliver_reports(connection, settings, NOW)
    connection.execute("UPDATE ops.message SET status = 'pending', sent_at = NULL, parts_sent = 0 WHERE contact = %s",
                       [f"{CAOWEI}-clerk"])
    deliver_reports(connection, settings, NOW.replace(day=3))
    first, second = (mail for mail in mails() if mail["X-Unit-Code"] == CAOWEI)
    assert next(first.iter_attachments()).get_payload(decode=True)
    assert first.as_bytes() == second.as_bytes()


def test_two_deliverers_at_once_do_not_send_one_report_twice(
    prepared: int, connection: Connection, settings: Settings, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = mail_channel.send
    counts: list[int] = []

    def with_a_rival(given: Settings, envelopes: Sequence[Envelope]) -> None:
        if not counts:
            counts.append(0)
            with connect(settings) as rival:
                counts[0] = len(deliver_reports(rival, settings, NOW))
        real(given, envelopes)

    monkeypatch.setattr(mail_channel, "send", with_a_rival)
    assert len(deliver_reports(connection, settings, NOW)) == 1
    assert counts == [prepared - 1]
    assert len(mails()) == prepared


def test_an_unreachable_server_leaves_every_report_waiting(
    prepared: int, connection: Connection, settings: Settings, mails: Mails
) -> None:
    reachable = settings.environment["TOWNSHIP_SYNC_SMTP_URL"]
    settings.environment["TOWNSHIP_SYNC_SMTP_URL"] = "smtp://127.0.0.1:9"
    with pytest.raises(TransientError):
        deliver_reports(connection, settings, NOW)
    settings.environment["TOWNSHIP_SYNC_SMTP_URL"] = reachable
    assert len(deliver_reports(connection, settings, NOW)) == prepared == len(mails())


def test_a_refused_report_does_not_hold_up_the_others(
    prepared: int, connection: Connection, settings: Settings, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = mail_channel.send

    def refuse_one(given: Settings, envelopes: Sequence[Envelope]) -> None:
        if envelopes[0].unit_code == GONGHUA:
            raise TerminalError("The mail server refuses the message (550).")
        real(given, envelopes)

    monkeypatch.setattr(mail_channel, "send", refuse_one)
    with pytest.raises(TerminalError, match=f"1 of {prepared} messages could not be delivered"):
        deliver_reports(connection, settings, NOW)
    assert {mail["X-Unit-Code"] for mail in mails()} == set(units()) - {GONGHUA}
    monkeypatch.undo()
    assert len(deliver_reports(connection, settings, NOW)) == 1


def test_a_workbook_that_was_changed_on_disk_is_not_sent(
    prepared: int, connection: Connection, settings: Settings, mails: Mails
) -> None:
    (settings.folder("returned") / "2020-05" / CAOWEI / "v1" / "五月（标注）.xlsx").write_bytes(b"something else")
    with pytest.raises(TerminalError, match="not the one that was prepared"):
        deliver_reports(connection, settings, NOW)
    assert CAOWEI not in {mail["X-Unit-Code"] for mail in mails()}


def test_a_letter_with_a_whole_number_is_never_stored(
    connection: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from township_sync.steps import report_letter

    monkeypatch.setattr(report_letter, "shown_name", lambda file, unit: "五月13812345678.xlsx")
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(LOST_ID, "zf01")))
    load(connection)
    with pytest.raises(PersonalDataLeak):
        prepare_reports(connection, settings, MAY, NOW)
    row = connection.execute("SELECT count(*) AS rows FROM ops.report WHERE unit_code = %s", [CAOWEI]).fetchone()
    assert row == {"rows": 0}
