"""A year of a generated county: the statements and a plain computation give the same figures, each month."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from integration.indicators.plain_figures import CITY, Told, members, summed
from township_sync.bench.indicators import of_peer, of_statements
from township_sync.bench.policy_months import load_month
from township_sync.bench.policy_year import County, Sheet
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection

UNITS = ["430981107", "430981114", "430981115"]
YEAR = [Month(2020, number) for number in range(1, 13)]
SILENT = ("430981115", Month(2020, 7))
"""One unit sent nothing in one month."""
LOOKED_AT = {"worker_employment", "training", "service_record", "carrier", "app_account", "field_staff", "activity",
             "public_welfare_post"}
LONG_AFTER = date(2029, 12, 31)
Shared = tuple[Connection, Settings]


class QuietCounty(County):
    """A county in which a unit once forgets to report; of what the plain computation looks at, and no more."""

    def month(self, month: Month) -> Iterator[Sheet]:
        yield from (sheet for sheet in super().month(month)
                    if (sheet.unit, month) != SILENT and sheet.entity in LOOKED_AT)


@pytest.fixture(scope="module")
def year(shared: Shared) -> Iterator[Told]:
    """The year is in the warehouse, and everything that was told of it."""
    connection, settings = shared
    told, county = Told(), QuietCounty(240, UNITS, seed=20)
    with connection.transaction(force_rollback=True):
        for month in YEAR:
            sheets = load_month(connection, settings, county, month)
            told.hear(month, county.register(month.first_day), sheets)
            connection.execute("DISCARD TEMP")
        yield told


@pytest.mark.parametrize("month", YEAR, ids=str)
def test_both_computations_agree_on_every_figure_of_every_unit(shared: Shared, year: Told, month: Month) -> None:
    connection, _ = shared
    pack, plain = pack_on(month.last_day), members(year, month)
    with facts_of(connection, pack, month.last_day, LONG_AFTER) as facts:
        found = figures(facts, pack, month.last_day, LONG_AFTER, [name for name in pack.indicators if name in plain])
    differing = []
    for figure in found:
        if figure.unit_code in (*UNITS, CITY) and figure.status != "not_run":
            measure = pack.indicators[figure.indicator].measure
            said = summed(plain[figure.indicator], figure.unit_code, measure)
            of = None if measure == "count" else figure.denominator
            mine = (figure.numerator, of, rounded(figure.value))
            if mine != (said[0], None if measure == "count" else said[1], rounded(said[2])):
                differing.append((figure.indicator, figure.unit_code, mine, said))
    assert differing == []


def test_the_plain_computation_covers_what_it_says(year: Told) -> None:
    assert len(members(year, YEAR[11])) == 24


def test_the_peer_of_the_benchmark_gives_the_same_figures_too(shared: Shared, year: Told) -> None:
    connection, _ = shared
    for month in (YEAR[5], YEAR[11]):
        assert of_statements(connection, month) == of_peer(connection, month)


def rounded(value: Decimal | Fraction | None) -> Decimal | None:
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / value.denominator
    return None if value is None else round(value, 9)
