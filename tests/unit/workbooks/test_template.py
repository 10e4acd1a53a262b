"""The workbook that a township fills in."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from township_sync.domain.contract import Entity, contract, sent_entities
from township_sync.domain.known_row import KnownRow
from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.workbooks.template import build_template, file_name

UNIT, MAY = "430981114", Month(2020, 5)


def book(*entities: str, **more: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(build_template(entities or tuple(sent_entities()), UNIT, MAY, **more)))


def sheet_of(entity: str, *rows: KnownRow) -> Any:
    return book(entity, rows=rows)[contract(entity).sheet_names[0]]


def worker(**more: str | None) -> dict[str, str | None]:
    return {"person_name": "张三", "id_no": "439999197505141230", "unit_code": UNIT, "village_name": "乐园村",
            "sex": "1", "relocated": "0", "employment_status": "1", "monthly_wage": "2600.5", "mobile": None,
            "start_date": "2019-03-01", "collected_on": "2020-04-09", **more}


def cell(sheet: Any, field: str, row: int = 5) -> Any:
    return sheet.cell(row, next(name.column for name in sheet[4] if name.value == field))


def test_every_sheet_has_letterhead_header_and_hidden_machine_names() -> None:
    made = book()
    for entity in sent_entities().values():
        sheet = made[entity.sheet_names[0]]
        assert "填报单位：草尾镇" in sheet["A2"].value and "填报期：2020-05" in sheet["A2"].value
        assert [entity.field_of_header(cell.value) for cell in sheet[3]] == [column.field for column in entity.columns]
        assert [cell.value for cell in sheet[4]] == [column.field for column in entity.columns]
        assert sheet.row_dimensions[4].hidden


def test_required_columns_are_marked() -> None:
    sheet = sheet_of("recruiter")
    marked = {cell.value.rstrip("*") for cell in sheet[3] if cell.value.endswith("*")}
    assert marked == {column.header for column in contract("recruiter").required}


def test_ids_are_text_and_codes_have_a_list() -> None:
    made = book("app_account")
    sheet = made[contract("app_account").sheet_names[0]]
    assert sheet.column_dimensions[cell(sheet, "id_no").column_letter].number_format == "@"
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    status = cell(sheet, "account_status").coordinate
    source = next(rule.formula1 for rule in lists if status in rule.sqref)
    name, _, area = source.partition("!")
    assert [cell.value for (cell,) in made[name][area.replace("$", "")]] == ["正常", "停用", "注销"]


@pytest.mark.parametrize("mode", ["full", "correction"])
def test_the_meta_sheet_says_for_whom_and_when_it_was_made(mode: str) -> None:
    sheet = book("recruiter", mode=mode, source="inbox 2020-04")["_meta"]
    assert sheet.sheet_state == "veryHidden"
    said = {row[0].value: row[1].value for row in sheet["A1:B6"]}
    assert said == {"template_id": "township-sync", "version": "2", "unit_code": UNIT, "period": "2020-05",
                    "mode": mode, "filled_from": "inbox 2020-04"}


def test_the_same_request_gives_the_same_bytes() -> None:
    rows = [KnownRow("worker_employment", worker())]
    first, second = (build_template(["worker_employment"], UNIT, MAY, rows) for _ in range(2))
    assert first == second


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no unit 439999001"):
        build_template(["job_post"], "439999001", MAY)


def test_what_the_office_knows_is_filled_in_and_locked() -> None:
    sheet = sheet_of("worker_employment", KnownRow("worker_employment", worker()))
    assert sheet.protection.sheet and sheet.protection.password is None
    for field, shown in {"person_name": "张三", "id_no": "439999197505141230", "sex": "男", "unit_code": "草尾镇",
                         "relocated": "否"}.items():
        assert (cell(sheet, field).value, cell(sheet, field).protection.locked) == (shown, True)
    assert cell(sheet, "id_no").number_format == "@"


def test_what_may_change_is_filled_in_and_open_and_what_is_asked_anew_is_empty() -> None:
    sheet = sheet_of("worker_employment", KnownRow("worker_employment", worker()))
    for field, shown in {"employment_status": "已就业", "monthly_wage": 2600.5, "start_date": "2019-03-01",
                         "collected_on": None, "change_type": None, "mobile": None}.items():
        assert (cell(sheet, field).value, cell(sheet, field).protection.locked) == (shown, False)
    assert cell(sheet, "start_date").number_format == "@"


def test_a_value_that_was_doubted_or_is_missing_stays_open() -> None:
    row = KnownRow("worker_employment", worker(sex="2", disability_cert=None), frozenset({"sex"}))
    sheet = sheet_of("worker_employment", row)
    locked = {field: cell(sheet, field).protection.locked for field in ("sex", "disability_cert", "id_no")}
    assert locked == {"sex": False, "disability_cert": False, "id_no": True}
    assert cell(sheet, "sex").fill.fgColor.rgb == "FFF8CBAD"


def test_rows_below_the_last_can_be_filled_in() -> None:
    sheet = sheet_of("worker_employment", KnownRow("worker_employment", worker()))
    assert not any(each.protection.locked for each in sheet.column_dimensions.values())
    rules = sheet.data_validations.dataValidation
    assert len(rules) > 20 and all(str(rule.sqref).endswith("1005") for rule in rules)
    assert not sheet["A2"].protection.locked


@pytest.mark.parametrize(("entity", "gone"), [
    ("worker_employment", {"change_type": "3"}), ("public_welfare_post", {"on_post": "2"}),
    ("app_account", {"account_status": "3"}), ("carrier", {"exit_date": "2020-04-30"}),
    ("recruiter", {"disposal": "3"}),
])
def test_who_left_last_month_is_not_filled_in(entity: str, gone: dict[str, str]) -> None:
    name = str(contract(entity).name_field)
    rows = [KnownRow(entity, {name: "走了", **gone}), KnownRow(entity, {name: "还在"})]
    sheet = sheet_of(entity, *rows)
    assert [cell(sheet, name, row).value for row in (5, 6)] == ["还在", None]


def test_without_rows_nothing_is_locked() -> None:
    assert not any(sheet.protection.sheet for sheet in book().worksheets)


def test_messages_fit_where_excel_shows_them() -> None:
    carried = [entity for entity in sent_entities().values() if entity.carries_over]
    rows = [KnownRow(entity.name, {str(entity.name_field): "甲"}) for entity in carried]
    rules = [rule for sheet in book(rows=rows).worksheets for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 100
    assert max(len(rule.prompt or "") for rule in rules) <= 255
    assert max(len(rule.promptTitle or "") for rule in rules) <= 32


@pytest.mark.parametrize("more", [
    {}, {"mode": "correction"}, {"rows": [KnownRow("worker_employment", worker())]},
])
def test_the_guide_is_short_enough_not_to_be_taken_for_data(more: dict[str, Any]) -> None:
    guide = book(**more).worksheets[0]
    assert guide.title == "填表说明" and guide.max_row <= 5


def test_control_characters_of_old_rows_do_not_break_the_workbook() -> None:
    sheet = sheet_of("worker_employment", KnownRow("worker_employment", worker(village_name="乐\x0b园村")))
    assert cell(sheet, "village_name").value.startswith("乐")


def test_the_file_is_named_by_unit_month_and_kind() -> None:
    assert file_name(UNIT, MAY, "full") == "草尾镇2020-05.xlsx"
    assert file_name(UNIT, MAY, "correction") == "草尾镇2020-05补正.xlsx"


@pytest.mark.parametrize("entity", [it for it in sent_entities().values() if it.carries_over], ids=lambda it: it.name)
def test_who_or_what_a_row_is_about_is_known_and_never_asked_anew(entity: Entity) -> None:
    carried = entity.carries_over
    assert carried and set(entity.key) <= carried.known
    assert not carried.known & carried.each_month and not carried.gone.keys() & carried.known
