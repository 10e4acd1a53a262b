"""A year of a county as its townships tell it month by month: for measuring figures and for comparing them.

Persons with histories (they find work, lose it, come back, leave the register) and everything else that the contracts
know, at the rates of a real county; all of it from a seed, under numbers that nobody was given (area 439999).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from township_sync.domain.contract import Column, code_set, contracts
from township_sync.domain.identity import id_check_character
from township_sync.domain.period import Month

Values = dict[str, str | None]
STANDING = {
    "app_account": 0.2, "field_staff": 0.02, "carrier": 0.004, "carrier_worker": 0.04, "cooperation_agreement": 0.005,
    "job_post": 0.02, "recruiter": 0.01, "public_welfare_post": 0.067, "two_later_student": 0.02,
    "zero_employment_household": 0.01,
}
"""Things per registered person that are told every month while they are there."""
HAPPENING = {"service_record": 0.3, "training": 0.02, "subsidy": 0.02, "activity": 0.0005, "recruiting_event": 0.0005}
"""Things per registered person and month that happen once and are told once."""
_FEWEST = 12
"""A small county has so many of everything."""
_CHANGED, _LEFT_OUT = 0.03, 0.01
_LOST, _FOUND, _UNREGISTERED = 0.04, 0.2, 0.002


@dataclass
class Person:
    """Somebody of the register; `work` is what his township says of his work now."""

    own: Values
    unit: str
    work: Values
    registered_to: date | None = None


@dataclass(frozen=True)
class Sheet:
    """What a township's workbook of a month says of one entity."""

    unit: str
    month: Month
    entity: str
    rows: Sequence[Values]


@dataclass
class County:
    """A county of so many persons in these units; the same seed gives the same year."""

    size: int
    units: Sequence[str]
    seed: int = 439_999
    random: Random = field(init=False)
    people: list[Person] = field(init=False)
    things: dict[str, list[tuple[str, Values]]] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.people = [self._person(number) for number in range(self.size)]
        first = Month(2020, 1)
        counts = {entity: max(_FEWEST, round(self.size * rate)) for entity, rate in STANDING.items()}
        self.things = {entity: [self._thing(entity, number, first) for number in range(count)]
                       for entity, count in counts.items()}

    def register(self, day: date) -> list[tuple[str, Values]]:
        """The platform's list of a day: (unit, values) of everybody who is still in it."""
        return [(each.unit, each.own) for each in self.people if each.registered_to is None or day < each.registered_to]

    def month(self, month: Month) -> Iterator[Sheet]:
        """Everything that the units say of a month; the months must be asked for one after another."""
        said: dict[tuple[str, str], list[Values]] = {(unit, name): [] for unit in self.units for name in _SENT}
        for person in self.people:
            self._live(person, month)
            if self.random.random() >= _LEFT_OUT:
                said[person.unit, "worker_employment"].append(dict(person.work))
        for entity, things in self.things.items():
            for place, (unit, values) in enumerate(things):
                if self.random.random() < _CHANGED:
                    things[place] = unit, {**self._values(entity, month, values), **_key_of(entity, values)}
                said[unit, entity].append(things[place][1])
        for entity, rate in HAPPENING.items():
            for number in range(max(1, round(self.size * rate))):
                unit, values = self._thing(entity, month.number * 1_000_000 + number, month)
                said[unit, entity].append(values)
        for (unit, entity), rows in said.items():
            yield Sheet(unit, month, entity, rows)

    def _person(self, number: int) -> Person:
        # Everybody has a birthday of his own, or a number of the day that nobody else has.
        born, sex = date(1955, 1, 1) + timedelta(days=number * 7_919 % 19_000), self.random.choice("12")
        first = f"439999{born:%Y%m%d}{2 * (number // 19_000) + 100 + int(sex) % 2:03d}"
        own: Values = {
            "id_no": first + id_check_character(first), "person_name": f"丁{chr(0x5000 + number % 8000)}", "sex": sex,
            "unit_code": self.units[number % len(self.units)], "village_name": f"第{number % 21}村",
            "household_no": f"H{number % len(self.units)}-{number // len(self.units) // 3}",
            "poverty_status": self.random.choice("1222345"), "entered_on": "2016-01-01",
        }
        begun = date(2017, 1, 1) + timedelta(days=self.random.randrange(1_090))
        person = Person(own, own["unit_code"] or "", {})
        work = self._values("worker_employment", Month(2020, 1), own)
        person.work = work | {
            "labour_capability": self.random.choice("122345"), "change_type": None, "change_date": None}
        self._settle(person, begun if self.random.random() < 0.65 else None)
        return person

    def _settle(self, person: Person, begun: date | None) -> None:
        """He works since a day, or he does not."""
        status = "1" if begun else self.random.choice("22223458")
        form = self.random.choice(["01", "01", "02", "03", "04"]) if begun else None
        wage = self.random.choice([0, 31_000, *range(1_500, 6_000, 37)]) if begun else None
        told = {"employment_status": status, "employment_form": form, "start_date": begun, "monthly_wage": wage}
        person.work |= {name: None if value is None else str(value) for name, value in told.items()}

    def _live(self, person: Person, month: Month) -> None:
        """What a month does to a person."""
        person.work |= {"change_type": None, "change_date": None, "collected_on": str(month.last_day)}
        works, luck = person.work["employment_status"] == "1", self.random.random()
        day = month.first_day + timedelta(days=self.random.randrange(28))
        if luck < (_LOST if works else _FOUND):
            begun = None if works else day
            self._settle(person, begun)
            person.work |= {"change_type": self.random.choice(["2", None]),
                            "change_date": self.random.choice([str(day), None])}
        elif works and luck < 2 * _LOST:
            person.work["start_date"] = str(day)
        elif luck > 1 - _UNREGISTERED and person.registered_to is None:
            person.registered_to = day

    def _thing(self, entity: str, number: int, month: Month) -> tuple[str, Values]:
        """A thing of an entity and who tells of it: one person's is told by his unit, seldom by another one."""
        person = self.random.choice(self.people)
        # Who works in a carrier names one of the carriers; every other thing is a new one.
        named: Values = {} if entity == "carrier_worker" else {
            name: f"{entity}-{number}" for name in contracts()[entity].key
            if contracts()[entity].column(name).type in ("identifier", "uscc", "text")}
        values = {**self._values(entity, month, person.own), **named}
        is_elsewhere = entity == "training" and self.random.random() < 0.1
        return (self.random.choice(self.units) if is_elsewhere else person.unit), values

    def _values(self, entity: str, month: Month, own: Mapping[str, str | None]) -> Values:
        return {column.field: own[column.field] if column.field in own else self._value(column, month)
                for column in contracts()[entity].columns}

    def _value(self, column: Column, month: Month) -> str | None:
        if not column.required and self.random.random() < 0.2:
            return None
        if column.code_list:
            return self.random.choice([*code_set(column.code_list).labels])
        if column.type == "date":
            return str(month.last_day - timedelta(days=self.random.choice([self.random.randrange(28), 100, 400, -100])))
        if column.type in ("amount", "count"):
            return str(self.random.randrange(40))
        if column.type == "uscc":
            return f"carrier-{self.random.randrange(self.size // 250 + 2)}"
        if column.type == "id_no":
            return self.random.choice(self.people).own["id_no"]
        return f"{column.field} {self.random.randrange(500)}"


_SENT = ("worker_employment", *STANDING, *HAPPENING)


def _key_of(entity: str, values: Mapping[str, str | None]) -> Values:
    return {name: values[name] for name in contracts()[entity].key}
