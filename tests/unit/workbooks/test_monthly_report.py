"""The bureau's workbook and the townships' pages say what was computed, print on A4, and hold no personal value."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from township_sync.domain.indicator import CITY
from township_sync.steps.monthly_report import report_files
from township_sync.workbooks.monthly_report import monthly_report
from township_sync.workbooks.township_page import township_page
from unit.workbooks.policy_months import policy_month

SOFFICE, PDF_PAGES = shutil.which("soffice"), shutil.which("pdfinfo")
FILES = dict(report_files(policy_month()))


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(monthly_report(policy_month())))


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def line_of(sheet: Any, label: str) -> list[Any]:
    return next(row for row in rows_of(sheet) if label in row)


def test_there_is_one_sheet_per_theme_that_has_something_to_say(book: Any) -> None:
    assert book.sheetnames == ["总览", "稳定就业", "311服务", "口径"]


def test_the_overview_has_value_target_and_status_of_the_city(book: Any) -> None:
    line = line_of(book["总览"], "已就业比例")
    assert line[2:5] == ["T2", 60005, 100010]
    assert line[7:9] == ["不低于60%", "未达标"]


def test_a_provisional_figure_says_so(book: Any) -> None:
    assert line_of(book["总览"], "推荐成功率")[8] == "努力方向（暂定）"


def test_a_figure_without_a_value_says_why(book: Any) -> None:
    assert line_of(book["稳定就业"], "泗湖山镇")[1] == "未运行"


def test_a_share_just_below_its_target_is_never_written_as_the_target(book: Any) -> None:
    formats = {row[0].value: row[1].number_format for row in book["稳定就业"].iter_rows()}
    assert formats["草尾镇"] == "0.000000%"
    assert formats["南嘴镇"] == "0.00%"


def test_every_figure_with_a_target_has_a_chart_with_the_target_in_it(book: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(monthly_report(policy_month()))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 1
    assert "已就业比例" in charts[0] and "lineChart" in charts[0]


def test_the_states_of_a_unit_are_counted(book: Any) -> None:
    rows = rows_of(book["总览"])
    assert next(row for row in rows if row[0] == "草尾镇")[1:7] == [0, 1, 0, 0, 0, 0]


def test_lists_are_counted_by_unit_and_for_the_city(book: Any) -> None:
    counted = {row[0]: row[1] for row in rows_of(book["311服务"])[-5:]}
    assert (counted["南嘴镇"], counted["草尾镇"], counted["全市"]) == (1, 0, 1)


def test_definitions_questions_and_differences_are_told(book: Any) -> None:
    rows = rows_of(book["口径"])
    assert ["已就业比例", "T2", "已就业÷总人数", "不低于60%", "不低于60%"] in rows
    assert any(row[:4] == ["Q4", "稳定就业", "T3", "连续"] for row in rows)
    assert any(row[:2] == ["车间", "未分解1"] for row in rows)


def test_every_sheet_prints_on_a4_one_page_wide(book: Any) -> None:
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert book["总览"].sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.skipif(not (SOFFICE and PDF_PAGES), reason="LibreOffice or pdfinfo is not on this machine")
def test_on_paper_no_table_and_no_chart_is_cut(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(monthly_report(policy_month()))
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "report.xlsx")], check=True, timeout=120)
    told = subprocess.run([str(PDF_PAGES), str(tmp_path / "report.pdf")], check=True, capture_output=True, text=True)
    # Overview, a theme with its chart on a page of its own, a theme without targets of townships, definitions.
    assert "Pages:           5" in told.stdout


def test_a_township_has_its_own_page_with_its_figures_only() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(township_page(policy_month(), "430981107"))).active
    assert sheet is not None
    assert line_of(sheet, "已就业比例")[1:] == [6, 10, 0.6, "—", "不低于60%", "达标"]
    assert line_of(sheet, "311服务未到位名单")[:3] == ["311服务未到位名单", "S11a", 1]
    assert "月均工资" not in [row[0] for row in rows_of(sheet)]
    assert sheet.page_setup.fitToHeight in (None, 1)  # one page is the default


def test_a_township_without_open_lists_reads_that_there_is_nothing_to_do() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(township_page(policy_month(), "430981114"))).active
    assert any("没有需要办理" in str(row[0]) for row in rows_of(sheet))


def test_the_same_month_gives_the_same_bytes() -> None:
    assert dict(report_files(policy_month())) == FILES


def test_there_is_a_file_for_the_bureau_each_township_each_list_and_the_board() -> None:
    assert sorted(FILES) == sorted([
        "沅江市就业扶贫月报2020-05.xlsx", "乡镇/草尾镇2020-05.xlsx", "乡镇/南嘴镇2020-05.xlsx",
        "乡镇/泗湖山镇2020-05.xlsx", "清单/311服务未到位名单.csv", "figures.json"])


def test_a_list_says_where_each_row_stands_and_shows_nobody_whole() -> None:
    written = FILES["清单/311服务未到位名单.csv"].decode("utf-8-sig")
    assert written.splitlines() == ["乡镇,姓名,身份证号,缺少,文件,工作表,行",
                                    "南嘴镇,张*,…1230,职业指导,表.xlsx,就业信息,9"]


def test_no_file_holds_a_whole_name_or_number() -> None:
    for name, data in FILES.items():
        parts = [data]
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                parts = [package.read(each) for each in package.namelist()]
        assert not any(b"439999197505141230" in part or "张丰".encode() in part for part in parts), name


def test_the_city_is_no_township() -> None:
    assert not any(CITY in name for name in FILES)
