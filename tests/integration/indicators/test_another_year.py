"""A new year is one file: a month under the pack of a later year has its words, its population and its targets."""

from datetime import date

from integration.indicators.answers import LONG_AFTER
from integration.indicators.cases import case
from integration.indicators.loading import loaded
from township_sync.compilers.policies import packs
from township_sync.domain.indicator import Figure
from township_sync.domain.policy_pack import Pack
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.indicators import members

DAY, CAOWEI = date(2020, 11, 30), "430981114"


def asked(connection: Connection, pack: Pack, name: str) -> tuple[Figure, set[str]]:
    """The figure of 草尾镇 and who is in its denominator there."""
    with facts_of(connection, pack, DAY, LONG_AFTER) as facts:
        [figure] = [each for each in figures(facts, pack, DAY, LONG_AFTER, [name]) if each.unit_code == CAOWEI]
        return figure, {str(row["member"]) for row in members(facts, name)
                        if row["in_denominator"] and row["unit_code"] == CAOWEI}


def test_the_same_month_under_the_later_pack_has_its_words_and_its_population(
    shared: tuple[Connection, Settings]
) -> None:
    connection, settings = shared
    then, later = packs()["yuanjiang-2020"], packs()["hunan-2022"]
    read = case("indicators", "employed_share")
    with loaded(connection, settings, read):
        before, people_before = asked(connection, then, "employed_share")
        after, people_after = asked(connection, later, "employed_share")
        watched, nobody = asked(connection, later, "employed_share_of_unlifted")
    # 甲02 alone is 未脱贫: nobody is any more after 2021, and he counted on both sides.
    assert {read.name_of(each) for each in people_before - people_after} == {"甲02"}
    assert (before.numerator, before.denominator, before.status) == (9, 15, "met")
    assert (after.numerator, after.denominator, after.status) == (8, 14, None)
    assert (watched.status, nobody) == ("nobody", set()), "no 监测对象 among them"
    assert (before.pack, after.pack, after.pack_digest) == (then.name, later.name, later.digest)
    titles = [pack.indicators["employed_share"].title for pack in (then, later)]
    assert titles == ["贫困劳动力就业率", "脱贫劳动力（含监测对象）就业率"]
