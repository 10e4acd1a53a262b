"""Golden cases of figures and lists: persons and records made by hand, each with the reason of his part.

The format is told in tests/golden/indicators/README.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from township_sync.domain.contract import Column, Entity, contracts
from township_sync.domain.identity import id_check_character
from township_sync.domain.judgement import Fate
from township_sync.domain.period import Month

GOLDEN = Path(__file__).parents[2] / "golden"
REGISTER = "register_person"
_KEYS = {"about", "unit", "months", "registered_on", "defaults", "members", "empty_sheets", "received", "baseline",
         "expect"}
_OF_A_MEMBER = {"why", "born", "sex", "unit", "household", "village"}
_MONTHS = re.compile(r"\d{4}-\d\d(\.\.\d{4}-\d\d)?")
_GONE = "gone"
Values = dict[str, str | None]


@dataclass(frozen=True)
class Member:
    """A person (with an identity number of area 439999) or a record, and what it says of itself in every row."""

    name: str
    why: str
    unit: str
    own: Values

    @property
    def id_no(self) -> str | None:
        return self.own.get("id_no")


@dataclass(frozen=True)
class SentRow:
    """One row of a township's sheet, and what judging makes of it."""

    unit: str
    month: str
    entity: str
    values: Values
    fate: Fate


@dataclass(frozen=True)
class Case:
    """One case: what was mirrored and sent, and what must come of it."""

    kind: str
    name: str
    unit: str
    members: Mapping[str, Member]
    registers: Mapping[date, Sequence[tuple[str, Values]]]
    rows: Sequence[SentRow]
    empty_sheets: Mapping[str, Sequence[str]]
    received: Mapping[tuple[str, str], Any]
    baseline: Mapping[tuple[str, str, date], Any]
    expect: Sequence[Mapping[str, Any]]

    @property
    def statement(self) -> str:
        """The indicator or list that it is about; a second case of it has a name behind a point."""
        return self.name.partition(".")[0]

    def name_of(self, member: str) -> str:
        """The name of the person whose number it begins with; anything else is shown as it is."""
        number, space, rest = member.partition(" ")
        return next((each.name + space + rest for each in self.members.values() if each.id_no == number), member)


def folders(kind: str) -> list[str]:
    """Names of all cases of indicators or lists."""
    return sorted(path.parent.name for path in (GOLDEN / kind).glob("*/case.yaml"))


def case(kind: str, name: str) -> Case:
    """Read one case; ValueError where it says what no case says."""
    return case_of(kind, name, _written(f"{kind}/{name}"))


def case_of(kind: str, name: str, written: Mapping[str, Any]) -> Case:
    """A case from what its file says."""
    if unknown := set(written) - _KEYS:
        raise ValueError(f"{kind}/{name}: {sorted(unknown)} is none of {sorted(_KEYS)}")
    members = {key: _member(number, key, written) for number, key in enumerate(written["members"])}
    numbers = {key: each.id_no for key, each in members.items() if each.id_no}
    told = [(members[key], each) for key, each in written["members"].items()]
    rows = [row for member, each in told for row in _rows(member, each, written, numbers)]
    months = {entity: _each_month(each) for entity, each in written.get("empty_sheets", {}).items()}
    received = {(str(unit), month): day for unit, of_months in written.get("received", {}).items()
                for month, day in of_months.items()}
    baseline = {(indicator, str(unit), _last_day(month)): value
                for indicator, of_units in written.get("baseline", {}).items()
                for unit, of_months in of_units.items() for month, value in of_months.items()}
    return Case(kind, name, str(written["unit"]), members, _registers(told, written), rows, months, received,
                baseline, written["expect"])


def _written(folder: str) -> dict[str, Any]:
    """What a case's file says; with `like: <kind>/<name>` it has all of that case but what it says itself."""
    written: dict[str, Any] = yaml.safe_load((GOLDEN / folder / "case.yaml").read_text(encoding="utf-8"))
    like = written.pop("like", None)
    return {**_written(like), **written} if like else written


def number_of(born: date, sex: int, sequence: int) -> str:
    """An identity number of nobody: area 439999, the sex in its 17th digit, a right check character."""
    first = f"439999{born:%Y%m%d}{2 * sequence + 100 + sex % 2:03d}"
    return first + id_check_character(first)


