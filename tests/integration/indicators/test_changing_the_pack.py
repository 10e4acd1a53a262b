"""Changing one number of a pack changes the figures that it is about, and nothing else."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from integration.indicators.cases import case
from integration.indicators.loading import loaded, pack_with
from township_sync import project
from township_sync.compilers import policies
from township_sync.domain.indicator import CITY
from township_sync.domain.period import Month
from township_sync.domain.policy_pack import Pack
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection

AUGUST = Month(2020, 8)
Said = dict[tuple[str, str], tuple[Any, ...]]
Shared = tuple[Connection, Settings]


def said(connection: Connection, pack: Pack) -> Said:
    """Every figure of August by indicator and unit."""
    day = AUGUST.last_day
    with facts_of(connection, pack, day, day.replace(year=2021)) as facts:
        found = figures(facts, pack, day, day.replace(year=2021))
    return {(each.indicator, each.unit_code): (each.numerator, each.denominator, each.value, each.target, each.status)
            for each in found}


@pytest.fixture(scope="module")
def before(shared: Shared) -> Iterator[Said]:
    """The figures by the pack as it is; what they are of stays in the warehouse for the module."""
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "stable_share")):
        yield said(connection, pack_with(AUGUST.last_day, {}))


def changed(before: Said, after: Said) -> set[str]:
    assert before.keys() == after.keys()
    return {indicator for (indicator, unit) in before if before[indicator, unit] != after[indicator, unit]}


@pytest.mark.parametrize(("number", "touched"), [
    ({"stable_gap_days": 31}, {"stable_share"}),
    ({"stable_months": 5}, {"stable_share"}),
    ({"stable_mode": "cumulative_year"}, {"stable_share"}),
    ({"wage_max": 3000}, {"monthly_wage_mean", "monthly_wage_median"}),
    ({"hired_forms": ["01", "03"]}, {"hired_share_of_employed", "contract_share_of_hired", "insured_share_of_hired"}),
    ({"unlifted_statuses": ["2"]}, {"employed_share_of_unlifted"}),
    ({"month_due_working_day": 2}, {"employment_reported_on_time"}),
    ({"typical_case_by": "2020-06-11"}, set()),
    ({"post_age_max": 69}, set()),
])
def test_one_number_changes_its_own_figures_only(
    shared: Shared, before: Said, number: Mapping[str, Any], touched: set[str]
) -> None:
    assert changed(before, said(shared[0], pack_with(AUGUST.last_day, number))) == touched


def test_a_number_in_the_file_reaches_the_figure_and_a_target_its_status(
    shared: Shared, before: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, root = project.text("policies/yuanjiang-2020.yaml"), project.root()
    old = 'city: {operator: ">=", value: 0.75, due: 2020-12-31}'
    assert written.count(old) == 1
    copytree(root / "policies", tmp_path / "policies")
    (tmp_path / "policies/yuanjiang-2020.yaml").write_text(written.replace(old, old.replace("0.75", "0.76")))
    for folder in ("contracts", "expectations", "sql"):
        (tmp_path / folder).symlink_to(root / folder)
    monkeypatch.setattr(project, "root", lambda: tmp_path)
    changed_pack = policies.read_pack("yuanjiang-2020")
    after = said(shared[0], changed_pack)
    assert changed(before, after) == {"stable_share"}
    assert {unit for (_, unit) in before if before[_, unit] != after[_, unit]} == {CITY}
    assert (before["stable_share", CITY][3:], after["stable_share", CITY][3:]) == (
        (Decimal("0.75"), "met"), (Decimal("0.76"), "missed"))
    assert changed_pack.digest != policies.packs()["yuanjiang-2020"].digest
