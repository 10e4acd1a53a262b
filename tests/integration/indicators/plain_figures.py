"""The figures once more, in plain Python: written from the clauses of the notice, with its numbers, not from SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from township_sync.bench.policy_year import Sheet, Values
from township_sync.domain.period import Month

CITY = "430981"
Count = Callable[..., None]
Member = tuple[str, str, bool, bool, Fraction | None]  # unit, who or what, in numerator, in denominator, amount


@dataclass
class Told:
    """Everything that was told: the register's lists by day, sheets by entity and unit; an empty sheet says nothing."""

    registers: dict[date, list[tuple[str, Values]]] = field(default_factory=dict)
    sheets: dict[tuple[str, str], dict[Month, list[Values]]] = field(default_factory=lambda: defaultdict(dict))

    def hear(self, month: Month, register: list[tuple[str, Values]], sheets: Iterable[Sheet]) -> None:
        self.registers[month.first_day] = register
        for sheet in sheets:
            self.sheets[sheet.entity, sheet.unit][month] = list(sheet.rows)

    def standing(self, entity: str, month: Month) -> Iterator[Values]:
        for (name, _), by_month in self.sheets.items():
            months = [each for each, rows in by_month.items() if name == entity and each <= month and rows]
            if months:
                yield from by_month[max(months)]

    def ever(self, entity: str) -> Iterator[Values]:
        """Every row of every sheet: what happens once may be told later, and counts by its own date."""
        for (name, _), by_month in self.sheets.items():
            yield from (row for rows in by_month.values() for row in rows if name == entity)

    def registered(self, day: date) -> dict[str, Values]:
        newest = max(each for each in self.registers if each <= day)
        return {str(values["id_no"]): values for _, values in self.registers[newest]}

    def history(self, id_no: str, unit: str, month: Month) -> list[tuple[Month, Values | None]]:
        by_month = sorted(self.sheets["worker_employment", unit].items())
        return [(each, next((row for row in rows if row["id_no"] == id_no), None))
                for each, rows in by_month if each <= month and rows]


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def is_this_year(text: str | None, day: date) -> bool:
    return f"{day.year}-01-01" <= (text or "") <= str(day)


def of_age(person: Values, day: date) -> bool:
    born = str(person["id_no"])[6:14]
    years = day.year - int(born[:4]) - (f"{day:%m%d}" < born[4:])
    return 16 <= years <= (55 if person["sex"] == "2" else 60)


def six_months_before(day: date) -> date:
    month = Month(day.year, day.month).plus(-6)
    return date(month.year, month.number, min(day.day, month.days))


def employed_since(history: list[tuple[Month, Values | None]], day: date) -> date | None:
    """Since when a person works, breaks of up to 30 days forgiven; None when he does not."""
    spells, off, floor = list[list[date]](), False, (date.min, date.min)
    for month, row in history:
        first, works, begun = month.first_day, row is not None and row["employment_status"] == "1", month.first_day
        if row is not None and works:
            floor = (spells[-1][1] if spells else date.min, first) if off else floor
            begun = day_of(row["start_date"]) or first
            begun = floor[1] if begun <= floor[0] else begun
        if spells and spells[-1][1] == date.max and (not works or spells[-1][0] != begun):
            spells[-1][1] = first - timedelta(days=1)
        if works and (not spells or spells[-1][1] < date.max):
            spells.append([begun, date.max])
        if row is not None and not works and spells and not off:
            spells[-1][1] = day_of(row["change_date"]) or spells[-1][1]
        off = not works if row is not None else off
    since = reach = date.min
    for begun, ended in sorted(spells):
        since = begun if (begun - reach).days - 1 > 30 else since
        reach = max(reach, min(ended, day))
    return since if spells and spells[-1][1] == date.max else None


