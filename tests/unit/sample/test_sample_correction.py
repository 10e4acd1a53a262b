"""The correction: one whole workbook, later than the first, in which one single cell differs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.sandbox.sample.correction import plant_correction
from township_sync.sandbox.sample.truth import Truths

Grids = Callable[[Path, str], dict[str, list[list[Any]]]]


def test_a_correction_changes_one_cell_and_comes_later(made: tuple[Path, Truths], grids: Grids) -> None:
    folder, truths = made
    original = truths.periods["2020-06"]["generator"]["correction"]["file"]
    correction = plant_correction(folder, Month(2020, 6))
    try:
        name = f"{correction.unit_code}/{correction.path.name}"
        before, after = (grids(folder / "2020-06", file) for file in (original, name))
        differences = [
            (sheet, row, old[column], new[column])
            for sheet in before for row, (old, new) in enumerate(zip(before[sheet], after[sheet], strict=True), start=1)
            for column in range(len(old)) if old[column] != new[column]
        ]
        assert differences == [(correction.sheet, correction.row, correction.before, correction.after)]
        assert name.encode() > original.encode()
    finally:
        correction.path.unlink()


def test_the_same_correction_twice_is_the_same_file(made: tuple[Path, Truths]) -> None:
    first = plant_correction(made[0], "2020-06").path.read_bytes()
    second = plant_correction(made[0], "2020-06").path
    assert second.read_bytes() == first
    second.unlink()


def test_the_corrected_row_had_no_finding(made: tuple[Path, Truths]) -> None:
    truth = made[1].periods["2020-06"]
    chosen = truth["generator"]["correction"]
    entry = next(entry for entry in truth["files"] if entry["file"] == chosen["file"])
    assert all((finding["sheet"], finding["row"]) != (chosen["sheet"], chosen["row"]) for finding in entry["findings"])


def test_a_folder_without_a_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="make the sample"):
        plant_correction(tmp_path, "2020-06")
