"""`township-sync cells`: everything that the reader sees, for the owner of the file."""

import json
from pathlib import Path
from typing import Any

import pytest

from museum.parts import table, workbook, xlsx, zipped
from unit.cli.conftest import Command, sentence


def seen(command: Command, tmp_path: Path, name: str, data: bytes, code: int = 0) -> list[dict[str, Any]]:
    (tmp_path / name).write_bytes(data)
    result = command("cells", tmp_path / name, "--json", tmp_path / "seen.json")
    assert result.exit_code == code, result.output
    files: list[dict[str, Any]] = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))["files"]
    return files


def test_every_cell_is_shown_with_its_place_kind_and_value(command: Command, tmp_path: Path) -> None:
    data = workbook({"甲": [["姓名", 2600.5, True], [None, "=1+1"]]}, lambda book: _dress(book["甲"]))
    [file] = seen(command, tmp_path, "a.xlsx", data)
    [sheet] = file["sheets"]
    assert sheet["cells"] == [
        [1, 1, "text", "姓名"], [1, 2, "number", 2600.5], [1, 3, "boolean", True],
        [2, 2, "formula_without_value", None],
        [3, 1, "date", "2020-05-14"], [60, 9, "text", "孤"],
    ]
    assert (sheet["name"], sheet["visible"], sheet["hidden_rows"], sheet["merges"]) == ("甲", True, [2], [[4, 1, 5, 2]])


def _dress(sheet: Any) -> None:
    import datetime

    sheet["A3"], sheet["I60"] = datetime.date(2020, 5, 14), "孤"
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A4:B5")


def test_every_file_of_a_bundle_is_shown(command: Command, tmp_path: Path) -> None:
    files = seen(command, tmp_path, "a.zip", zipped({"a.xlsx": xlsx(table()), "b.csv": b"a,b\n1,2\n"}))
    assert [(file["file"], file["kind"]) for file in files] == [("a.zip/a.xlsx", "xlsx"), ("a.zip/b.csv", "csv")]


def test_a_refused_file_says_why_and_gives_exit_code_1(command: Command, tmp_path: Path) -> None:
    [file] = seen(command, tmp_path, "a.xlsx", b"%PDF-1.7 x", code=1)
    assert [found["slug"] for found in file["findings"]] == ["not_a_table_file"]


@pytest.mark.parametrize("name", ["nowhere.xlsx", "."])
def test_what_is_no_file_is_one_sentence(command: Command, tmp_path: Path, name: str) -> None:
    assert "name a workbook" in sentence(command("cells", tmp_path / name))


def test_the_help_tells_what_a_cell_is(command: Command) -> None:
    said = " ".join(command("cells", "--help", COLUMNS="200").stdout.split())
    assert "A cell is a list of row, column (from 1), kind and value; dates are ISO texts." in said
