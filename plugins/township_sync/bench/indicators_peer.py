"""The peer of `bench indicators`: figures of employment with pandas, from the versions that the warehouse has."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from township_sync.domain.contract import contract
from township_sync.domain.unit import CITY, units
from township_sync.warehouse.column_names import core_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import of, statement

if TYPE_CHECKING:
    import pandas as pd

PEER_FIGURES = ("employed_share_of_unlifted", "employed_share", "stable_share", "monthly_wage_mean",
                "hired_share_of_employed", "contract_share_of_hired", "insured_share_of_hired")


def peer_figures(
    connection: Connection, day: date, policy: Mapping[str, Any]
) -> Iterator[tuple[str, str, int, int]]:
    """(indicator, unit or city, numerator, denominator) of a day, of every unit."""
    import pandas as pd

    told = _versions(connection, "worker_employment", day)
    listed = _versions(connection, "register_person", day)
    known = listed[listed["valid_to"].isna() | (listed["valid_to"] > pd.Timestamp(day))]
    now = told[told["valid_to"].isna() | (told["valid_to"] > pd.Timestamp(day))]
    people = known[["id_no", "unit_code", "sex", "poverty_status"]].merge(
        now.drop(columns=["unit_code", "sex", "poverty_status"]), on="id_no", how="left")
    people = people.merge(_stable(told, day, policy), on="row_key", how="left")
    yield from _counted(people, day, policy)


def _versions(connection: Connection, entity: str, day: date) -> "pd.DataFrame":
    import pandas as pd

    asked = statement("bench/versions", entity=entity, columns=of("version", core_names(contract(entity))))
    with connection.cursor() as cursor:
        found = cursor.execute(asked, {"day": day}).fetchall()
    frame = pd.DataFrame(found)
    for name in {"valid_from", "valid_to", "start_date", "change_date"} & set(frame.columns):
        frame[name] = pd.to_datetime(frame[name])
    return frame.sort_values(["row_key", "valid_from"])


def _stable(told: "pd.DataFrame", day: date, policy: Mapping[str, Any]) -> "pd.DataFrame":
    """Since when everybody has worked without a longer break, by row_key."""
    import pandas as pd

    end, by_key = pd.Timestamp(day), told.groupby("row_key")
    told = told.assign(next_status=by_key["employment_status"].shift(-1), next_change=by_key["change_date"].shift(-1),
                       last_status=by_key["employment_status"].shift())
    worked = told[told["employment_status"] == "1"].copy()
    left = worked["next_status"].notna() & (worked["next_status"] != "1") & (worked["next_change"] <= end)
    over = worked["valid_to"].where(worked["valid_to"] <= end) - pd.Timedelta(days=1)
    worked["ended"] = worked["next_change"].where(left, over)
    worked["began"] = worked["start_date"].fillna(worked["valid_from"])
    back = worked["last_status"].notna() & (worked["last_status"] != "1")
    stay = [worked["row_key"], back.groupby(worked["row_key"]).cumsum()]
    # transform("first") would take the first that is not empty.
    before = worked.groupby("row_key")["ended"].shift().where(back).groupby(stay).transform(lambda each: each.iloc[0])
    came = worked["valid_from"].groupby(stay).transform("first")
    worked["began"] = came.where(worked["began"] <= before, worked["began"])
    worked = worked.sort_values(["row_key", "began", "ended"])
    latest = worked["ended"].fillna(end).groupby(worked["row_key"]).cummax().groupby(worked["row_key"]).shift()
    is_new = (worked["began"] - latest).dt.days - 1 > policy["stable_gap_days"]
    worked["stretch"] = is_new.groupby(worked["row_key"]).cumsum()
    worked["joined"] = worked.groupby(["row_key", "stretch"])["began"].transform("min")
    since = worked[worked["ended"].isna()].groupby("row_key")["joined"].min()
    return (since <= end - pd.DateOffset(months=policy["stable_months"])).rename("stable").reset_index()


def _counted(people: "pd.DataFrame", day: date, policy: Mapping[str, Any]) -> Iterator[tuple[str, str, int, int]]:
    import pandas as pd

    born = pd.to_datetime(people["id_no"].str[6:14], format="%Y%m%d")
    had = (born.dt.month * 100 + born.dt.day) <= day.month * 100 + day.day
    age = day.year - born.dt.year - (~had).astype(int)
    oldest = people["sex"].map({"2": policy["labour_age_max_female"]}).fillna(policy["labour_age_max_male"])
    of_age = (age >= policy["labour_age_min"]) & (age <= oldest)
    status = people["poverty_status"]
    of_age &= status.isna() | status.isin(policy["counted_statuses"])
    form = people["employment_form"]
    employed = of_age & (people["employment_status"] == "1") & (form.isna() | form.isin(policy["employment_forms"]))
    hired = employed & form.isin(policy["hired_forms"])
    wage = pd.to_numeric(people["monthly_wage"])
    earning = employed & (wage > 0) & (wage <= policy["wage_max"])
    able = of_age & people["labour_capability"].isin(["1", "2", "3"]) & (people["employment_intent"] == "1")
    unlifted = able & status.isin(policy["unlifted_statuses"])
    sums = (unlifted & employed, unlifted), (employed, of_age), (employed & (people["stable"] == True), employed), (  # noqa: E712
        earning, earning), (hired, employed), (hired & (people["has_contract"] == "1"), hired), (
        hired & (people["insured"] == "1"), hired)
    for name, (numerator, denominator) in zip(PEER_FIGURES, sums, strict=True):
        by_unit = [each.groupby(people["unit_code"]).sum() for each in (numerator, denominator)]
        yield from ((name, unit, int(by_unit[0].get(unit, 0)), int(by_unit[1].get(unit, 0))) for unit in units())
        yield name, CITY, int(numerator.sum()), int(denominator.sum())
