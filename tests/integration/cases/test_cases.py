"""The same person claimed by two townships: one number, both held, until the register or the bureau decides."""

from datetime import timedelta

import pytest

from integration.cases.claimants import CAOWEI, GONGHUA, JUNE, MAY, QIONGHU, Office, id_no, worker
from township_sync.domain.period import Month
from township_sync.errors import TransientError, UsageError
from township_sync.steps.judge import judge
from township_sync.steps.merge import merge
from township_sync.warehouse.cases import Case, cases, decide
from township_sync.warehouse.staging import read_files
from township_sync.warehouse.waiting import months_waiting

SHARED, FIRST_ONLY, SECOND_ONLY = 1, 2, 3


def both_claim(office: Office) -> Case:
    """The first is loaded, then the second claims the same person."""
    office.takes(CAOWEI, "五月.xlsx", worker(CAOWEI, SHARED), worker(CAOWEI, FIRST_ONLY))
    office.judges()
    assert set(office.fates().values()) == {"loaded"}
    office.takes(GONGHUA, "报表.xlsx", worker(GONGHUA, SECOND_ONLY), worker(GONGHUA, SHARED))
    office.judges()
    [case] = cases(office.connection)
    return case


def bureau(office: Office, case: Case, owner: str, since: Month | None = None) -> None:
    decide(office.connection, case.number, owner, "王股长", "查户口簿", office.now, since)


def test_the_first_is_held_from_when_the_second_claims(office: Office) -> None:
    case = both_claim(office)
    assert (case.number, case.state, case.units) == ("2020-05-0001", "open", [CAOWEI, GONGHUA])
    assert office.fates() == {(CAOWEI, 4): "held_aside", (CAOWEI, 5): "loaded",
                              (GONGHUA, 4): "loaded", (GONGHUA, 5): "held_aside"}
    assert case.open_since == office.now
    office.judges()
    [again] = cases(office.connection)
    assert (again.number, again.open_since) == (case.number, case.open_since)
    assert again.age_in_days(office.now.replace(day=20)) == 18


def test_two_cases_have_two_numbers_in_the_order_of_the_rows_and_keep_them(office: Office) -> None:
    office.takes(CAOWEI, "五月.xlsx", worker(CAOWEI, 9), worker(CAOWEI, 4))
    office.takes(GONGHUA, "报表.xlsx", worker(GONGHUA, 4), worker(GONGHUA, 9))
    office.judges()
    told = "SELECT file, row, details->>'case' AS number FROM ops.finding WHERE closed_at IS NULL ORDER BY 1, 2"
    expected = ["2020-05-0001", "2020-05-0002", "2020-05-0002", "2020-05-0001"]
    assert [row["number"] for row in office.rows(told)] == expected
    office.takes(GONGHUA, "报表2.xlsx", worker(GONGHUA, 9), worker(GONGHUA, 4), worker(GONGHUA, 5))
    office.takes(QIONGHU, "表.xlsx", worker(QIONGHU, 5))
    office.judges()
    numbers = {row["file"]: row["numbers"] for row in office.rows(
        "SELECT file, array_agg(details->>'case' ORDER BY row) AS numbers FROM ops.finding "
        "WHERE closed_at IS NULL AND slug = 'claimed_by_two_townships' GROUP BY file")}
    assert numbers == {f"{CAOWEI}/五月.xlsx": ["2020-05-0001", "2020-05-0002"],
                       f"{GONGHUA}/报表2.xlsx": ["2020-05-0001", "2020-05-0002", "2020-05-0003"],
                       f"{QIONGHU}/表.xlsx": ["2020-05-0003"]}


@pytest.mark.parametrize("owner, other, lost", [(CAOWEI, GONGHUA, 5), (GONGHUA, CAOWEI, 4)])
def test_after_a_decision_the_owners_row_is_loaded_and_the_others_refused(
    office: Office, owner: str, other: str, lost: int
) -> None:
    case = both_claim(office)
    assert months_waiting(office.connection) == []
    bureau(office, case, owner)
    assert months_waiting(office.connection) == ["2020-05"]
    office.judges()
    assert months_waiting(office.connection) == []
    assert {place for place, fate in office.fates().items() if fate != "loaded"} == {(other, lost)}
    assert office.fates()[other, lost] == "rejected"
    assert office.in_force() == {id_no(SHARED): owner, id_no(FIRST_ONLY): CAOWEI, id_no(SECOND_ONLY): GONGHUA}
    [case] = cases(office.connection)
    assert (case.state, case.owner, case.decided_by, case.because) == ("decided", owner, "王股长", "查户口簿")
    [told] = office.rows("SELECT unit_code, message FROM ops.finding WHERE closed_at IS NULL")
    assert told["unit_code"] == other
    assert "已核定归另一单位" in told["message"] and case.number in told["message"]


