"""Whose table it is and of which month: what stands above the header and in the file's name."""

import pytest

from township_sync.domain.period import Month
from township_sync.readers.letterhead import Statement, contradiction, month_of, statement_of

MAY = Month(2020, 5)


@pytest.mark.parametrize(
    ("lines", "unit", "month"),
    [
        (["填报单位：草尾镇    填报期：2020-05    填报人：刘会计"], "草尾镇", MAY),
        (["填报单位（盖章）：草尾镇   填报期：2020年05月   审核人：____"], "草尾镇", MAY),
        (["填报单位(公章):草尾镇填报月份:2020年5月"], "草尾镇", MAY),
        (["填报单位: 草尾镇  填报期: 2020年5月  填报人: 王敏"], "草尾镇", MAY),
        (["填报单位：  草尾镇  填报期：  2020-05-01"], "草尾镇", MAY),
        (["填报单位：草尾镇　　填报期：2020-05"], "草尾镇", MAY),
        (["填报单位：__草尾镇__填报期：_2020_年_5_月_"], "草尾镇", MAY),
        (["填 报 单 位：草尾镇", "填报月份：５月份"], "草尾镇", MAY),
        (["填报单位：草尾镇 2020年5月"], "草尾镇", None),
        (["填报单位：            填报期：2020-05    填报人："], "", MAY),
        (["填报单位：草尾镇  填报日期：2020-06-03"], "草尾镇", None),
        (["2020年5月劳动力就业信息表"], "", None),
        (["填报单位：草尾镇(430981114)  填报期：2020—05"], "430981114", MAY),
        (["填报单位名称：草尾镇劳动保障站", "填报月份 5"], "草尾镇", MAY),
        (["填报单位：草尾镇、共华镇  填报期：2020·5"], "草尾镇、共华镇", MAY),
    ],
)
def test_a_letterhead_in_any_form_says_the_same(lines: list[str], unit: str, month: Month | None) -> None:
    assert statement_of(lines, MAY) == Statement(unit, month)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2020-05", MAY),
        ("2020年5月", MAY),
        ("2020.5", MAY),
        ("2020/05", MAY),
        ("202005", MAY),
        ("20200514", MAY),
        ("二〇二〇年五月", MAY),
        ("二○二○年十二月", Month(2020, 12)),
        ("２０２０年５月", MAY),
        ("5月", MAY),
        ("十月", Month(2020, 10)),
        ("2020年5月1日至5月31日", MAY),
        ("", None),
        ("____年__月", None),
        ("本月", None),
        ("2020年二季度", None),
    ],
)
def test_a_month_is_read_in_the_forms_that_townships_use(text: str, month: Month | None) -> None:
    assert month_of(text, MAY) == month


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("430981114/草尾镇5月报表(最终).xls", None),
        ("草尾4月报表.xlsx", ("2020-04", "2020-05")),
        ("2020年4月草尾.xlsx", ("2020-04", "2020-05")),
        ("202004草尾.xlsx", ("2020-04", "2020-05")),
        ("草尾镇四月报表.xlsx", ("2020-04", "2020-05")),
        ("泗湖山镇5月报表.xlsx", ("泗湖山镇", "草尾镇")),
        ("草尾镇报表2020-06-03.xlsx", None),
        ("草尾镇5月报表6月3日报.xlsx", None),
        ("就业信息.xlsx", None),
        ("b.zip/草尾镇/4月.xlsx", ("2020-04", "2020-05")),
    ],
)
def test_a_file_name_that_says_something_else_is_seen(name: str, pair: tuple[str, str] | None) -> None:
    assert contradiction(name, Statement("草尾镇", MAY), MAY) == pair


def test_a_file_name_contradicts_nothing_when_nothing_is_stated_inside() -> None:
    assert contradiction("泗湖山镇4月.xlsx", Statement(), MAY) is None
