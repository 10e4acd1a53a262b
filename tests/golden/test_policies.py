"""The numbers of the policy pack drive the rules: each, moved by little to either side, changes what is found."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from golden.months import case, told
from township_sync import project
from township_sync.compilers import definitions, suites
from township_sync.compilers.policies import policy_on
from township_sync.domain.period import Month
from township_sync.steps.judge import judge

MOVED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "policies.yaml").read_text(encoding="utf-8"))
PACK = policy_on(Month(2020, 5).last_day)
RULES = "\n".join(project.text(f"expectations/{name}.yaml") for name in project.names("expectations", ".yaml"))
"""What figures and lists read is moved by tests of their own."""
MONTHS = sorted({number[side][1] for number in MOVED.values() for side in ("less", "more")})
OF_RESENDS = {"resend_asks_from_rows", "resend_kept_min_share"}
"""What decides on files, not on rows: tests/unit/judge/test_corrections.py."""
_ENTRIES = suites.entries
Said = dict[str, Counter[tuple[str, ...]]]
"""What was found, by rule."""


def test_every_number_of_the_pack_is_moved() -> None:
    assert set(MOVED) == {name for name in set(PACK) - OF_RESENDS if re.search(rf"\b{name}\b", RULES)}


@pytest.mark.parametrize("side", ["less", "more"])
@pytest.mark.parametrize("month", MONTHS)
def test_a_number_that_moves_changes_its_rule(month: str, side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {name: number[side][0] for name, number in MOVED.items() if number[side][1] == month}
    rules = {MOVED[name]["rule"] for name in numbers}
    monkeypatch.setattr(suites, "entries", lambda file: _of_rules(file, rules))
    before = _said(month)
    for together in _one_of_each_rule(numbers):
        monkeypatch.setattr(definitions, "policy_on", lambda _, moved=together: {**PACK, **moved})
        after = _said(month)
        changed = {name for name in together if after.get(MOVED[name]["rule"]) != before.get(MOVED[name]["rule"])}
        assert changed == set(together)


def _one_of_each_rule(numbers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Numbers of different rules may move at the same time, which saves judging; two of one rule may not."""
    left = dict(numbers)
    while left:
        first = {MOVED[name]["rule"]: name for name in reversed(left)}
        yield {name: left.pop(name) for name in first.values()}


def _of_rules(file: str, rules: set[str]) -> tuple[dict[str, Any], ...]:
    return tuple(entry for entry in _ENTRIES(file) if entry["meta"]["slug"] in rules)


def _said(month: str) -> Said:
    one = case(month)
    said: Said = {}
    for found in judge(one.files, one.period, one.previous, one.loaded).findings:
        said.setdefault(found.slug, Counter()).update([told(found)])
    return said
