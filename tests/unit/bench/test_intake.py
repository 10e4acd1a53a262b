"""The benchmark of intake measures what it says; how fast anything is, no test asks."""

import json
from pathlib import Path

from typer.testing import CliRunner

from township_sync.bench import books, intake
from township_sync.cli import app
from township_sync.readers import limits
from township_sync.steps.read import read_file, read_files


def test_a_book_is_the_same_every_time_and_healthy() -> None:
    data = books.make_book(40, 1)
    assert data == books.make_book(40, 1) != books.make_book(40, 2)
    [read] = read_file("bench.xlsx", data, books.unit_code(), books.PERIOD)
    assert [(len(sheet.rows), len(sheet.columns)) for sheet in read.sheets] == [(40, 25)]
    assert not read.findings
    assert len({row.values["id_no"] for row in read.sheets[0].rows}) == 40


def test_every_row_of_every_book_is_read_on_both_sides(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    before = limits.in_force()
    options = ["--rows", "60", "--small-rows", "5", "--repeat", "1", "--json", str(figures)]
    ran = CliRunner().invoke(app, ["bench", "intake", *options])
    assert ran.exit_code == 0, ran.output
    small, large = json.loads(figures.read_text(encoding="utf-8"))
    assert [(one["books"], one["rows"], one["findings"]) for one in (small, large)] == [(14, 70, 0), (1, 60, 0)]
    assert large["ratio"] == large["our_seconds"] / large["calamine_seconds"] > 0
    assert large["peak_mb"] >= large["child_mb"] > 0
    assert "RATIO" in ran.output
    assert limits.in_force() == before


def test_the_yardstick_counts_the_rows_above_the_header_too() -> None:
    assert intake._calamine([books.make_book(7, 1)]) == 7 + 3


def test_several_files_are_read_in_their_order() -> None:
    made = [(f"{rows}.xlsx", books.make_book(rows, rows)) for rows in (3, 1, 2)]
    read = read_files(made, books.unit_code(), books.PERIOD)
    assert [(file.file, len(file.sheets[0].rows)) for file in read] == [("3.xlsx", 3), ("1.xlsx", 1), ("2.xlsx", 2)]
