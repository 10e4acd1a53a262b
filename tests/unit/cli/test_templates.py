"""`template`: for whom, from what, and where to."""

import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from museum.parts import workbook
from township_sync.workbooks.encrypt import decrypt
from unit.cli.conftest import Command, sentence

CAOWEI, NAME = "430981114", "草尾镇2020-06.xlsx"


def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def inbox(folder: Path) -> Path:
    """Last month's inbox with one sheet of recruiters."""
    path = folder / "2020-05" / CAOWEI / "草尾镇.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(workbook({"招聘企业": [
        ["2020年5月招聘企业表"], ["填报单位：草尾镇    填报期：2020-05"],
        ["企业名称", "统一社会信用代码", "地区", "联系人", "电话", "核实日期", "核实结果"],
        ["甲公司", "91439999XPM0Q3M259", "湖南省沅江市", "张三", "19900010962", "2020-05-14", "属实"],
        ["乙公司", "914399993GAXNAA42P", "湖南省沅江市", "李四", "19900010969", "2020-05-15", "属实"],
    ]}))
    return folder / "2020-05"


def test_without_a_folder_it_lies_in_the_workspace(command: Command, tmp_path: Path) -> None:
    result = command("template", "--unit", CAOWEI, "--period", "2020-06", TOWNSHIP_SYNC_WORKSPACE=str(tmp_path))
    assert result.exit_code == 0
    path = tmp_path / "templates" / NAME
    assert result.stdout == f"{path}\n" and path.is_file()


def test_without_data_it_is_empty_and_says_why(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--unit", CAOWEI, "--period", "2020-06"]
    result = command(*words, TOWNSHIP_SYNC_WORKSPACE=str(tmp_path / "none"))
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert f"nothing of {CAOWEI} is known up to 2020-05" in line and "--previous" in line
    assert len(book(tmp_path / NAME).sheetnames) == 18


def test_empty_on_purpose_says_nothing(command: Command, tmp_path: Path) -> None:
    result = command("template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--empty")
    assert (result.exit_code, result.stderr) == (0, "")


def test_last_months_inbox_fills_it_in(command: Command, tmp_path: Path) -> None:
    result = command("template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--previous", inbox(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    made = book(tmp_path / NAME)
    assert made.sheetnames == ["填表说明", "招聘企业", "_meta"]
    rows = made["招聘企业"].iter_rows(5, 7, 2, 3, values_only=True)
    assert list(rows) == [("甲公司", "91439999XPM0Q3M259"), ("乙公司", "914399993GAXNAA42P"), (None, None)]
    assert {row[0].value: row[1].value for row in made["_meta"]["A1:B6"]}["filled_from"] == "inbox 2020-05"


def test_all_sheets_are_there_when_they_are_asked_for(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--previous", inbox(tmp_path)]
    assert command(*words, "--all-sheets").exit_code == 0
    assert len(book(tmp_path / NAME).sheetnames) == 18


def test_a_workbook_for_corrections_has_no_rows_and_is_named_so(command: Command, tmp_path: Path) -> None:
    assert command("template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--correction").exit_code == 0
    made = book(tmp_path / "草尾镇2020-06补正.xlsx")
    assert {row[0].value: row[1].value for row in made["_meta"]["A1:B6"]}["mode"] == "correction"
    assert made["招聘企业"].cell(5, 3).value is None


def test_only_its_owner_may_read_it(command: Command, tmp_path: Path) -> None:
    command("template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--empty")
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_it_can_be_locked_with_the_units_passphrase(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--empty", "--encrypted"]
    assert command(*words, **{f"TOWNSHIP_SYNC_UNIT_PASSPHRASE_{CAOWEI}": "eight letters"}).exit_code == 0
    opened = openpyxl.load_workbook(BytesIO(decrypt((tmp_path / NAME).read_bytes(), "eight letters")))
    assert opened.sheetnames[0] == "填表说明"


def test_without_a_passphrase_nothing_is_written(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path / "out", "--unit", CAOWEI, "--period", "2020-06", "--empty", "--encrypted"]
    said = sentence(command(*words, TOWNSHIP_SYNC_WORKSPACE=str(tmp_path / "none")))
    assert "No passphrase" in said and list((tmp_path / "out").iterdir()) == []


def test_what_contradicts_itself_is_refused(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--previous", inbox(tmp_path)]
    assert "leave one of them out" in sentence(command(*words, "--empty"))
    assert "leave one of them out" in sentence(command(*words, "--correction"))


def test_a_workspace_that_is_named_must_have_data(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--unit", CAOWEI, "--period", "2020-06", "--workspace", tmp_path / "none"]
    assert "has no data yet" in sentence(command(*words))


def test_an_inbox_that_is_not_there_and_an_unknown_unit_are_one_sentence(command: Command, tmp_path: Path) -> None:
    words = ["template", tmp_path, "--period", "2020-06"]
    assert "There is no file or folder none" in sentence(command(*words, "--previous", tmp_path / "none"))
    assert "There is no unit 439999001" in sentence(command(*words, "--unit", "439999001"))
