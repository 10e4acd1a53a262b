"""Townships that send small workbooks, taken through archive, reading and merging with a verdict of the test."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import openpyxl

from township_sync.checks.resends import resends
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Fate, FileVerdict, Judgement, RowPlace
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.steps.read import read_file
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import record_submission

MAY = Month(2020, 5)
NOW = datetime(2020, 6, 2, 1, tzinfo=UTC)
CAOWEI, GONGHUA = "430981114", "430981116"
SHEET = "APP账号实名制"
GOOD_ID, OTHER_ID, LOST_ID = "439999199001011239", "439999198802022347", "4.39999E+17"


def person(id_no: str, account: str, **more: str) -> dict[str, str]:
    """A row of app_account; without a fault when the ID is good."""
    row = {
        "person_name": "张丰", "id_no": id_no, "unit_code": "草尾镇", "village_name": "乐园村", "role": "贫困劳动力",
        "account": account, "bind_mobile": "13812345678", "bind_id_no": id_no, "real_name_status": "已实名",
        "account_status": "正常",
    }
    return row | more


def workbook(*rows: Mapping[str, str], unit: str = "草尾镇", month: str = "2020-05") -> bytes:
    """One sheet of accounts as a township makes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    columns = [column for column in contract("app_account").columns if column.field in person("", "")]
    sheet.append(["APP账号"])
    sheet.append([f"填报单位：{unit}  填报期：{month}"])
    sheet.append([column.header for column in columns])
    for row in rows:
        sheet.append([row.get(column.field) for column in columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(connection: Connection, settings: Settings, unit: str, name: str, data: bytes) -> None:
    """A unit sends one file for May; it is archived, read and staged."""
    path = f"{unit}/{name}"
    recorded = record_submission(connection, settings, unit_code=unit, period=str(MAY), name=path, data=data,
                                 channel="portal", received_at=NOW)
    stage(connection, settings, recorded.submission_id, read_file(path, data, unit, MAY))


def load(connection: Connection, findings: Sequence[Finding] = (), replaced: Sequence[str] = ()) -> None:
    """Judge May by what reading found and by further findings, and merge it; `replaced` files have a successor."""
    files = read_files(connection, str(MAY))
    found = [*(each for file in files for each in file.findings), *findings]
    sent = resends(files, [], policy_on(MAY.last_day)).changes
    verdicts = {file.file: replace(_verdict(file, found, replaced), changes=sent.get(file.file, {})) for file in files}
    fates: dict[RowPlace, Fate] = {}
    for file in files:
        fates |= {place: _fate(place, verdicts[file.file], found) for place in _places(file)}
    merge(connection, files, Judgement(str(MAY), "run-1", found, verdicts, fates), NOW)


def _verdict(file: ReadFile, findings: Sequence[Finding], replaced: Sequence[str]) -> FileVerdict:
    severities = {found.severity for found in findings if found.file == file.file}
    verdict = FileVerdict("accepted")
    if "reject_file" in severities:
        verdict = FileVerdict("rejected")
    elif "reject_row" in severities:
        verdict = FileVerdict("partly_accepted")
    if file.file in replaced:
        verdict = replace(verdict, is_current=False, entities_superseded=frozenset({"app_account"}))
    return verdict


def _places(file: ReadFile) -> list[RowPlace]:
    return [(file.file, sheet.sheet, row.number) for sheet in file.sheets for row in sheet.rows]


def _fate(place: RowPlace, verdict: FileVerdict, findings: Sequence[Finding]) -> Fate:
    if not verdict.is_current:
        return "superseded"
    bad = {(found.file, found.sheet, found.row) for found in findings if found.severity == "reject_row"}
    return "rejected" if verdict.status == "rejected" or place in bad else "loaded"
