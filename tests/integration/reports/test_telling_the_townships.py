"""From a judged month to what lies in the townships' mailboxes."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from integration.reports.townships import (
    CAOWEI,
    GONGHUA,
    GOOD_ID,
    LOST_ID,
    MAY,
    NOW,
    OTHER_ID,
    SHEET,
    load,
    person,
    send,
    workbook,
)
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps import report_state
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.warehouse.connect import Connection
from township_sync.workbooks.encrypt import decrypt

Mails = Callable[[], list[EmailMessage]]
INSTALLATION = "9f86d081.township-sync"
"""The first eight digits of the SHA-256 of the secret `test`, which the settings of these tests have."""


def tell(connection: Connection, settings: Settings) -> int:
    """Prepare and deliver May."""
    prepare_reports(connection, settings, MAY, NOW)
    return len(deliver_reports(connection, settings, NOW))


def mail_of(mails: Mails, unit: str) -> EmailMessage:
    """The newest message to one unit."""
    return next(mail for mail in reversed(mails()) if mail["X-Unit-Code"] == unit)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): bytes(part.get_payload(decode=True)) for part in mail.iter_attachments()}


def test_every_township_gets_one_message_and_only_one(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01"), person(OTHER_ID, "zf02")))
    load(connection)
    assert tell(connection, settings) == len(units())
    assert tell(connection, settings) == 0
    load(connection)
    assert tell(connection, settings) == 0
    expected = [f"<20200602-{code}-1.010000.clerk@{INSTALLATION}>" for code in sorted(units())]
    assert sorted(mail["Message-ID"] for mail in mails()) == expected


def test_another_installation_gives_its_messages_other_names(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    tell(connection, replace(settings, environment=settings.environment | {"TOWNSHIP_SYNC_SECRET": "another"}))
    [place] = {str(mail["Message-ID"]).partition("@")[2] for mail in mails()}
    assert place.endswith(".township-sync>")
    assert place != f"{INSTALLATION}>"


def test_a_township_with_faults_gets_its_own_workbook_encrypted(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    sent = workbook(person(GOOD_ID, "zf01"), person(LOST_ID, "zf02", bind_mobile="12345"))
    send(connection, settings, CAOWEI, "五月.xlsx", sent)
    load(connection)
    tell(connection, settings)
    files = attached(mail_of(mails, CAOWEI))
    assert list(files) == ["五月（标注）.xlsx"]
    book = openpyxl.load_workbook(BytesIO(decrypt(files["五月（标注）.xlsx"], passphrase)))
    assert book.sheetnames == ["问题清单", "回执", SHEET]
    marked = {cell.coordinate for row in book[SHEET].iter_rows() for cell in row if cell.comment}
    assert marked == {"B5", "G5", "H5"}
    counts = next(row for row in book["回执"].iter_rows(values_only=True) if row[0] == SHEET)
    assert counts[2:] == (2, 1, 0, 1, 0, 0, 0)


def test_the_text_holds_counts_and_no_personal_value(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月13812345678.xlsx", workbook(person(LOST_ID, "zf02")))
    load(connection)
    tell(connection, settings)
    mail = mail_of(mails, CAOWEI)
    assert "读取1行 = 入库0 + 重复0 + 退回1 + 暂存0 + 被替换0" in text_of(mail)
    everything = text_of(mail) + str(mail["Subject"]) + "".join(attached(mail))
    assert not [value for value in (LOST_ID, "13812345678", "张丰", "zf02") if value in everything]


def test_a_clean_township_gets_its_receipt_without_a_workbook(
    connection: Connection, settings: Settings, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_state, "monthly_sheets", lambda period: ("app_account",))
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    tell(connection, settings)
    mail = mail_of(mails, CAOWEI)
    assert mail["Subject"] == "草尾镇 2020年5月报送回执：已接收"
    assert "读取1行 = 入库1" in text_of(mail)
    assert attached(mail) == {}


def test_a_file_that_cannot_be_read_is_answered_with_the_reason(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", b"%PDF-1.4 a scan of the table")
    load(connection)
    tell(connection, settings)
    mail = mail_of(mails, CAOWEI)
    assert mail["Subject"] == "草尾镇 2020年5月报送回执：退回"
    assert "“五月.xlsx”不是表格文件" in text_of(mail)
    assert attached(mail) == {}


def test_a_rejected_file_that_can_be_opened_still_comes_back(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    send(connection, settings, CAOWEI, "账号.xlsx", workbook(person(GOOD_ID, "zf01"), month="2020-04"))
    load(connection)
    tell(connection, settings)
    files = attached(mail_of(mails, CAOWEI))
    book = openpyxl.load_workbook(BytesIO(decrypt(files["账号（标注）.xlsx"], passphrase)))
    assert "表内期别是2020-04" in book["问题清单"]["G6"].value


def test_a_township_that_sent_nothing_is_told_what_is_missing(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    tell(connection, settings)
    mail = mail_of(mails, GONGHUA)
    assert mail["Subject"] == "共华镇 2020年5月报表还没有收到"
    assert "还没有收到：劳动力就业信息、" in text_of(mail)
    incomplete = mail_of(mails, CAOWEI)
    assert incomplete["Subject"] == "草尾镇 2020年5月报送回执：还缺4张表"
    assert "APP账号实名制" not in text_of(incomplete)


def test_nothing_is_missing_before_the_month_is_over(connection: Connection, settings: Settings, mails: Mails) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    # 23:59 on 31 May in Shanghai
    prepared = prepare_reports(connection, settings, MAY, NOW.replace(month=5, day=31, hour=15, minute=59))
    assert [(report.unit_code, report.kind) for report in prepared] == [(CAOWEI, "receipt")]


def test_a_month_that_was_never_judged_is_not_told(connection: Connection, settings: Settings) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    assert prepare_reports(connection, settings, MAY, NOW) == []


def test_a_corrected_file_is_answered_with_what_it_changed(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    first = workbook(person(GOOD_ID, "zf01"), person(OTHER_ID, "zf02"), person(LOST_ID, "zf03"))
    send(connection, settings, CAOWEI, "五月.xlsx", first)
    load(connection)
    tell(connection, settings)
    third = "439999197703033459"
    later = workbook(person(GOOD_ID, "zf01", bind_mobile="13912345678"), person(third, "zf09"))
    send(connection, settings, CAOWEI, "五月改.xlsx", later)
    load(connection, replaced=[f"{CAOWEI}/五月.xlsx"])
    assert tell(connection, settings) == 1
    mail = mail_of(mails, CAOWEI)
    assert mail["Message-ID"] == f"<20200602-430981114-2.010000.clerk@{INSTALLATION}>"
    assert mail["Subject"].endswith("（第2次）")
    assert "改 1 增 1 删 1" in text_of(mail)
    assert "1. 五月.xlsx：已被后报的文件替换" in text_of(mail)
    assert attached(mail) == {}


def test_the_workbook_may_stay_in_the_units_folder(connection: Connection, settings: Settings, mails: Mails) -> None:
    settings.environment["TOWNSHIP_SYNC_WORKBOOKS_430981114"] = "folder"
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(LOST_ID, "zf01")))
    load(connection)
    tell(connection, settings)
    assert attached(mail_of(mails, CAOWEI)) == {}
    kept = settings.folder("returned") / "2020-05" / CAOWEI / "v1" / "五月（标注）.xlsx"
    assert openpyxl.load_workbook(kept).sheetnames[0] == "问题清单"


def test_a_file_of_a_bundle_comes_back_on_its_own(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    bundle = BytesIO()
    with ZipFile(bundle, "w") as archive:
        archive.writestr("一组.xlsx", workbook(person(LOST_ID, "zf01")))
        archive.writestr("二组.csv", "姓名,身份证号\n".encode("gb18030"))
    send(connection, settings, CAOWEI, "五月.zip", bundle.getvalue())
    load(connection)
    tell(connection, settings)
    files = attached(mail_of(mails, CAOWEI))
    assert sorted(files) == ["一组（标注）.xlsx", "二组（标注）.xlsx"]
    assert SHEET in openpyxl.load_workbook(BytesIO(decrypt(files["一组（标注）.xlsx"], passphrase))).sheetnames
    assert "二组" in openpyxl.load_workbook(BytesIO(decrypt(files["二组（标注）.xlsx"], passphrase))).sheetnames


def test_rows_that_the_platform_refused_are_told(connection: Connection, settings: Settings, mails: Mails) -> None:
    send(connection, settings, CAOWEI, "五月.xlsx", workbook(person(GOOD_ID, "zf01")))
    load(connection)
    tell(connection, settings)
    refuse_one_row(connection)
    assert tell(connection, settings) == 1
    mail = mail_of(mails, CAOWEI)
    assert "省平台退回（1行" in text_of(mail)
    assert "代码E17" in text_of(mail)


@pytest.mark.usefixtures("no_reminders")
def test_units_without_a_passphrase_are_named_and_the_others_told(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    del settings.environment["TOWNSHIP_SYNC_UNIT_PASSPHRASE_430981114"]
    for unit, name in ((CAOWEI, "草尾镇"), (GONGHUA, "共华镇")):
        row = person(LOST_ID, "zf01", unit_code=name)
        send(connection, settings, unit, "五月.xlsx", workbook(row, unit=name))
    load(connection)
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_UNIT_PASSPHRASE_430981114"):
        prepare_reports(connection, settings, MAY, NOW)
    deliver_reports(connection, settings, NOW)
    assert {mail["X-Unit-Code"] for mail in mails()} == set(units()) - {CAOWEI}


def refuse_one_row(connection: Connection) -> None:
    """What the exchange leaves behind when the platform refuses a row."""
    connection.execute(
        "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts,"
        " contract_version, made_at) VALUES ('month', 'd', 'app_account', '2020-05', 1, 'p', 's', 1, '{}', '1', now())"
    )
    connection.execute(
        "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action,"
        " unit_code, status, code, message, file, sheet, \"row\") SELECT publication_id, 1, 'd', 'app_account', 'k',"
        " 'h', 'new', %s, 'rejected', 'E17', '账号不存在', %s, %s, 4 FROM ops.publication",
        (CAOWEI, f"{CAOWEI}/五月.xlsx", SHEET),
    )
