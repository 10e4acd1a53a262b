"""Correct and resend, on the whole road: workbooks go in, rows reach the platform, replies come back."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character
from township_sync.domain.period import Month
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.steps.walk import Walked, walk
from township_sync.warehouse.connect import connect
from township_sync.warehouse.submissions import awaiting_confirmation, confirm

MAY, NOW, UNIT = Month(2020, 5), datetime(2020, 6, 5, 1, tzinfo=UTC), "430981114"
Row = dict[str, str | None]


def id_no(number: int) -> str:
    first = f"439999{1960 + number}0615{101 + number}"
    return first + id_check_character(first)


def person(number: int, **more: str | None) -> Row:
    return {"person_name": f"丁{chr(0x5000 + number)}", "id_no": id_no(number), "unit_code": "草尾镇",
            "village_name": "乐园村", "role": "贫困劳动力", "account": f"yjjy{number:06d}",
            "bind_mobile": f"139{1234 + number:04d}0514", "bind_id_no": id_no(number), "real_name_status": "已实名",
            "account_status": "正常", **more}


def workbook(rows: Sequence[Mapping[str, str | None]], meta: Mapping[str, str] | None = None) -> bytes:
    columns = [column for column in contract("app_account").columns if column.field in person(0)]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "APP账号实名制"
    sheet.append(["APP账号"])
    sheet.append(["填报单位：草尾镇  填报期：2020-05"])
    sheet.append([column.header for column in columns])
    for row in rows:
        sheet.append([row[column.field] for column in columns])
    if meta:
        hidden = book.create_sheet("_meta")
        hidden.sheet_state = "veryHidden"
        for pair in meta.items():
            hidden.append(pair)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass
class Office:
    """One township and its inbox."""

    settings: Settings
    inbox: Path
    walks: int = 0

    def sends(self, name: str, data: bytes) -> Walked:
        path = self.inbox / UNIT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return self.waits()

    def waits(self) -> Walked:
        self.walks += 1
        return walk(self.settings, self.inbox, MAY, NOW + timedelta(hours=self.walks))

    def reply(self) -> str:
        """The text of the newest message to the township."""
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default)
                 for path in (self.settings.workspace / "sandbox/mail").glob("*.eml")]
        ours = [mail for mail in mails if mail["X-Unit-Code"] == UNIT]
        newest = max(ours, key=lambda mail: [int(part) for part in str(mail["X-Number"]).split("-")])
        body = newest.get_body(("plain",))
        assert body
        return str(newest["Subject"]) + "\n" + str(body.get_content())

    def roles(self) -> dict[str, str]:
        """What is in force, by account."""
        with connect(self.settings) as connection:
            found = connection.execute(
                "SELECT account, role FROM core.app_account WHERE recorded_to IS NULL AND valid_to IS NULL ORDER BY 1"
            )
            return {row["account"]: row["role"] for row in found}


@pytest.fixture
def office(postgres_settings: Settings, tmp_path: Path) -> Iterator[Office]:
    more = {"TOWNSHIP_SYNC_WORKBOOKS": "plain"}
    settings = replace(postgres_settings, environment=postgres_settings.environment | more)
    yield Office(settings, tmp_path / "inbox")
    serve.stop(settings)


def test_a_correction_sends_its_rows_only_and_a_file_that_lost_most_of_them_waits_for_an_answer(office: Office) -> None:
    everybody = [person(number) for number in range(12)]
    first = office.sends("5月.xlsx", workbook(everybody))
    assert (first.figures["rows_sent"], first.figures["findings"]) == (12, 0)

    mended = office.sends("5月补正.xlsx", workbook([person(0, role="乡镇负责人"), person(20)]))
    assert mended.figures["rows_sent"] == 2
    assert (mended.figures["loaded"], mended.figures["superseded"]) == (13, 1)
    assert "APP账号实名制：改 1 增 1 删 0，未变 0" in office.reply() and "按补正处理" in office.reply()
    assert len(office.roles()) == 13

    few = office.sends("5月更正.xlsx", workbook([person(number, role="乡镇负责人") for number in range(1, 4)]))
    assert (few.figures["rows_sent"], few.figures["held_aside"]) == (0, 3)
    assert "请确认是全量还是补正" in office.reply() and "改 3 增 0 删 10，未变 0" in office.reply()
    assert "删去10行：丁" in office.reply() and id_no(5) not in office.reply()
    assert len(office.roles()) == 13

    shutil.copy(office.inbox / UNIT / "5月更正.xlsx", office.inbox / UNIT / "5月更正（补正）.xlsx")
    answered = office.waits()
    assert (answered.figures["rows_sent"], answered.figures["held_aside"]) == (3, 0)
    assert len(office.roles()) == 13
    assert office.waits().figures["rows_sent"] == 0

    whole = office.sends("5月全量.xlsx", workbook([person(number) for number in range(3)]))
    assert len(office.roles()) == 3 and "删 10" in office.reply()
    assert whole.figures["rows_sent"] == 10 + 3


def test_a_confirmation_counts_and_names_who_gave_it(office: Office) -> None:
    office.sends("5月.xlsx", workbook([person(number) for number in range(12)]))
    office.sends("5月2.xlsx", workbook([person(number) for number in range(3)]))
    with connect(office.settings) as connection:
        [waiting] = awaiting_confirmation(connection)
        confirm(connection, waiting.submission_id, "full", "王股长", NOW)
        [said] = connection.execute("SELECT mode, confirmed_by FROM ops.confirmation").fetchall()
    assert (said["mode"], said["confirmed_by"]) == ("full", "王股长")
    office.waits()
    assert len(office.roles()) == 3
    with connect(office.settings) as connection:
        assert awaiting_confirmation(connection) == []


def test_a_good_file_its_bad_correction_and_a_mended_number_in_one_run(office: Office) -> None:
    wrong = id_no(1)[:17] + ("0" if id_no(1)[17] != "0" else "1")
    rows = [person(0), person(1, id_no=wrong, bind_id_no=wrong), person(2)]
    (office.inbox / UNIT).mkdir(parents=True)
    (office.inbox / UNIT / "1.xlsx").write_bytes(workbook(rows))
    (office.inbox / UNIT / "2补正.xlsx").write_bytes(workbook([person(1)]))
    walked = office.sends("3.xlsx", workbook([person(2, role=None)], {"mode": "correction"}))
    assert {fate: walked.figures[fate] for fate in ("loaded", "rejected", "superseded")} == {
        "loaded": 3, "rejected": 1, "superseded": 1}
    assert sorted(office.roles()) == [f"yjjy{number:06d}" for number in range(3)]
    files = {file["file"].split("/")[1]: file["findings"] for file in walked.answer["files"]}
    assert {name: len(found) for name, found in files.items()} == {"1.xlsx": 0, "2补正.xlsx": 0, "3.xlsx": 1}


def test_a_correction_that_comes_before_its_month_is_taken_as_it_is(office: Office) -> None:
    office.sends("5月补正.xlsx", workbook([person(0)]))
    assert "本月此前没有收到报表，所列1行按新增接收" in office.reply()
    office.sends("5月报表.xlsx", workbook([person(1), person(2)]))
    assert sorted(office.roles()) == ["yjjy000001", "yjjy000002"]


def saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
    """The workbook opened and saved by headless LibreOffice."""
    (folder / "in").mkdir()
    source = folder / "in" / "workbook.xlsx"
    source.write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", folder / "out", source], check=True, capture_output=True, timeout=180,
    )
    return (folder / "out" / "workbook.xlsx").read_bytes()


@pytest.mark.parametrize("office_program", ["openpyxl", pytest.param("soffice", marks=pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not on this machine"))])
def test_the_returned_workbook_is_mended_and_sent_back_as_it_is(
    office: Office, tmp_path: Path, office_program: str
) -> None:
    short = id_no(1)[:17]
    rows = [person(0), person(1, id_no=short, bind_id_no=short), person(2, role="不知道"),
            person(3, bind_mobile="12345")]
    office.sends("5月.xlsx", workbook(rows))
    [returned] = (office.settings.workspace / "returned").rglob("*.xlsx")
    book = openpyxl.load_workbook(returned)
    assert {"问题清单", "回执"} < set(book.sheetnames)
    sheet = book["APP账号实名制"]
    assert [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row, header, value in ((5, "身份证号", id_no(1)), (5, "绑定身份证号", id_no(1)), (6, "人员类型", "贫困劳动力"),
                               (7, "绑定手机号", "13912370514")):
        sheet.cell(row, columns[header]).value = value
    buffer = BytesIO()
    book.save(buffer)
    whole = buffer.getvalue()
    data = saved_by_libreoffice(whole, tmp_path) if office_program == "soffice" else whole
    mended = office.sends(returned.name, data)
    assert [found for file in mended.answer["files"] for found in file["findings"]
            if found["slug"] != "superseded_by_later_file"] == []
    assert "改 3 增 0 删 0，未变 1" in office.reply()
    assert len(office.roles()) == 4
    with connect(office.settings) as connection:
        still = connection.execute("SELECT slug FROM ops.finding WHERE closed_at IS NULL").fetchall()
        places = connection.execute(
            "SELECT file, sheet, sheet_row FROM stage.app_account JOIN ops.submission_sheet USING (sheet_id) "
            "JOIN ops.submission_file USING (file_id) ORDER BY 1, 2, 3").fetchall()
    assert [row["slug"] for row in still] == ["superseded_by_later_file"]
    assert [(row["sheet"], row["sheet_row"]) for row in places] == [("APP账号实名制", row) for row in (4, 5, 6, 7)] * 2
