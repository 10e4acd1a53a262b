"""The annex: read as it was printed, its sums checked, what differs shown and never smoothed."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from township_sync.compilers.annex import annex_of
from township_sync.compilers.policies import read_pack
from township_sync.domain.annex import Annex, Difference
from township_sync.domain.unit import CITY, units
from township_sync.errors import DefinitionError

PRINTED = Path(__file__).with_name("notice_table.csv")
QIONGHU, YANZHIHU, NANDASHAN, SCHOOL = "430981006", "430981008", "430981112", "SCH01"


def written(**changes: Any) -> dict[str, Any]:
    """The annex of the pack over the notice's own table, cell by cell as it was printed."""
    of_the_pack = dict(read_pack("yuanjiang-2020").content["annex"])
    rows = list(csv.DictReader(PRINTED.read_text(encoding="utf-8").splitlines()))
    return {**of_the_pack, "file": "annexes/notice_table.csv", "rows": rows, **changes}


def with_cell(unit: str, column: str, text: str) -> dict[str, Any]:
    given = written()
    [row] = [each for each in given["rows"] if each["unit_name"] == unit]
    row[column] = text
    return given


@pytest.fixture(params=["printed table", "table of the pack"])
def annex(request: pytest.FixtureRequest) -> Annex:
    if request.param == "printed table":
        return annex_of(written(), "printed")
    found = read_pack("yuanjiang-2020").annex
    assert found
    return found


def test_every_township_and_the_school_has_its_row(annex: Annex) -> None:
    assert set(annex.units) == {*units(), SCHOOL}
    assert annex.units[SCHOOL] == "沅江市职业中专"


def test_the_workshops_add_to_24_against_the_printed_25(annex: Annex) -> None:
    assert annex.differences == [Difference("workshops", "undistributed", Decimal(25), Decimal(24))]
    assert annex.differences[0].gap == 1
    assert annex.target("workshops", CITY) == 25
    assert (annex.target("workshops", QIONGHU), annex.target("workshops", YANZHIHU)) == (2, 4)


def test_the_bases_belong_to_the_city_and_to_no_township(annex: Annex) -> None:
    assert annex.target("bases", CITY) == 20
    assert annex.target("bases", QIONGHU) is None
    assert annex.columns["bases"].is_city_wide


def test_the_school_keeps_its_own_25_and_the_300_are_without_them(annex: Annex) -> None:
    assert annex.target("liang_hou_sheng_trained", SCHOOL) == 25
    assert annex.target("liang_hou_sheng_trained", CITY) == 25
    assert annex.target("trained_persons", CITY) == 300
    assert annex.target("trained_persons", NANDASHAN) == 100
    assert annex.target("trained_persons", SCHOOL) is None
    assert annex.target("trained_persons", QIONGHU) is None
    assert annex.columns["liang_hou_sheng_trained"].part_of == "trained_persons"


def test_shares_are_exact_and_the_same_everywhere(annex: Annex) -> None:
    for unit in (CITY, *units()):
        assert annex.target("employed_rate_unlifted_min", unit) == Decimal("0.95")
        assert annex.target("employed_share_min", unit) == Decimal("0.60")
    assert annex.target("employed_share_min", SCHOOL) is None


def test_the_other_answer_to_q6_takes_what_the_rows_add_up_to() -> None:
    annex = annex_of(written(), "sum")
    assert annex.target("workshops", CITY) == 24
    assert annex.target("bases", CITY) == 20
    assert annex.target("employed_share_min", CITY) == Decimal("0.60")


@pytest.mark.parametrize(("unit", "column", "text", "kind", "printed", "added"), [
    ("琼湖街道办事处", "workshops", "5", "overdistributed", "25", "27"),
    ("新湾镇", "employed_share_min", "55%以上", "uneven", "0.60", "0.55"),
    ("新湾镇", "trained_persons", "25", "overdistributed", "300", "325"),
    ("合计", "trained_persons", "20", "part_above_whole", "20", "25"),
])
def test_what_does_not_add_up_is_a_difference(
    unit: str, column: str, text: str, kind: str, printed: str, added: str
) -> None:
    told = annex_of(with_cell(unit, column, text), "printed").differences
    assert (kind, Decimal(printed), Decimal(added)) in [(each.kind, each.printed, each.added) for each in told]


def test_a_second_unit_with_bases_makes_them_the_units_own() -> None:
    annex = annex_of(with_cell("新湾镇", "bases", "3"), "printed")
    assert (annex.target("bases", QIONGHU), annex.target("bases", "430981108")) == (20, 3)


@pytest.mark.parametrize(("given", "said"), [
    (with_cell("新湾镇", "workshops", "两个"), "line 4, column workshops: '两个' is no number"),
    (with_cell("新湾镇", "unit_name", "新弯镇"), "line 4: '新弯镇' is no unit of contracts/units.csv"),
    (with_cell("新湾镇", "unit_name", "南嘴"), "line 5: '南嘴镇' has a row already \\(line 4\\)"),
    (with_cell("合计", "unit_name", "沅江市职业中专"), "line 17: '沅江市职业中专' has a row already"),
    (written(rows=written()["rows"][:-1]), "no row has the unit_name '合计'"),
    (written(columns={"shop": {"title": "车间", "kind": "things"}}), "'shop' is no column of this table; .*workshops"),
])
def test_a_table_that_cannot_be_read_is_refused_with_its_place(given: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=f"policies/annexes/notice_table.csv.*{said}"):
        annex_of(given, "printed")