def test_the_case_settles_itself_when_the_other_withdraws_and_opens_again_under_its_number(office: Office) -> None:
    case = both_claim(office)
    office.takes(GONGHUA, "更正.xlsx", worker(GONGHUA, SECOND_ONLY))
    office.judges()
    [settled] = cases(office.connection)
    assert (settled.state, settled.units, settled.units_ever) == ("settled", [], [CAOWEI, GONGHUA])
    assert office.in_force()[id_no(SHARED)] == CAOWEI
    assert set(office.fates().values()) == {"loaded"}
    with pytest.raises(UsageError, match="nothing to decide"):
        bureau(office, settled, CAOWEI)
    office.takes(QIONGHU, "表.xlsx", worker(QIONGHU, SHARED))
    office.judges()
    [again] = cases(office.connection)
    assert (again.number, again.state, again.units) == (case.number, "open", [QIONGHU, CAOWEI])


def test_a_new_claim_after_a_decision_opens_the_case_again(office: Office) -> None:
    case = both_claim(office)
    bureau(office, case, GONGHUA)
    office.judges()
    office.takes(QIONGHU, "表.xlsx", worker(QIONGHU, SHARED))
    office.judges()
    [again] = cases(office.connection)
    assert (again.number, again.state, again.owner) == (case.number, "open", GONGHUA)
    assert again.open_since == office.now
    assert [fate for fate in office.fates().values() if fate != "loaded"] == ["held_aside"] * 3
    bureau(office, again, QIONGHU)
    office.judges()
    assert office.in_force()[id_no(SHARED)] == QIONGHU
    assert len(office.rows("SELECT * FROM ops.ownership_decision")) == 2


def test_a_decision_outlives_resubmissions_and_the_last_one_closes_the_finding(office: Office) -> None:
    bureau(office, both_claim(office), CAOWEI)
    office.judges()
    office.takes(GONGHUA, "报表2.xlsx", worker(GONGHUA, SHARED), worker(GONGHUA, SECOND_ONLY))
    office.takes(CAOWEI, "五月2.xlsx", worker(CAOWEI, FIRST_ONLY), worker(CAOWEI, SHARED))
    office.judges()
    assert {place: fate for place, fate in office.fates().items() if fate != "loaded"} == {(GONGHUA, 4): "rejected"}
    [case] = cases(office.connection)
    assert (case.number, case.state) == ("2020-05-0001", "decided")
    office.takes(GONGHUA, "报表3.xlsx", worker(GONGHUA, SECOND_ONLY))
    office.judges()
    assert [case.state for case in cases(office.connection)] == ["settled"]
    assert office.rows("SELECT * FROM ops.finding WHERE closed_at IS NULL AND severity <> 'info'") == []
    assert office.in_force()[id_no(SHARED)] == CAOWEI


def test_a_decision_holds_in_later_months_and_a_later_one_only_from_its_month_on(office: Office) -> None:
    case = both_claim(office)
    bureau(office, case, CAOWEI)
    office.judges()
    june = {"collected_on": "2020-06-14"}
    office.takes(CAOWEI, "六月.xlsx", worker(CAOWEI, SHARED, **june), worker(CAOWEI, 2, **june), month=JUNE)
    office.takes(GONGHUA, "六月.xlsx", worker(GONGHUA, SHARED, **june), worker(GONGHUA, 3, **june), month=JUNE)
    office.judges(JUNE)
    assert office.in_force()[id_no(SHARED)] == CAOWEI
    bureau(office, case, GONGHUA, JUNE)
    assert months_waiting(office.connection) == ["2020-06"]
    office.judges(JUNE)
    office.judges(MAY)
    assert owners_by_day(office) == [(CAOWEI, "2020-05-01"), (GONGHUA, "2020-06-01")]


@pytest.mark.parametrize("since", [None, MAY])
def test_a_decision_for_who_came_later_leaves_the_months_before_as_they_were_decided(
    office: Office, since: Month | None
) -> None:
    bureau(office, both_claim(office), CAOWEI)
    office.judges()
    for unit in (CAOWEI, GONGHUA, QIONGHU):
        office.takes(unit, "六月.xlsx", worker(unit, SHARED, collected_on="2020-06-14"), month=JUNE)
    office.judges(JUNE)
    [case] = cases(office.connection)
    bureau(office, case, QIONGHU, since)
    assert months_waiting(office.connection) == (["2020-05", "2020-06"] if since else ["2020-06"])
    office.judges()
    office.judges(JUNE)
    assert owners_by_day(office) == [(CAOWEI, "2020-05-01"), (QIONGHU, "2020-06-01")]
    [case] = cases(office.connection)
    assert (case.state, case.owner, case.since) == ("decided", QIONGHU, str(since or JUNE))


