"""The corpus runner tells files that agree with a second library from those that do not."""

import importlib.util
import io
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
import xlwt  # type: ignore[import-untyped]

from museum.parts import csv_text, ods, ods_table, table, xlsx, zipped
from township_sync.domain.table import Cell, Grid

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    specification = importlib.util.spec_from_file_location("try_corpus", SCRIPTS / "try_corpus.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "try_corpus", module)
    specification.loader.exec_module(module)
    return module


def test_a_small_folder_is_tried_and_every_file_has_its_class(
    runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    book = xlwt.Workbook()
    book.add_sheet("甲").write(0, 0, "张丰")
    out = io.BytesIO()
    book.save(out)
    files = {
        "a.xlsx": xlsx(table()), "b.xls": out.getvalue(), "c.ods": ods(ods_table([["张丰", 5]])),
        "d.csv": csv_text(table()).encode(), "e.zip": zipped({"f.xlsx": xlsx(table())}), "g.xlsx": b"%PDF-1.7 x",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    monkeypatch.setattr(sys, "argv", ["try_corpus.py", str(folder), "--json", str(tmp_path / "told.json")])
    assert runner.main() == 0
    told = {one["file"]: one["outcome"] for one in json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))}
    assert told == {"a.xlsx": "same", "b.xls": "same", "c.ods": "same", "d.csv": "same", "e.zip/f.xlsx": "same",
                    "g.xlsx": "refused_by_both"}
    assert "6 files" in capsys.readouterr().out


def test_cells_that_differ_are_shown_and_unseen_ones_are_a_failure(runner: ModuleType) -> None:
    grid = Grid("甲", [[Cell("张丰", "text"), Cell(1.0, "number")]])
    assert runner.compared([grid], {"甲": {(1, 1): "张丰", (1, 2): 1}}) == ("same", "")
    assert runner.compared([grid], {"甲": {(1, 1): "张三", (1, 2): 1}})[0] == "differs"
    assert runner.compared([grid], {"乙": {(1, 1): "张三"}})[0] == "differs"
    assert runner.compared([Grid("甲", [])], {"甲": {(1, 1): "张三"}})[0] == "empty"


def test_a_date_under_its_number_is_a_difference_of_kind(runner: ModuleType) -> None:
    import datetime

    grid = Grid("甲", [[Cell(datetime.date(2020, 5, 14), "date")]])
    assert runner.compared([grid], {"甲": {(1, 1): 43965.0}})[0] == "kind"
    assert runner.compared([grid], {"甲": {(1, 1): 43966.5}})[0] == "differs"
