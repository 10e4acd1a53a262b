"""Compute: the figures of the policy about a day, as known on another; figures are kept with their pack."""

from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from township_sync.compilers.policies import pack_on, packs
from township_sync.domain.indicator import CITY, Figure, status_of
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.policy_pack import Indicator, Pack, Target
from township_sync.domain.unit import units
from township_sync.domain.working_days import working_day_of
from township_sync.errors import UsageError
from township_sync.warehouse import indicators
from township_sync.warehouse.as_of import end_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts, looked_at
from township_sync.warehouse.kept_figures import keep, kept, newest_run, values_before
from township_sync.warehouse.periods import closed_months

Told = Callable[[str], None]
"""Hears the title of what is computed next."""


def silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class _Asked:
    """What all figures of one run have in common; `before` are values of earlier days by months back."""

    pack: Pack
    day: date
    known_on: date
    reported: Mapping[str, Mapping[str | None, frozenset[str]]]
    before: Mapping[int, Mapping[tuple[str, str], Decimal]]


def compute(
    connection: Connection, period: Month, now: datetime, known_on: date | None = None, pack: Pack | None = None,
    day: date | None = None, told: Told = silent,
) -> list[Figure]:
    """Every figure of the policy about the last day of a month (or `day`), for each unit and the city; it is kept.

    Computing the same again keeps nothing new. A finished period is not computed anew by another content of its pack:
    figures that were known when the month's sheets were due, or later, stand when the pack has changed since, and
    corrections of after the change reach them only when a pack is given. Figures of before that are computed anew.
    Those by a pack that is not the day's own are a trial: kept under its name, and never taken for those of the day.
    Those of a closed month are as it was closed, unless a later `known_on` is asked for.
    """
    about, known = day or period.last_day, known_on or known_day(connection, period, now)
    by = pack or pack_on(about)
    if pack is None:
        run = newest_run(connection, about, by.name, known)
        if run and (_is_closed(connection, period, known) or _is_finished(run, by, about)):
            return kept(connection, about, by.name, known)
    with facts_of(connection, by, about, known) as facts:
        found = figures(facts, by, about, known, told=told)
    with connection.transaction():
        keep(connection, found, by.content, now)
    return found


def known_day(connection: Connection, period: Month, now: datetime) -> date:
    """Until when what is known counts for a month's figures: today, or the day on which the month was closed."""
    closing = closed_months(connection).get(str(period))
    return (closing.moment if closing else now).astimezone(COUNTY_TIME).date()


def _is_closed(connection: Connection, period: Month, known: date) -> bool:
    """Whether the month was closed on the day: what came later on that day is not among its figures."""
    closing = closed_months(connection).get(str(period))
    return closing is not None and closing.moment.astimezone(COUNTY_TIME).date() == known


def _is_finished(run: Mapping[str, Any], pack: Pack, day: date) -> bool:
    """Whether figures stand, since they were known when the sheets were due and by another content of the pack."""
    return bool(run["pack_digest"] != pack.digest and run["known_on"] >= _due_on(pack, day))


@contextmanager
def facts_of(connection: Connection, pack: Pack, day: date, known_on: date) -> Generator[Facts, None, None]:
    """Facts about a day as known when another ended, with the pack's numbers; nothing of them stays.

    Statements also get the codes of all units and the day on which the month's sheets are due.
    """
    about = {"as_of": day, "known_before": end_of(known_on), "units": [*units()], "month_due_on": _due_on(pack, day)}
    with connection.transaction(force_rollback=True):
        indicators.make_room(connection)
        yield Facts(connection, pack.parameters | about)


def _due_on(pack: Pack, day: date) -> date:
    """When the sheets of the day's month are due."""
    return working_day_of(Month(day.year, day.month).plus(1), pack.parameters["month_due_working_day"])


def kept_of_month(connection: Connection, month: Month, known_on: date) -> list[Figure]:
    """The kept figures about a month's last day by the pack of that day; none for a time without a pack."""
    return kept(connection, month.last_day, _pack_name(month.last_day), known_on)