def test_the_register_is_noted_once_for_each_move_in_whatever_order_the_months_are_judged(office: Office) -> None:
    register(office, SHARED, CAOWEI, until="2020-06-01")
    register(office, SHARED, GONGHUA, since="2020-06-01")
    for month, day in ((MAY, "2020-05-14"), (JUNE, "2020-06-14")):
        for unit in (CAOWEI, GONGHUA):
            office.takes(unit, f"{month}.xlsx", worker(unit, SHARED, collected_on=day), month=month)
    for month in (JUNE, MAY, JUNE, MAY, JUNE, MAY):
        office.judges(month)
    noted = office.rows("SELECT owner, since FROM ops.ownership_decision ORDER BY since")
    assert [tuple(row.values()) for row in noted] == [(CAOWEI, "2020-05"), (GONGHUA, "2020-06")]
    [case] = cases(office.connection)
    assert (case.owner, case.since) == (GONGHUA, "2020-06")
    bureau(office, case, CAOWEI)
    [case] = cases(office.connection)
    assert (case.owner, case.is_by_register) == (CAOWEI, False)


def test_the_household_register_decides_by_itself_and_the_bureau_may_overrule_it(office: Office) -> None:
    register(office, SHARED, GONGHUA)
    case = both_claim(office)
    assert (case.state, case.owner, case.is_by_register) == ("decided", GONGHUA, True)
    assert office.in_force()[id_no(SHARED)] == GONGHUA
    assert {place: fate for place, fate in office.fates().items() if fate != "loaded"} == {(CAOWEI, 4): "rejected"}
    office.judges()
    assert len(office.rows("SELECT * FROM ops.ownership_decision")) == 1
    bureau(office, case, CAOWEI)
    office.judges()
    assert office.in_force()[id_no(SHARED)] == CAOWEI


def test_a_register_that_comes_later_decides_what_was_open(office: Office) -> None:
    both_claim(office)
    register(office, SHARED, GONGHUA)
    office.connection.execute(
        "INSERT INTO ops.mirror (entity, platform, version, as_of, row_count, state, begun_at, taken_at, judgement_id, "
        "loaded, duplicate, rejected) SELECT 'register_person', 'province', '1', '2020-06-01', 1, 'loaded', %(began)s, "
        "%(began)s, max(judgement_id), 1, 0, 0 FROM ops.judgement",
        {"began": office.now - timedelta(minutes=1)})
    assert months_waiting(office.connection) == ["2020-05"]
    office.judges()
    assert [case.state for case in cases(office.connection)] == ["decided"]
    assert months_waiting(office.connection) == []


def test_a_register_that_names_a_third_unit_leaves_it_to_the_bureau(office: Office) -> None:
    register(office, SHARED, QIONGHU)
    assert both_claim(office).state == "open"


def test_a_decision_that_comes_while_the_month_is_judged_makes_the_judgement_outdated(office: Office) -> None:
    case = both_claim(office)
    files = read_files(office.connection, str(MAY))
    judgement = judge(files, MAY, with_history=True)
    bureau(office, case, CAOWEI)
    with pytest.raises(TransientError, match="judge the month again"):
        merge(office.connection, files, judgement, office.now)


def test_a_register_that_comes_while_the_month_is_judged_makes_the_judgement_outdated(office: Office) -> None:
    both_claim(office)
    files = read_files(office.connection, str(MAY))
    judgement = judge(files, MAY, with_history=True)
    register(office, SHARED, GONGHUA)
    with pytest.raises(TransientError, match="judge the month again"):
        merge(office.connection, files, judgement, office.now)


@pytest.mark.parametrize("number, owner, said", [
    ("2020-05-0009", CAOWEI, "There is no case"), ("2020-05-0001", QIONGHU, "430981114 草尾镇, 430981116 共华镇"),
])
def test_a_decision_on_nothing_or_for_nobody_is_refused(office: Office, number: str, owner: str, said: str) -> None:
    both_claim(office)
    with pytest.raises(UsageError, match=said):
        decide(office.connection, number, owner, "王股长", "查户口簿", office.now)


def register(office: Office, number: int, unit: str, since: str = "2019-01-01", until: str | None = None) -> None:
    """The mirrored household register says that a person lives in a unit."""
    office.connection.execute(
        "INSERT INTO core.register_person (row_key, row_hash, valid_from, valid_to, recorded_from, id_no, unit_code) "
        "VALUES ('k', 'h', %s, %s, now(), %s, %s)", (since, until, id_no(number), unit))


def owners_by_day(office: Office) -> list[tuple[str, str]]:
    """Whose the shared person is in the history, and from which day on."""
    versions = office.rows("SELECT sender, valid_from::text AS day FROM core.worker_employment "
                           f"WHERE recorded_to IS NULL AND id_no = '{id_no(SHARED)}' ORDER BY valid_from")
    return [(row["sender"], row["day"]) for row in versions]
