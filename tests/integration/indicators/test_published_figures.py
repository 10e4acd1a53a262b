"""Figures that another county of the province published come out of the same statements.

城步苗族自治县, October 2020: of 24,239 poor labourers 17,198 are employed (70.95 %), of these 15,714 for six months or
longer (91.37 %) (domain.md 0, finding 8). Here they are 24,239 persons whom nobody knows, with histories that reach
every edge.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from integration.indicators.cases import Values, number_of
from integration.indicators.loading import mirror_register, take
from integration.warehouse.months import Sent
from township_sync.compilers.policies import pack_on
from township_sync.domain.indicator import CITY
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection

DAY, LATER = date(2020, 10, 31), date(2020, 12, 1)
EDGE_UNIT = "430981402"
OFF: Values = {"employment_status": "2", "employment_form": None, "start_date": None}
History = dict[str, Values]


def since(day: str, **more: str | None) -> Values:
    return {"employment_status": "1", "employment_form": "01", "start_date": day, **more}


# How many, employed, stable, what the unit says of them in which month. Six months before 31 October is 30 April.
ALL_OVER: list[tuple[int, bool, bool, History]] = [
    (12_900, True, True, {"2020-10": since("2019-03-01")}),                                 # told of for the first time
    (1_000, True, True, {"2020-04": since("2019-03-01"), "2020-10": since("2019-03-01", monthly_wage="3500")}),
    (700, True, True, {"2020-04": OFF, "2020-10": since("2020-04-30")}),                    # six months to the day
    (600, True, True, {"2020-04": since("2018-07-01"), "2020-10": since("2020-10-20")}),    # another job, 19 days later
    (300, True, True, {"2020-04": since("2019-03-01"), "2020-10": since("2019-03-01", employment_form="03")}),
    (900, True, False, {"2020-04": OFF, "2020-10": since("2020-05-01")}),                   # one day short
    (400, True, False, {"2020-04": since("2019-03-01", employment_status="4"), "2020-10": since("2020-09-01")}),
    (5_600, False, False, {"2020-10": OFF}),
    (1_000, False, False, {"2020-04": since("2019-03-01"), "2020-10": {**OFF, "change_date": "2020-10-31"}}),
    (300, False, False, {}),                                                                # nobody told of them
]
LEFT, BACK = {**OFF, "change_date": "2020-08-10"}, "2020-10"
OF_ONE_UNIT: list[tuple[int, bool, bool, History]] = [
    (150, True, True, {"2020-07": since("2019-01-01"), "2020-08": LEFT, "2020-09": since("2020-09-10"),
                       BACK: since("2020-09-10")}),                                         # away for 30 days
    (90, True, False, {"2020-07": since("2019-01-01"), "2020-08": LEFT, "2020-09": since("2020-09-11"),
                       BACK: since("2020-09-11")}),                                         # away for 31 days
    (64, True, True, {month: since("2019-05-01") for month in ("2020-07", "2020-08", "2020-09", BACK)}),
    (94, True, False, {"2020-07": since("2019-01-01"), "2020-08": LEFT, "2020-09": LEFT, BACK: since("2019-01-01")}),
    (141, False, False, {"2020-07": since("2019-01-01"), "2020-08": LEFT, "2020-09": LEFT, BACK: LEFT}),
]
"""A unit that sent every month, so that who was away is known to the day."""


def people() -> Iterator[tuple[int, str, History]]:
    """Everybody's number, unit and history."""
    others = [code for code in units() if code != EDGE_UNIT]
    number = 0
    for classes, homes in ((ALL_OVER, others), (OF_ONE_UNIT, [EDGE_UNIT])):
        for count, _, _, history in classes:
            for _ in range(count):
                yield number, homes[number % len(homes)], history
                number += 1


def person(number: int, unit: str) -> Values:
    born = date(1966, 1, 1) + timedelta(days=number // 3)
    return {"id_no": number_of(born, number % 2, number % 3), "person_name": f"张{number}", "unit_code": unit,
            "sex": str(2 - number % 2), "poverty_status": "21"[number % 2]}


def test_the_classes_add_up_to_what_was_published() -> None:
    every = [*ALL_OVER, *OF_ONE_UNIT]
    assert sum(count for count, _, _, _ in every) == 24_239
    assert sum(count for count, employed, _, _ in every if employed) == 17_198
    assert sum(count for count, _, stable, _ in every if stable) == 15_714


def test_another_countys_figures_come_out_of_the_same_statements(shared: tuple[Connection, Settings]) -> None:
    connection, settings = shared
    told = [(person(number, unit), unit, history) for number, unit, history in people()]
    # Whom no figure may count: too old, though he works; not in the register, though his unit tells of him.
    too_old: Values = {**person(0, EDGE_UNIT), "id_no": number_of(date(1950, 1, 1), 1, 7)}
    unknown: Values = {**person(0, EDGE_UNIT), "id_no": number_of(date(1980, 1, 1), 1, 8)}
    for stranger in (too_old, unknown):
        told.append((stranger, EDGE_UNIT, {month: since("2019-01-01") for month in ("2020-07", BACK)}))
    with connection.transaction(force_rollback=True):
        registered = [(unit, values) for values, unit, _ in told if values is not unknown]
        mirror_register(connection, settings, date(2020, 1, 1), registered)
        take(connection, settings, [*_files(told)], {})
        pack = pack_on(DAY)
        with facts_of(connection, pack, DAY, LATER) as facts:
            found = figures(facts, pack, DAY, LATER, ["employed_share", "stable_share"])
    city = {each.indicator: each for each in found if each.unit_code == CITY}
    assert [(each.numerator, each.denominator) for each in city.values()] == [(17_198, 24_239), (15_714, 17_198)]
    shares = [round((each.value or Decimal(0)) * 100, 2) for each in city.values()]
    assert shares == [Decimal("70.95"), Decimal("91.37")]
    assert sum(each.denominator or 0 for each in found if each.indicator == "employed_share") == 2 * 24_239


def _files(told: list[tuple[Values, str, History]]) -> Iterator[Sent]:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for values, unit, history in told:
        for month, said in history.items():
            rows.setdefault((unit, month), []).append({**values, "change_date": None, "monthly_wage": "3000", **said})
    for (unit, month), each in sorted(rows.items()):
        yield Sent(unit, month, "worker_employment", each)
