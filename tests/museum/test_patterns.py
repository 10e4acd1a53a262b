"""The 82 patterns of messy workbooks (domain.md part 4): each has its file here, named by its disease.

A case is a folder of data: `workbook.yaml` is the recipe of the files, `facts.csv` what must come out: every finding of
every file and no other, the counts of every sheet, the standing of every file, and the values of the cells listed.
"""

from pathlib import Path
from typing import Any

import pytest

from museum import facts, recipe

CASES = sorted(path.parent for path in recipe.PATTERNS.glob("*/workbook.yaml"))
_TWINS: dict[str, list[facts.Fact]] = {}


@pytest.mark.parametrize("folder", CASES, ids=[folder.name for folder in CASES])
def test_the_file_of_a_pattern_gives_its_facts_and_no_others(folder: Path, tmp_path: Path) -> None:
    stated, seen = facts.facts_of(folder), facts.observed(recipe.recipe_of(folder), tmp_path)
    assert _all_but_values(seen) == _all_but_values(stated)
    assert [fact for fact in stated if fact.kind == "value" and fact not in seen] == []


@pytest.mark.parametrize("folder", CASES, ids=[folder.name for folder in CASES])
def test_without_its_disease_the_file_has_no_finding_and_the_case_fails(folder: Path, tmp_path: Path) -> None:
    """What is accepted silently (class A) may give the facts of a healthy file; then only the file tells them apart."""
    written = recipe.recipe_of(folder)
    stated, seen = facts.facts_of(folder), _twin(written, tmp_path)
    assert [fact for fact in seen if fact.kind == "finding"] == []
    looks_healthy = _all_but_values(seen) == _all_but_values(stated) and _values(stated) <= _values(seen)
    assert not looks_healthy or written["class"] == "A"
    assert "previous" in written or recipe.books(written) != recipe.books(recipe.healthy_twin(written))


def test_every_pattern_has_its_museum_file() -> None:
    assert {int(folder.name.split("_")[0]) for folder in CASES} == set(range(1, 83))


def _twin(written: dict[str, Any], folder: Path) -> list[facts.Fact]:
    """What a healthy file of the same rows gives; equal ones are read once."""
    healthy = recipe.healthy_twin(written)
    key = repr(healthy)
    if key not in _TWINS:
        _TWINS[key] = facts.observed(healthy, folder)
    return _TWINS[key]


def _all_but_values(given: list[facts.Fact]) -> list[facts.Fact]:
    return sorted(fact for fact in given if fact.kind != "value")


def _values(given: list[facts.Fact]) -> set[facts.Fact]:
    return {fact for fact in given if fact.kind == "value"}
