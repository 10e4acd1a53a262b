"""The figures once more, in plain Python, from what was told: written from the notice's clauses, not from the statements.

No database, no data frames; the numbers of the notice stand here as they stand in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from township_sync.bench.policy_year import Sheet, Values
from township_sync.domain.period import Month

CITY = "430981"
Member = tuple[str, str, bool, bool, Fraction | None]
"""Unit, who or what, whether in the numerator, whether in the denominator, amount."""


@dataclass
class Told:
    """Everything that was told so far: the register's lists by day, sheets by entity and unit, month after month."""

    registers: dict[date, list[tuple[str, Values]]] = field(default_factory=dict)
    sheets: dict[tuple[str, str], dict[Month, list[Values]]] = field(default_factory=lambda: defaultdict(dict))

    def hear(self, month: Month, register: list[tuple[str, Values]], sheets: Iterable[Sheet]) -> None:
        self.registers[month.first_day] = register
        for sheet in sheets:
            self.sheets[sheet.entity, sheet.unit][month] = list(sheet.rows)

    def standing(self, entity: str, month: Month) -> Iterator[Values]:
        """What each unit's newest sheet says; one without any row says nothing."""
        for (name, _), by_month in self.sheets.items():
            months = [each for each, rows in by_month.items() if name == entity and each <= month and rows]
            if months:
                yield from by_month[max(months)]

    def ever(self, entity: str, month: Month) -> Iterator[Values]:
        """Every row of every sheet; things that happen are told once."""
        for (name, _), by_month in self.sheets.items():
            if name == entity:
                yield from (row for each, rows in by_month.items() if each <= month for row in rows)

    def registered(self, day: date) -> dict[str, Values]:
        newest = max(each for each in self.registers if each <= day)
        return {str(values["id_no"]): values for _, values in self.registers[newest]}

    def history(self, id_no: str, unit: str, month: Month) -> list[tuple[Month, Values | None]]:
        """What the unit said of a person in each month in which it sent the sheet; None where it left him out."""
        by_month = sorted(self.sheets["worker_employment", unit].items())
        return [(each, next((row for row in rows if row["id_no"] == id_no), None))
                for each, rows in by_month if each <= month and rows]


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def of_age(person: Values, day: date) -> bool:
    born = str(person["id_no"])[6:14]
    years = day.year - int(born[:4]) - (f"{day:%m%d}" < born[4:])
    return 16 <= years <= (55 if person["sex"] == "2" else 60)


def six_months_before(day: date) -> date:
    month = Month(day.year, day.month).plus(-6)
    return date(month.year, month.number, min(day.day, month.days))


def employed_since(history: list[tuple[Month, Values | None]], day: date) -> date | None:
    """Since when a person works, breaks of up to 30 days forgiven; None when he does not."""
    spells: list[list[date | None]] = []
    is_open, was_off, floor = False, False, (date.min, date.min)
    for month, row in history:
        works, yesterday = row is not None and row["employment_status"] == "1", month.first_day - timedelta(days=1)
        if row is not None and works:
            start = day_of(row["start_date"]) or month.first_day
            if was_off:
                floor = (spells[-1][1] or date.min, month.first_day) if spells else (date.min, date.min)
            start = floor[1] if start <= floor[0] else start
            if not is_open or start != spells[-1][0]:
                if is_open:
                    spells[-1][1] = yesterday
                spells.append([start, None])
        elif is_open:
            spells[-1][1] = yesterday
        if row is not None and not works and spells and not was_off:
            left = day_of(row["change_date"])
            spells[-1][1] = left if left and left <= day else spells[-1][1]
        is_open = works
        was_off = not works if row is not None else was_off
    if not is_open:
        return None
    since: date | None = None
    reach = date.min
    for begun, ended in sorted(spells, key=lambda each: (each[0] or date.min, each[1] or date.max)):
        assert begun is not None
        if since is None or (begun - reach).days - 1 > 30:
            since = begun
        reach = max(reach, ended or day)
    return since


