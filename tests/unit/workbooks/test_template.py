"""The workbook that a township fills in."""

from io import BytesIO

import openpyxl
import pytest

from township_sync.domain.contract import contract, contracts
from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.workbooks.template import build_template

UNIT, MAY = "430981114", Month(2020, 5)


def test_every_sheet_has_letterhead_header_and_hidden_machine_names() -> None:
    book = openpyxl.load_workbook(BytesIO(build_template(tuple(contracts()), UNIT, MAY)))
    for entity in contracts().values():
        sheet = book[entity.sheet_names[0]]
        assert "填报单位：草尾镇" in sheet["A2"].value and "填报期：2020-05" in sheet["A2"].value
        assert [entity.field_of_header(cell.value) for cell in sheet[3]] == [column.field for column in entity.columns]
        assert [cell.value for cell in sheet[4]] == [column.field for column in entity.columns]
        assert sheet.row_dimensions[4].hidden


def test_required_columns_are_marked() -> None:
    book = openpyxl.load_workbook(BytesIO(build_template(["recruiter"], UNIT, MAY)))
    sheet = book[contract("recruiter").sheet_names[0]]
    marked = {cell.value.rstrip("*") for cell in sheet[3] if cell.value.endswith("*")}
    assert marked == {column.header for column in contract("recruiter").required}


def test_ids_are_text_and_codes_have_a_list() -> None:
    entity = contract("app_account")
    book = openpyxl.load_workbook(BytesIO(build_template(["app_account"], UNIT, MAY)))
    sheet = book[entity.sheet_names[0]]
    fields = [column.field for column in entity.columns]
    id_column = sheet.cell(3, fields.index("id_no") + 1).column_letter
    assert sheet.column_dimensions[id_column].number_format == "@"
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    status = sheet.cell(5, fields.index("account_status") + 1).coordinate
    source = next(rule.formula1 for rule in lists if status in rule.sqref)
    name, _, area = source.partition("!")
    assert [cell.value for (cell,) in book[name][area.replace("$", "")]] == ["正常", "停用", "注销"]


def test_the_meta_sheet_says_for_whom_and_when_it_was_made() -> None:
    sheet = openpyxl.load_workbook(BytesIO(build_template(["recruiter"], UNIT, MAY)))["_meta"]
    assert sheet.sheet_state == "veryHidden"
    assert {row[0].value: row[1].value for row in sheet["A3:B4"]} == {"unit_code": UNIT, "period": "2020-05"}


def test_the_same_request_gives_the_same_bytes() -> None:
    assert build_template(["job_post"], UNIT, MAY) == build_template(["job_post"], UNIT, MAY)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no unit 439999001"):
        build_template(["job_post"], "439999001", MAY)
