"""The life of a finding: whatever happens in whatever order, its state only ever takes the steps of the diagram."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_sync.domain.finding import rules
from township_sync.domain.life import FOLLOWS, Life, LifeState, by_unit, can_be_waived

NOW = datetime(2020, 6, 2, 1, tzinfo=UTC)
DAY = date(2020, 6, 2)
NEW = Life(1, "2020-05", "430981114", "wage_out_of_range", "warn", "五月.xlsx", "就业", 4, "月工资(元)", "…", NOW)


class World:
    """What may happen to a finding; impossible things (telling what is gone) leave the facts as they are."""

    def __init__(self) -> None:
        self.life, self.now = NEW, NOW

    @property
    def state(self) -> LifeState:
        return self.life.state(self.now.date())

    def happens(self, event: str) -> None:
        getattr(self, event)()

    def report_is_delivered(self) -> None:
        if self.life.closed_at is None:
            self.life = replace(self.life, reported_at=self.life.reported_at or self.now)
        else:
            self.life = replace(self.life, verified_at=self.life.verified_at or self.now)

    def is_not_found_any_more(self) -> None:
        self.life = replace(self.life, closed_at=self.life.closed_at or self.now)

    def is_waived(self) -> None:
        if self.life.closed_at is None:
            self.life = replace(self.life, waiver_id=1, until=self.now.date() + timedelta(days=2))

    def waiver_is_taken_back(self) -> None:
        if self.life.closed_at is None:
            self.life = replace(self.life, waiver_id=None, until=None)

    def a_day_passes(self) -> None:
        self.now += timedelta(days=1)


EVENTS = [name for name in vars(World) if not name.startswith("_") and name not in ("state", "happens")]


@given(st.lists(st.sampled_from(EVENTS), max_size=25))
def test_no_order_of_events_takes_a_step_that_is_not_in_the_diagram(events: list[str]) -> None:
    world = World()
    assert world.state == "open"
    for event in events:
        before = world.state
        world.happens(event)
        assert world.state == before or world.state in FOLLOWS[before]


def test_every_step_of_the_diagram_can_be_taken() -> None:
    ways = {
        ("open", "reported"): [], ("open", "waived"): [], ("open", "fixed"): [],
        ("reported", "waived"): ["report_is_delivered"], ("reported", "fixed"): ["report_is_delivered"],
        ("waived", "open"): ["is_waived"], ("waived", "reported"): ["report_is_delivered", "is_waived"],
        ("waived", "fixed"): ["is_waived"], ("fixed", "verified"): ["is_not_found_any_more"],
    }
    assert set(ways) == {(before, after) for before, nexts in FOLLOWS.items() for after in nexts}
    for (before, after), way in ways.items():
        reached = set()
        for event in EVENTS:
            world = World()
            for earlier in way:
                world.happens(earlier)
            assert world.state == before
            world.happens(event)
            reached.add(world.state)
        assert after in reached


@pytest.mark.parametrize("day, state", [(DAY, "waived"), (DAY + timedelta(days=1), "reported")])
def test_a_waiver_holds_on_its_last_day_and_not_on_the_next(day: date, state: str) -> None:
    assert replace(NEW, reported_at=NOW, waiver_id=1, until=DAY).state(day) == state


def test_a_unit_is_summed_up_with_its_oldest_and_its_mean_time_to_fix() -> None:
    fixed = replace(NEW, closed_at=NOW + timedelta(days=3), is_resubmitted=True)
    lives = [NEW, replace(NEW, reported_at=NOW), fixed, replace(fixed, closed_at=NOW + timedelta(days=6)),
             replace(NEW, closed_at=NOW), replace(NEW, unit_code=None)]
    nobody, unit = by_unit(lives, NOW + timedelta(days=9, hours=5), DAY)
    # From Tuesday 2 June to Friday the 5th, and to Monday the 8th.
    assert (unit.open, unit.reported, unit.fixed, unit.oldest_days, unit.days_to_fix) == (1, 1, 3, 9, 3.5)
    assert (nobody.unit_code, nobody.open, nobody.days_to_fix) == (None, 1, None)


def test_only_warnings_that_block_nothing_can_be_waived() -> None:
    waivable = {slug for slug, rule in rules().items() if can_be_waived(rule)}
    assert "bound_id_differs" in waivable and "wage_out_of_range" in waivable
    assert not {"identical_to_last_month", "subsidy_after_register_exit", "id_no_length"} & waivable
    assert {rules()[slug].severity for slug in waivable} == {"warn"}