def told(value: Any) -> str | None:
    """A value as a conformed row has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return None if value is None else str(value)


def resolved(column: Column | None, value: Any, numbers: Mapping[str, str]) -> str | None:
    """A value of a column; the name of a person stands for his number."""
    text = told(value)
    return numbers.get(text, text) if text and column and column.type == "id_no" else text


def _member(number: int, name: str, case_of: Mapping[str, Any]) -> Member:
    written = case_of["members"][name]
    if unknown := set(written) - _OF_A_MEMBER - set(contracts()):
        raise ValueError(f"{name}: {sorted(unknown)} is no entity and none of {sorted(_OF_A_MEMBER)}")
    unit = str(written.get("unit", case_of["unit"]))
    own: Values = {"unit_code": unit, "village_name": str(written.get("village", "乐园村"))}
    if "born" in written:
        sex = int(written.get("sex", 1))
        own |= {"id_no": number_of(written["born"], sex, number), "person_name": name, "sex": str(sex),
                "household_no": str(written.get("household", f"H-{name}"))}
    return Member(name, str(written["why"]), unit, own)


def _rows(
    member: Member, written: Mapping[str, Any], case_of: Mapping[str, Any], numbers: Mapping[str, str]
) -> Iterator[SentRow]:
    for entity in (key for key in written if key in contracts() and key != REGISTER):
        for month, each in _by_month(written[entity], case_of):
            for row in each if isinstance(each, list) else [each]:
                own = {key: value for key, value in row.items() if key not in ("sender", "fate")}
                values = _values(contracts()[entity], member, case_of, own, numbers)
                yield SentRow(str(row.get("sender", member.unit)), month, entity, values, row.get("fate", "loaded"))


def _by_month(written: Any, case_of: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Rows with their month; those without one are of every month of the case."""
    if isinstance(written, Mapping) and written and all(_MONTHS.fullmatch(str(key)) for key in written):
        for months, each in written.items():
            yield from ((month, each) for month in _each_month(months))
    else:
        yield from ((month, written) for month in _each_month(case_of["months"]))


def _each_month(written: Any) -> list[str]:
    """`2020-01..2020-03` is three months; a list of such is all of them."""
    if isinstance(written, list):
        return [month for each in written for month in _each_month(each)]
    first, _, last = str(written).partition("..")
    month, months = Month.parse(first), []
    while month <= Month.parse(last or first):
        months.append(str(month))
        month = month.plus(1)
    return months


def _last_day(month: Any) -> date:
    return Month.parse(str(month)).last_day


def _values(
    entity: Entity, member: Member, case_of: Mapping[str, Any], own: Mapping[str, Any], numbers: Mapping[str, str]
) -> Values:
    defaults = case_of.get("defaults", {}).get(entity.name, {})
    said = {**member.own, **defaults, **own}
    if unknown := {*own, *defaults} - set(entity.by_field):
        raise ValueError(f"{member.name}: {entity.name} has no {sorted(unknown)}")
    return {column.field: resolved(column, said.get(column.field), numbers) for column in entity.columns}


def _registers(
    told: Sequence[tuple[Member, Mapping[str, Any]]], case_of: Mapping[str, Any]
) -> dict[date, list[tuple[str, Values]]]:
    """The whole list of every day on which somebody's entry begins, changes or is gone."""
    entries = {member.name: _entries(member, written, case_of) for member, written in told if member.id_no}
    days = sorted({day for each in entries.values() for day in each})
    members = {member.name: member for member, _ in told}
    found: dict[date, list[tuple[str, Values]]] = {}
    for day in days:
        found[day] = []
        for name, of_days in entries.items():
            newest = max((each for each in of_days if each <= day), default=None)
            if newest and of_days[newest] != _GONE:
                values = _values(contracts()[REGISTER], members[name], case_of, of_days[newest], {})
                found[day].append((values["unit_code"] or "", values))
    return found


def _entries(member: Member, written: Mapping[str, Any], case_of: Mapping[str, Any]) -> dict[date, Any]:
    said = written.get(REGISTER, {})
    if said is None or "registered_on" not in case_of:
        return {}
    is_by_day = bool(said) and all(isinstance(key, date) for key in said)
    return said if is_by_day else {case_of["registered_on"]: said}


@cache
def number_of_members(kind: str, name: str) -> int:
    """How many persons and records a case has."""
    return len(case(kind, name).members)
