"""A file that was sent once more unchanged: nothing is done with it, and its township is told so, once."""

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import openpyxl

from integration.reports.townships import CAOWEI, GOOD_ID, LOST_ID, MAY, NOW, load, person, send, workbook
from township_sync.domain.finding import Finding
from township_sync.settings import Settings
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import record_submission
from township_sync.workbooks.encrypt import decrypt

Mails = Callable[[], list[EmailMessage]]
SAID = "与已接收的文件完全相同，未重复处理"


def send_again(connection: Connection, settings: Settings, name: str, data: bytes) -> None:
    """Bytes that are known already come under another name."""
    recorded = record_submission(connection, settings, unit_code=CAOWEI, period=str(MAY), name=f"{CAOWEI}/{name}",
                                 data=data, channel="portal", received_at=NOW)
    assert not recorded.is_new


def tell(connection: Connection, settings: Settings) -> list[str]:
    """Prepare and deliver May; the units that were told."""
    prepared = prepare_reports(connection, settings, MAY, NOW)
    deliver_reports(connection, settings, NOW)
    return [report.unit_code for report in prepared]


def letter(mails: Mails) -> str:
    mail = next(mail for mail in reversed(mails()) if mail["X-Unit-Code"] == CAOWEI)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_repeat_is_told_once(connection: Connection, settings: Settings, mails: Mails) -> None:
    sent = workbook(person(GOOD_ID, "zf01"))
    send(connection, settings, CAOWEI, "五月.xlsx", sent)
    load(connection)
    tell(connection, settings)
    send_again(connection, settings, "五月再报13812345678.xlsx", sent)
    assert tell(connection, settings) == [CAOWEI]
    assert "1. 五月.xlsx：已接收\n   读取1行 = 入库1" in letter(mails)
    assert f"2. 五月再报…5678.xlsx：{SAID}" in letter(mails)
    load(connection)
    assert tell(connection, settings) == []


def test_the_receipt_of_the_first_file_names_the_repeat(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    sent = workbook(person(LOST_ID, "zf01"))
    send(connection, settings, CAOWEI, "五月.xlsx", sent)
    send_again(connection, settings, "五月再报.xlsx", sent)
    load(connection)
    tell(connection, settings)
    mail = next(mail for mail in mails() if mail["X-Unit-Code"] == CAOWEI)
    [part] = mail.iter_attachments()
    book = openpyxl.load_workbook(BytesIO(decrypt(bytes(part.get_payload(decode=True)), passphrase)))
    assert f"“五月再报.xlsx”{SAID}。" in [row[0] for row in book["回执"].iter_rows(values_only=True)]


def test_a_bundle_that_came_again_is_named_once(connection: Connection, settings: Settings, mails: Mails) -> None:
    bundle = BytesIO()
    with ZipFile(bundle, "w") as files:
        files.writestr("一组.xlsx", workbook(person(GOOD_ID, "zf01")))
        files.writestr("二组.xlsx", workbook(person(GOOD_ID, "zf02")))
    send(connection, settings, CAOWEI, "五月.zip", bundle.getvalue())
    send_again(connection, settings, "五月再报.zip", bundle.getvalue())
    load(connection)
    tell(connection, settings)
    assert letter(mails).count(SAID) == 1
    assert f"3. 五月再报.zip：{SAID}" in letter(mails)


def test_a_repeat_of_a_file_that_still_waits_is_told_with_it(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    tell(connection, settings)
    later = workbook(person(GOOD_ID, "zf02"))
    send(connection, settings, CAOWEI, "五月补.xlsx", later)
    send_again(connection, settings, "五月补2.xlsx", later)
    assert tell(connection, settings) == []
    load(connection)
    assert tell(connection, settings) == [CAOWEI]
    assert f"3. 五月补2.xlsx：{SAID}" in letter(mails)


def test_the_same_file_inside_a_later_bundle_is_not_called_replaced(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    sent = workbook(person(GOOD_ID, "zf01"))
    send(connection, settings, CAOWEI, "五月.xlsx", sent)
    bundle = BytesIO()
    with ZipFile(bundle, "w") as files:
        files.writestr("一组.xlsx", sent)
        files.writestr("二组.xlsx", workbook(person(GOOD_ID, "zf02")))
    send(connection, settings, CAOWEI, "五月.zip", bundle.getvalue())
    inner = f"{CAOWEI}/五月.zip/一组.xlsx"
    load(connection, [Finding("identical_file_again", inner, made_by="judge")], replaced=[inner])
    tell(connection, settings)
    assert f"2. 五月.zip/一组.xlsx：{SAID}" in letter(mails)