def members(told: Told, month: Month) -> dict[str, list[Member]]:
    """By indicator whom and what it counts about the last day of a month."""
    day, year, found = month.last_day, date(month.year, 1, 1), defaultdict[str, list[Member]](list)
    listed = {number: person for number, person in told.registered(day).items() if person["poverty_status"] != "9"}
    said = {str(row["id_no"]): row for row in told.standing("worker_employment", month)}
    done = [row for row in told.ever("training", month)
            if row["completed"] == "1" and year <= (day_of(row["ended_on"]) or date.min) <= day]
    trained = {row["id_no"] for row in done}

    def count(name: str, unit: object, who: object, of: bool = True, top: bool = True, amount: object = None) -> None:
        exact = None if amount is None else Fraction(str(amount))
        found[name].append((str(unit), str(who), bool(top and of), bool(of), exact))

    households = defaultdict[str, list[Values]](list)
    for number, person in listed.items():
        row, unit = said.get(number, {}), person["unit_code"]
        count("employment_recorded_share", unit, number, top=_told_in(told, number, str(unit), month) is not None)
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
            since = employed_since(told.history(number, str(unit), month), day)
            count("stable_share", unit, number, top=since is not None and since <= six_months_before(day))
        wage = row.get("monthly_wage")
        if works and wage and 0 < Fraction(wage) <= 30_000:
            count("monthly_wage_mean", unit, number, amount=wage)
            count("monthly_wage_median", unit, number, amount=wage)
        if idle and row.get("training_intent") == "1":
            count("untrained_willing_to_train", unit, number, top=number not in trained)
        if idle and wants:
            served = defaultdict[object, set[object]](set)
            for each in told.ever("service_record", month):
                if each["id_no"] == number and year <= (day_of(each["service_date"]) or date.min) <= day:
                    served[each["service_type"]].add(each["service_date"])
            count("served_311_share", unit, number,
                  top=len(served["2"]) >= 3 and len(served["3"]) >= 1 and len(served["4"]) >= 1)
            count("recommended_on_pace_share", unit, number, top=len(served["2"]) >= -(-3 * month.number // 12))
        households[str(person["household_no"])].append({**row, "unit_code": unit})
    for household, people in households.items():
        seeks = any(each.get("employment_status") == "2" and each.get("employment_intent") == "1"
                    and each.get("labour_capability") in ("1", "2", "3") for each in people)
        idle = seeks and not any(each.get("employment_status") == "1" for each in people)
        count("zero_employment_households", people[0]["unit_code"], household, top=idle)
    _others(told, month, done, listed, count)
    return found


def _told_in(told: Told, number: str, unit: str, month: Month) -> Values | None:
    return next((row for row in told.sheets["worker_employment", unit].get(month, []) if row["id_no"] == number), None)


def _others(told: Told, month: Month, done: list[Values], listed: Mapping[str, Values], count: object) -> None:
    """Trainings, carriers, pushes, accounts, staff, activities."""
    assert callable(count)
    day, year, before = month.last_day, date(month.year, 1, 1), month.first_day - timedelta(days=1)
    for row in done:
        if row["two_later_student"] == "1":
            count("trained_two_later_students", row["unit_code"], row["id_no"])
        if row["two_later_student"] == "1" or row["id_no"] in listed:
            count("trained_persons", row["unit_code"], row["id_no"])
    for row in told.standing("carrier", month):
        exit_day, known = day_of(row["exit_date"]), day_of(row["recognised_on"])
        active = known is not None and known <= day and row["operating_status"] not in ("2", "3")
        if exit_day is None or exit_day > day:
            kinds = {"11": "active_workshops", "12": "active_workshops", "2": "active_bases"}
            if row["carrier_type"] in kinds:
                count(kinds[str(row["carrier_type"])], row["unit_code"], row["uscc"], top=active)
    pushed = {row["id_no"] for row in told.ever("service_record", month) if row["service_type"] == "1"
              and month.first_day <= (day_of(row["service_date"]) or date.min) <= day}
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
        begun, ended = day_of(row["served_from"]) or date.min, day_of(row["served_to"]) or date.max
        if row["role"] in ("1", "2", "3", "4", "5") and begun <= day <= ended:
            count("app_installed_share", row["unit_code"], row["id_no"], top=row["app_installed"] == "1")
    meetings = defaultdict[object, int](int)
    for row in told.ever("activity", month):
        held = day_of(row["held_on"]) or date.min
        if row["activity_kind"] == "1" and year <= held <= day:
            count("staff_trainings", row["unit_code"], tuple(row.values()))
            meetings[row["unit_code"]] += 1
        if row["activity_kind"] == "2" and year <= held <= day:
            count("units_with_typical_case", row["unit_code"], row["unit_code"], top=held <= date(month.year, 6, 10))
    for unit, times in meetings.items():
        count("units_training_staff_often", unit, unit, top=times >= 2)
    for row in told.standing("public_welfare_post", month):
        if row["on_post"] == "1":
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
