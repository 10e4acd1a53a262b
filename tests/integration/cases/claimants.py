"""Two townships that send 劳动力就业信息, taken through archive, reading, judging and merging as the pipeline does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl

from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.month import Loaded, load_month
from township_sync.steps.read import read_file
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

MAY, JUNE = Month(2020, 5), Month(2020, 6)
NOW = datetime(2020, 6, 2, 1, tzinfo=UTC)
CAOWEI, GONGHUA, QIONGHU = "430981114", "430981116", "430981006"
NAMES = {CAOWEI: "草尾镇", GONGHUA: "共华镇", QIONGHU: "琼湖街道"}
SHEET = "劳动力就业信息"


def id_no(number: int) -> str:
    first = f"439999{1960 + number}0615{101 + number}"
    return first + id_check_character(first)


def worker(unit: str, number: int, **more: str) -> dict[str, str]:
    """A row without a fault; everything that a township could recognise carries the unit's own mark."""
    own = {CAOWEI: "甲", GONGHUA: "乙", QIONGHU: "丙"}[unit]
    return {
        "person_name": f"丁{chr(0x5000 + number)}", "id_no": id_no(number), "unit_code": NAMES[unit],
        "village_name": f"{own}家村", "mobile": f"139{unit[-3:]}{number:05d}", "poverty_status": "已脱贫(享受政策)",
        "relocated": "否", "labour_capability": "普通劳动力", "employment_intent": "是", "training_intent": "否",
        "employment_status": "已就业", "employment_form": "灵活就业", "work_region": "省外",
        "work_area": "广东省东莞市", "start_date": f"2019-{number % 12 + 1:02d}-11", "monthly_wage": f"{2000 + number}",
        "collect_mode": "电话", "collected_on": "2020-05-14", "employer_name": f"{own}号服饰有限公司", **more,
    }


def workbook(unit: str, rows: Sequence[Mapping[str, str]], month: Month = MAY) -> bytes:
    """One sheet of workers as a township makes it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    columns = [column for column in contract("worker_employment").columns if column.field in worker(CAOWEI, 0)]
    sheet.append([SHEET])
    sheet.append([f"填报单位：{NAMES[unit]}  填报期：{month}"])
    sheet.append([column.header for column in columns])
    for row in rows:
        sheet.append([row.get(column.field) for column in columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class Office:
    """The county's side: takes files in, judges; every judging is an hour after the one before."""

    def __init__(self, settings: Settings, connection: Connection) -> None:
        self.settings, self.connection, self.now = settings, connection, NOW

    def takes(self, unit: str, name: str, *rows: Mapping[str, str], month: Month = MAY) -> None:
        """Receive and stage one workbook."""
        data, path = workbook(unit, rows, month), f"{unit}/{name}"
        sent = record_submission(self.connection, self.settings, unit_code=unit, period=str(month), name=path,
                                 data=data, channel="portal", received_at=self.now)
        stage(self.connection, self.settings, sent.submission_id, read_file(path, data, unit, month))

    def judges(self, month: Month = MAY, later: timedelta = timedelta(hours=1)) -> Loaded:
        """Judge and merge a month."""
        self.now += later
        return load_month(self.settings, self.connection, month, self.now)

    def fates(self) -> dict[tuple[str, int], str]:
        """By file (without its unit's folder replaced by the unit) and row."""
        return {(row["file"].split("/", 1)[0], row["sheet_row"]): row["fate"] for row in self.rows(
            "SELECT file, sheet_row, fate FROM ops.disposition JOIN stage.worker_employment USING (stage_row_id) "
            "JOIN ops.submission_sheet ON submission_sheet.sheet_id = worker_employment.sheet_id "
            "JOIN ops.submission_file USING (file_id) WHERE is_current ORDER BY 1, 2")}

    def in_force(self) -> dict[str, str]:
        """Whose each person is in the history, by number: {id_no: unit}."""
        return {row["id_no"]: row["sender"] for row in self.rows(
            "SELECT id_no, sender FROM core.worker_employment WHERE recorded_to IS NULL AND valid_to IS NULL")}

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask the warehouse."""
        return self.connection.execute(query).fetchall()  # type: ignore[arg-type]  # the tests' own queries
