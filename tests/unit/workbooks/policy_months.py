"""A month of figures made by hand: three units, two themes, every status, one list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from township_sync.compilers.policies import packs
from township_sync.domain.indicator import CITY, Figure, Status
from township_sync.domain.period import Month
from township_sync.domain.policy_month import PolicyMonth
from township_sync.domain.policy_pack import Indicator, Question, Target, WorkList

UNITS = {"430981114": "草尾镇", "430981107": "南嘴镇", "430981105": "泗湖山镇"}
MAY = Month(2020, 5)
SHARE = Target(">=", Decimal("0.6"), due=date(2020, 12, 31))
INDICATORS = {
    each.name: each for each in (
        Indicator("employed_share", "已就业比例", "T2", "employment", "share", "%", "已就业÷总人数",
                  ("worker_employment",), {"city": SHARE, "township": SHARE}),
        Indicator("monthly_wage_mean", "月均工资", "T4", "employment", "mean", "元", "平均",
                  ("worker_employment",), {}),
        Indicator("job_push_share", "推荐成功率", "M4e", "services", "share", "%", "上岗÷推荐", ("service_record",),
                  {"city": Target(">", Decimal("0.15"), striving=True)}, settles_after_days=60),
    )
}
LISTS = {"lacking_311": WorkList("lacking_311", "311服务未到位名单", "S11a", "services", ("service_record",),
                                 {"unit_code": "乡镇", "person_name": "姓名", "id_no": "身份证号", "lacking": "缺少"})}
PACK = replace(
    packs()["yuanjiang-2020"], questions=[Question("Q4", "稳定就业", "T3", "连续", {})], indicators=INDICATORS,
    lists=LISTS, themes={"employment": "稳定就业", "training": "技能培训", "services": "311服务"}, annex=None,
)


def figure(name: str, unit: str, parts: tuple[str, str] | None, status: Status | None, value: str | None = None,
           provisional: bool = False) -> Figure:
    """A figure of May; its value is numerator / denominator when none is given."""
    target = INDICATORS[name].targets.get("city" if unit == CITY else "township")
    numerator, denominator = map(Decimal, parts) if parts else (None, None)
    by_parts = numerator / denominator if numerator is not None and denominator else None
    return Figure(indicator=name, unit_code=unit, as_of=MAY.last_day, known_on=date(2020, 6, 8), numerator=numerator,
                  denominator=denominator, value=Decimal(value) if value else by_parts,
                  operator=target.operator if target else None, target=target.value if target else None, status=status,
                  is_provisional=provisional, pack=PACK.name, pack_digest=PACK.digest)


def policy_month() -> PolicyMonth:
    """Everything of the month."""
    figures = [
        figure("employed_share", "430981114", ("59999", "100000"), "missed"),
        figure("employed_share", "430981107", ("6", "10"), "met"),
        figure("employed_share", "430981105", None, "not_run"),
        figure("employed_share", CITY, ("60005", "100010"), "missed"),
        figure("monthly_wage_mean", "430981114", ("2", "2"), None, "2650.5"),
        figure("job_push_share", CITY, ("1", "10"), "striving", provisional=True),
    ]
    rows: Mapping[str, list[dict[str, str | int | None]]] = {"lacking_311": [
        {"unit_code": "430981107", "entity": "worker_employment", "stage_row_id": 1, "person_name": "张丰",
         "id_no": "439999197505141230", "lacking": "职业指导", "file": "表.xlsx", "sheet": "就业信息", "sheet_row": 9}]}
    by_place = {(each.indicator, each.unit_code): each for each in figures}
    return PolicyMonth(MAY, PACK, MAY.last_day, date(2020, 6, 8), UNITS, by_place, {}, rows, [("车间", "未分解1")])