def members(told: Told, month: Month) -> dict[str, list[Member]]:
    """By indicator whom and what it counts about the last day of a month."""
    day, found = month.last_day, defaultdict[str, list[Member]](list)
    listed = {number: person for number, person in told.registered(day).items() if person["poverty_status"] != "9"}
    said = {str(row["id_no"]): row for row in told.standing("worker_employment", month)}
    done = [row for row in told.ever("training")
            if row["completed"] == "1" and is_this_year(row["ended_on"], day)]
    trained = {row["id_no"] for row in done}

    def count(name: str, unit: object, who: object, of: bool = True, top: bool = True, amount: str = "") -> None:
        found[name].append((str(unit), str(who), top and of, of, Fraction(amount) if amount else None))

    households = defaultdict[str, list[Values]](list)
    for number, person in listed.items():
        row, unit = said.get(number, {}), str(person["unit_code"])
        here = told.sheets["worker_employment", unit].get(month, [])
        count("employment_recorded_share", unit, number, top=any(each["id_no"] == number for each in here))
        if not of_age(person, day):
            continue
        works, wants = row.get("employment_status") == "1", row.get("employment_intent") == "1"
        able, idle = row.get("labour_capability") in ("1", "2", "3"), row.get("employment_status") == "2"
        hired = works and row.get("employment_form") == "01"
        count("employed_share_of_unlifted", unit, number, able and wants and person["poverty_status"] == "1", works)
        count("employed_share", unit, number, top=works)
        count("hired_share_of_employed", unit, number, works, hired)
        count("contract_share_of_hired", unit, number, hired, row.get("has_contract") == "1")
        count("insured_share_of_hired", unit, number, hired, row.get("insured") == "1")
        if works:
            since = employed_since(told.history(number, unit, month), day)
            count("stable_share", unit, number, top=since is not None and since <= six_months_before(day))
        wage = row.get("monthly_wage") or "0"
        for name in ("monthly_wage_mean", "monthly_wage_median") if works and 0 < Fraction(wage) <= 30_000 else ():
            count(name, unit, number, amount=wage)
        wants_training = idle and row.get("training_intent") == "1"
        count("untrained_willing_to_train", unit, number, wants_training, number not in trained)
        if idle and wants:
            served = defaultdict[object, set[object]](set)
            for each in told.ever("service_record"):
                if each["id_no"] == number and is_this_year(each["service_date"], day):
                    served[each["service_type"]].add(each["service_date"])
            count("served_311_share", unit, number,
                  top=len(served["2"]) >= 3 and len(served["3"]) >= 1 and len(served["4"]) >= 1)
            count("recommended_on_pace_share", unit, number, top=len(served["2"]) >= -(-3 * month.number // 12))
        seeking = "1" if idle and wants and able else None
        households[str(person["household_no"])].append({**row, "unit_code": unit, "is_seeking": seeking})
    for household, people in households.items():
        seeks = any(each["is_seeking"] for each in people)
        works = any(each.get("employment_status") == "1" for each in people)
        count("zero_employment_households", people[0]["unit_code"], household, top=seeks and not works)
    _others(told, month, done, count)
    return found


def _others(told: Told, month: Month, done: list[Values], count: Count) -> None:
    """Trainings, carriers, pushes, accounts, staff, activities, posts."""
    day, before = month.last_day, month.first_day - timedelta(days=1)
    this_year = [people for listed_on, people in told.registers.items() if date(day.year, 1, 1) <= listed_on <= day]
    poor = {each["id_no"] for people in this_year for _, each in people}
    for row in done:
        is_student = row["two_later_student"] == "1"
        count("trained_two_later_students", row["unit_code"], row["id_no"], is_student)
        count("trained_persons", row["unit_code"], row["id_no"], is_student or row["id_no"] in poor)
    for row in told.standing("carrier", month):
        kind = {"1": "active_workshops", "2": "active_bases"}.get(str(row["carrier_type"])[0])
        if kind and not (row["exit_date"] and row["exit_date"] <= str(day)):
            active = row["operating_status"] not in ("2", "3") and (row["recognised_on"] or "9") <= str(day)
            count(kind, row["unit_code"], row["uscc"], top=active)
    pushed = {row["id_no"] for row in told.ever("service_record") if row["service_type"] == "1"
              and str(month.first_day) <= (row["service_date"] or "") <= str(day)}
    register = told.registered(before) if month.number > 1 else {}
    for row in told.standing("worker_employment", month.plus(-1)):
        person = register.get(str(row["id_no"]))
        if person and row["employment_intent"] == "1" and row["employment_status"] == "2" and of_age(person, before):
            count("job_push_share", person["unit_code"], row["id_no"], top=row["id_no"] in pushed)
    accounts = defaultdict[object, set[object]](set)
    in_use = [row for row in told.standing("app_account", month) if row["account_status"] == "1"]
    for row in in_use:
        accounts[row["id_no"]].add(row["account"])
    for row in in_use:
        count("persons_with_many_accounts", row["unit_code"], row["id_no"], top=len(accounts[row["id_no"]]) > 1)
    for row in told.standing("field_staff", month):
        serves = str(row["role"]) in "12345" and (row["served_from"] or "") <= str(day) <= (row["served_to"] or "9")
        count("app_installed_share", row["unit_code"], row["id_no"], serves, row["app_installed"] == "1")
    meetings = defaultdict[object, int](int)
    for row in told.ever("activity"):
        unit, is_new = row["unit_code"], is_this_year(row["held_on"], day)
        if row["activity_kind"] == "1" and is_new:
            count("staff_trainings", unit, tuple(row.values()))
            meetings[unit] += 1
        in_time = str(row["held_on"]) <= f"{month.year}-06-10"
        count("units_with_typical_case", unit, unit, is_new and row["activity_kind"] == "2", in_time)
    for held_by, times in meetings.items():
        count("units_training_staff_often", held_by, held_by, top=times >= 2)
    for row in (each for each in told.standing("public_welfare_post", month) if each["on_post"] == "1"):
        count("posts_held", row["unit_code"], (row["id_no"], row["post_no"]))


def summed(found: list[Member], unit: str, measure: str) -> tuple[int, int, Fraction | None]:
    """Numerator, denominator and value of a unit, or of the city, which counts everybody once."""
    inside = [each for each in found if unit in (CITY, each[0])]
    top, of = {each[1] for each in inside if each[2]}, {each[1] for each in inside if each[3]}
    amounts = sorted({each[1]: each[4] for each in inside if each[4] is not None}.values())
    if measure == "share":
        return len(top), len(of), Fraction(len(top), len(of)) if of else None
    if measure == "count":
        return len(top), len(of), Fraction(len(top))
    middle = sum(amounts, Fraction()) / len(amounts) if measure == "mean" and amounts else None
    return len(top), len(of), Fraction(median(amounts)) if measure == "median" and amounts else middle
