"""Figures are computed and kept: once, with their pack; what was finished by one pack is not changed by another."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from integration.indicators.cases import case
from integration.indicators.loading import loaded, pack_with
from township_sync.compilers import policies
from township_sync.domain.indicator import CITY, Figure
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps import compute as step
from township_sync.steps.compute import compute
from township_sync.steps.drill_down import rows_of_lists
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.kept_figures import kept

MAY, CAOWEI, PACK = Month(2020, 5), "430981114", "yuanjiang-2020"
LATER = datetime(2020, 8, 1, 8, tzinfo=UTC)
Shared = tuple[Connection, Settings]


def said(figures: list[Figure]) -> list[tuple[Any, ...]]:
    return [(each.indicator, each.unit_code, each.value, each.target, each.status) for each in figures]


def runs(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) AS runs FROM ops.indicator_run").fetchone()
    return int(row["runs"]) if row else -1


def share(figures: list[Figure], unit: str = CAOWEI) -> Figure:
    return next(each for each in figures if (each.indicator, each.unit_code) == ("employed_share_of_unlifted", unit))


def test_every_figure_is_there_for_each_unit_and_the_city_and_is_kept(shared: Shared) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        found = compute(connection, MAY, LATER)
        pack = policies.pack_on(MAY.last_day)
        places = [*units(), CITY]
        assert [(each.indicator, each.unit_code) for each in found] == [
            (name, unit) for name in pack.indicators for unit in places]
        assert kept(connection, MAY.last_day, PACK) == found
        row = connection.execute("SELECT digest, content::jsonb ->> 'title' AS title FROM ops.policy_pack").fetchall()
        assert row == [{"digest": pack.digest, "title": pack.title}]


def test_computing_the_same_again_keeps_nothing_new_and_what_changed_is_kept_beside(shared: Shared) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        first = compute(connection, MAY, LATER, date(2020, 6, 4))
        assert share(first).status == "not_run"
        second = compute(connection, MAY, LATER, date(2020, 6, 6))
        assert share(second).status == "met"
        assert compute(connection, MAY, LATER, date(2020, 6, 6)) == second
        assert runs(connection) == 2
        third = compute(connection, MAY, LATER)
        assert said(third) == said(second)
        assert share(compute(connection, MAY, LATER, date(2020, 6, 4))).status == "not_run"
        assert said(compute(connection, MAY, LATER, date(2021, 1, 1))) == said(third)
        # The third is another one: what was provisional is settled.
        assert runs(connection) == 3
        assert kept(connection, MAY.last_day, PACK, date(2020, 6, 5)) == first
        assert kept(connection, MAY.last_day, PACK) == third


def test_a_finished_month_keeps_its_figures_under_a_new_pack_unless_it_is_asked_for(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, settings = shared
    changed = replace(pack_with(MAY.last_day, {"labour_age_max_male": 50}), digest="another")
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        before = compute(connection, MAY, LATER)
        monkeypatch.setattr(step, "pack_on", lambda day: changed)
        assert compute(connection, MAY, LATER) == before
        assert runs(connection) == 1
        asked = compute(connection, MAY, LATER, pack=changed)
        assert (share(before).denominator, share(asked).denominator) == (20, 19)
        assert {each.pack_digest for each in kept(connection, MAY.last_day, PACK)} == {"another"}


def test_a_month_that_goes_on_is_computed_by_the_pack_of_now(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, settings = shared
    changed = replace(pack_with(MAY.last_day, {"labour_age_max_male": 50}), digest="another")
    on_the_way = datetime(2020, 5, 20, 8, tzinfo=UTC)
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        compute(connection, MAY, on_the_way)
        monkeypatch.setattr(step, "pack_on", lambda day: changed)
        assert {each.pack_digest for each in compute(connection, MAY, on_the_way)} == {"another"}


def test_figures_of_before_the_month_was_due_do_not_stand_when_the_pack_changes(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        assert share(compute(connection, MAY, datetime(2020, 5, 20, 8, tzinfo=UTC))).status == "not_run"
        changed = replace(policies.pack_on(MAY.last_day), digest="another")
        monkeypatch.setattr(step, "pack_on", lambda day: changed)
        found = share(compute(connection, MAY, LATER))
        assert (found.status, found.known_on, found.pack_digest) == ("met", LATER.date(), "another")


def test_figures_tried_by_another_pack_are_never_those_of_the_day(shared: Shared) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "monthly_wage_mean")):
        first = compute(connection, MAY, LATER)
        trial = compute(connection, MAY, LATER, pack=policies.packs()["hunan-2022"])
        assert {each.pack for each in trial} == {"hunan-2022"}
        assert compute(connection, MAY, LATER) == first
        connection.execute("UPDATE ops.indicator_figure SET value = 1 FROM ops.indicator_run AS run "
                           "WHERE run.run_id = indicator_figure.run_id AND run.pack_digest = %s",
                           (trial[0].pack_digest,))
        found = compute(connection, MAY.plus(12), datetime(2021, 6, 20, tzinfo=UTC))
        targets = {each.unit_code: each.target for each in found if each.indicator == "monthly_wage_mean"}
        assert targets[CAOWEI] == Decimal(5520)


def test_this_year_is_compared_with_the_figures_kept_of_last_year(shared: Shared) -> None:
    connection, settings = shared
    wages = case("indicators", "monthly_wage_mean")
    with loaded(connection, settings, wages):
        compute(connection, MAY, LATER)
        found = compute(connection, MAY.plus(12), datetime(2021, 6, 20, tzinfo=UTC))
        targets = {each.unit_code: each.target for each in found if each.indicator == "monthly_wage_mean"}
        assert (targets[CAOWEI], targets["430981107"]) == (Decimal(5520), None)
        assert round(targets[CITY] or 0, 4) == round(Decimal(56600) / 11, 4)


def test_the_lists_of_a_month_are_made_together(shared: Shared) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("lists", "employed_outside_working_age")):
        found = rows_of_lists(connection, MAY, LATER.date())
        assert list(found) == list(policies.pack_on(MAY.last_day).lists)
        assert len(found["employed_outside_working_age"]) == 5
