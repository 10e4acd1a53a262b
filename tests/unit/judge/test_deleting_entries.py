"""Deleting one entry of expectations/ takes away exactly its slug, and nothing else changes."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from golden.months import CASES, Case, Expected, case, told
from township_sync import project
from township_sync.compilers import suites
from township_sync.domain.finding import Finding
from township_sync.steps.judge import judge

_ALL = suites.entries
PLANTED = [(name, file) for name in CASES for file in case(name).deletes]
DELETIONS = [(name, file, number) for name, file in PLANTED for number in range(len(_ALL(file)))]
Said = Counter[Expected]


def test_every_file_of_expectations_has_a_golden_month() -> None:
    assert sorted(file for _, file in PLANTED) == project.names("expectations", ".yaml")


@pytest.mark.usefixtures("remembering")
@pytest.mark.parametrize(("name", "file", "number"), DELETIONS)
def test_deleting_an_entry_takes_away_its_slug_and_nothing_else(
    name: str, file: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = _ALL(file)[number]["meta"]["slug"]
    before = _before(name)
    monkeypatch.setattr(suites, "entries", lambda asked: _without(asked, file, number))
    left = _said(judged(case(name)))
    meant = Counter({said: count for said, count in before.items() if said[0] == gone and _is_of(said, name, file)})
    assert meant, f"{name} plants no fault for {gone}"
    assert left == before - meant


def _without(asked: str, file: str, number: int) -> tuple[dict[str, Any], ...]:
    return tuple(entry for at, entry in enumerate(_ALL(asked)) if (asked, at) != (file, number))


@cache
def _before(name: str) -> Said:
    return _said(judged(case(name)))


def judged(month: Case) -> list[Finding]:
    return list(judge(month.files, month.period, month.previous, month.loaded).findings)


def _said(findings: list[Finding]) -> Said:
    return Counter(told(found) for found in findings)


def _is_of(said: Expected, name: str, file: str) -> bool:
    """An entry of every_entity speaks of every sheet (but those with an entry of their own), others of their entity."""
    entities = {(one.file, sheet.sheet): sheet.entity for one in case(name).files for sheet in one.sheets}
    entity = entities[said[1], said[2]]
    if file != suites.SHARED:
        return entity == file
    return all(said[0] != entry["meta"]["slug"] for entry in _ALL(entity))
