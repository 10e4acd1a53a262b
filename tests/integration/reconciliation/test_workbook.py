"""The bureau's workbook, cell by cell, and on paper."""

import hashlib
import io
from dataclasses import replace
from typing import Any

import openpyxl

from integration.reconciliation.conftest import DATASET, Holdings, Office, row, values_of
from township_sync.warehouse.reconciliations import newest

NAMES = ["汇总", "仅我方有", "仅平台有", "内容不一致"]
OUR_UNIT = "439999001"


def made(office: Office, holdings: Holdings) -> Any:
    office.publish(range(1, 5), statuses={4: "rejected"})
    holdings.of().extend([row(2), row(3), row(9)])
    holdings.alter(3, values=("=1+1", *values_of(3)[1:]))
    office.compare(holdings)
    path = office.settings.folder("published") / "2020-05" / f"{DATASET}.reconciliation.xlsx"
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def lines(sheet: Any) -> list[list[Any]]:
    return [[cell for cell in line if cell not in (None, "")] for line in sheet.iter_rows(values_only=True)]


def test_each_class_has_its_sheet_with_both_values_side_by_side(office: Office, holdings: Holdings) -> None:
    book = made(office, holdings)
    assert book.sheetnames == NAMES
    heading = ["报送单位", "企业名称", "统一社会信用代码", "联系人", "所在地区"]
    assert lines(book["仅我方有"]) == [heading, [OUR_UNIT, *values_of(1)[:3]]]
    assert lines(book["仅平台有"]) == [heading, list(values_of(9)[:3])]
    assert lines(book["内容不一致"]) == [
        ["报送单位", "企业名称", "统一社会信用代码", "项目", "我方", "省平台"],
        [OUR_UNIT, "第3家公司", values_of(3)[1], "企业名称", "第3家公司", "=1+1"]]
    assert book["内容不一致"]["F2"].data_type == "s"


def test_the_first_sheet_says_whether_all_numbers_agree(office: Office, holdings: Holdings) -> None:
    said = lines(made(office, holdings)["汇总"])
    assert said[0] == ["招聘企业对账表（2020年5月为止）"]
    assert ["我方与省平台：不平"] in said
    counts = [["我方（省平台已受理、未结束）", 3], ["省平台在册", 3], ["一致", 1], ["仅我方有", 1], ["仅平台有", 1],
              ["内容不一致", 1], ["已送、待回执（未比对）", 0], ["对不上的批次", 0]]
    assert said[said.index(counts[0]):][:len(counts)] == counts
    assert ["2020-05", 4, 4, 3, 1, 0, 3, 1, 0, "平"] in said
    assert ["没有与基础库比对（合同未指定，或尚未镜像）"] in said


def test_it_prints_on_a4_one_page_wide_with_its_heading_on_every_page(office: Office, holdings: Holdings) -> None:
    for sheet in made(office, holdings):
        page = sheet.page_setup
        assert (page.paperSize, page.fitToWidth or 1, page.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "第&P页 共&N页"
        assert (sheet.print_title_rows == "$1:$1") == (sheet.title != "汇总")


def test_writing_it_is_on_record_with_its_digest(office: Office, holdings: Holdings) -> None:
    made(office, holdings)
    told = "SELECT subject, details FROM ops.audit WHERE action = 'reconciliation_written'"
    act = office.connection.execute(told).fetchone()
    data = (office.settings.folder("published") / "2020-05" / f"{DATASET}.reconciliation.xlsx").read_bytes()
    assert act and act["subject"] == {"dataset": DATASET, "period": "2020-05"}
    assert act["details"] == {"rows": 3, "sha256": hashlib.sha256(data).hexdigest()}


def test_an_adopted_row_shows_what_the_platform_holds(office: Office, holdings: Holdings) -> None:
    made(office, holdings)
    number = office.publish([5])
    adopted = "UPDATE ops.publication SET path = '', origin = 'adopted' WHERE publication_id = %s"
    office.connection.execute(adopted, [number])
    holdings.of().append(replace(row(5), row_version="f" * 64))
    found = office.compare(holdings).found
    assert found.counts["field_differs"] == 2
    kept = newest(office.connection, found.told)
    assert kept and kept["field_differs"] == 2
