"""What is wrong with one unit's files or settings keeps no other unit from being told."""

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from integration.reports.townships import CAOWEI, GONGHUA, LOST_ID, MAY, NOW, load, person, send, workbook
from township_sync.domain.unit import units
from township_sync.errors import TerminalError
from township_sync.readers import limits
from township_sync.settings import Settings
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse import archive
from township_sync.warehouse.connect import Connection

Mails = Callable[[], list[EmailMessage]]


def archived_for(connection: Connection, unit: str) -> str:
    row = connection.execute("SELECT sha256 FROM ops.submission WHERE unit_code = %s", [unit]).fetchone()
    assert row is not None
    return str(row["sha256"])


@pytest.mark.usefixtures("no_reminders")
def test_a_damaged_archive_file_stops_the_report_of_its_own_unit_only(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    for unit, name in ((CAOWEI, "草尾镇"), (GONGHUA, "共华镇")):
        send(connection, settings, unit, "五月.xlsx", workbook(person(LOST_ID, "zf01", unit_code=name), unit=name))
    load(connection)
    path = archive.path_of(settings, archived_for(connection, CAOWEI))
    whole = path.read_bytes()
    path.write_bytes(b"damaged")
    with pytest.raises(TerminalError, match="is damaged; restore it"):
        prepare_reports(connection, settings, MAY, NOW)
    deliver_reports(connection, settings, NOW)
    assert {mail["X-Unit-Code"] for mail in mails()} == set(units()) - {CAOWEI}
    path.write_bytes(whole)
    assert [report.unit_code for report in prepare_reports(connection, settings, MAY, NOW)] == [CAOWEI]


@pytest.mark.usefixtures("no_reminders")
def test_the_first_of_several_errors_is_raised_when_all_others_were_prepared(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    del settings.environment["TOWNSHIP_SYNC_UNIT_PASSPHRASE_430981116"]
    for unit, name in ((CAOWEI, "草尾镇"), (GONGHUA, "共华镇")):
        send(connection, settings, unit, "五月.xlsx", workbook(person(LOST_ID, "zf01", unit_code=name), unit=name))
    load(connection)
    archive.path_of(settings, archived_for(connection, CAOWEI)).unlink()
    with pytest.raises(TerminalError, match="The archive has no file"):
        prepare_reports(connection, settings, MAY, NOW)
    deliver_reports(connection, settings, NOW)
    assert {mail["X-Unit-Code"] for mail in mails()} == set(units()) - {CAOWEI, GONGHUA}


def test_a_bundle_that_may_no_longer_be_opened_is_answered_in_words_only(
    connection: Connection, settings: Settings, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = BytesIO()
    with ZipFile(bundle, "w") as files:
        files.writestr("一组.xlsx", workbook(person(LOST_ID, "zf01")))
        files.writestr("二组.xlsx", workbook(person(LOST_ID, "zf02")))
    send(connection, settings, CAOWEI, "五月.zip", bundle.getvalue())
    load(connection)
    monkeypatch.setattr(limits, "BUNDLE_FILES", 1)
    prepare_reports(connection, settings, MAY, NOW)
    deliver_reports(connection, settings, NOW)
    mail = next(mail for mail in mails() if mail["X-Unit-Code"] == CAOWEI)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "1. 五月.zip/一组.xlsx：部分接收" in body.get_content()
    assert "附件" not in body.get_content()
    assert list(mail.iter_attachments()) == []