def _pack_name(day: date) -> str:
    """The name of the day's own pack; none for a time before all packs, of which only a file can tell."""
    return next((each.name for each in packs().values() if each.holds_on(day)), "")


def figures(
    facts: Facts, pack: Pack, day: date, known_on: date, names: Collection[str] | None = None, told: Told = silent
) -> list[Figure]:
    """Every figure of the pack (or these), in its order, for each unit and the city; nothing is kept."""
    wanted = [pack.indicators[name] for name in chosen(pack.indicators, names)]
    back = {target.months_back for each in wanted for target in each.targets.values() if target.months_back}
    month = Month(day.year, day.month)
    before = {months: _before(facts.connection, month.plus(-months).last_day, known_on) for months in back}
    asked = _Asked(pack, day, known_on, indicators.reported(facts), before)
    found: list[Figure] = []
    for indicator in wanted:
        told(indicator.title)
        found += _of_indicator(facts, asked, indicator)
    return found


def _before(connection: Connection, day: date, known_on: date) -> dict[tuple[str, str], Decimal]:
    return values_before(connection, day, _pack_name(day), known_on)


def chosen(known: Collection[str], names: Collection[str] | None) -> Collection[str]:
    """The names asked for, in the order in which they are asked; UsageError for one that the pack does not have."""
    for name in (each for each in names or () if each not in known):
        raise UsageError(f"The policy pack has no '{name}'; it has {', '.join(known)}.")
    return known if names is None else names


def _of_indicator(facts: Facts, asked: _Asked, indicator: Indicator) -> list[Figure]:
    looked = looked_at(f"indicator/{indicator.name}")
    sent = {unit: _has_sent(asked, indicator, looked, unit) for unit in units()}
    missing = sum(not there for there in sent.values())
    told = indicators.sums(facts, indicator.name) if missing < len(sent) else {}
    found = [_figure(asked, indicator, unit, told.get(unit, indicators.NOBODY) if there else None)
             for unit, there in sent.items()]
    city = _figure(asked, indicator, CITY, told.get(None))
    return [*found, replace(city, units_missing=missing)]


def _has_sent(asked: _Asked, indicator: Indicator, looked: Mapping[str, set[str]], unit: str) -> bool:
    """Whether all that the figure needs is there of this unit, in the forms in which it looks at it."""
    for entity in indicator.needs:
        by_unit = asked.reported.get(entity, {})
        if not by_unit.get(unit, by_unit.get(None, frozenset())) >= looked.get(entity, {"latest"}):
            return False
    return True


def _figure(asked: _Asked, indicator: Indicator, unit: str, told: Mapping[str, Any] | None) -> Figure:
    """One unit's figure; `told` are its sums, None when it is not run."""
    target = indicator.targets.get("city" if unit == CITY else "township")
    wanted = _wanted(asked, indicator, target, unit)
    value = _value(indicator, told) if told else None
    return Figure(
        indicator=indicator.name, unit_code=unit, as_of=asked.day, known_on=asked.known_on,
        numerator=Decimal(told["numerator"]) if told else None,
        denominator=Decimal(told["denominator"]) if told else None,
        value=value, operator=target.operator if target else None, target=wanted,
        status=status_of(value, target, wanted) if told else "not_run",
        is_provisional=(asked.known_on - asked.day).days < indicator.settles_after_days,
        pack=asked.pack.name, pack_digest=asked.pack.digest,
    )


def _value(indicator: Indicator, told: Mapping[str, Any]) -> Decimal | None:
    if indicator.measure == "share":
        return Decimal(told["numerator"]) / told["denominator"] if told["denominator"] else None
    counted = told["numerator"] if indicator.measure == "count" else told[indicator.measure]
    return None if counted is None else Decimal(counted)


def _wanted(asked: _Asked, indicator: Indicator, target: Target | None, unit: str) -> Decimal | None:
    """The target's number for the unit; None when there is none for it, or no base to compare with."""
    if target is None:
        return None
    if target.months_back:
        return asked.before[target.months_back].get((indicator.name, unit))
    if target.annex:
        return asked.pack.annex.target(target.annex, unit) if asked.pack.annex else None
    return target.value
