"""A closed month stays as it was reported; what comes late is kept, and told with the next one (S7, S8, C25, I6)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from integration.deadlines.towns import CAOWEI, GONGHUA, Towns
from integration.warehouse.months import NOW, A, Sent, merge_month, person, send, take, timeline
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.errors import TransientError, UsageError
from township_sync.settings import Settings
from township_sync.steps.close_period import before_closing, close_period, reopen_period
from township_sync.steps.compute import compute
from township_sync.steps.deadlines import mend_by
from township_sync.steps.publish import publish_month
from township_sync.warehouse import periods
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.late_corrections import corrections_of
from township_sync.warehouse.statements import statement

APRIL, MAY, DAY = Month(2020, 4), Month(2020, 5), timedelta(days=1)
P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
SENT = Sent(A, "2020-04", "app_account", [person(P1, role="1"), person(P2, role="1")])
LATE = replace(SENT, rows=[person(P1, role="2"), person(P2, role="1"), person(P3, role="1")], name=f"{A}/late.xlsx")
NEXT = Sent(A, "2020-05", "app_account", LATE.rows)
DATASET = contract("app_account").outbound["province"]["dataset"]
BY, WHY = "王股长", "局务会定稿"


def closes(connection: Connection, settings: Settings, month: Month = APRIL) -> None:
    close_period(connection, settings, month, NOW, BY, WHY)


def comes_late(connection: Connection, settings: Settings) -> None:
    """The unit sends April again a day after it was closed."""
    connection.execute("UPDATE ops.submission SET received_at = received_at - interval '1 hour'")
    send(connection, settings, LATE)
    superseded = replace(SENT, fates={4: "superseded", 5: "superseded"})
    merge_month(connection, "2020-04", [superseded, LATE], NOW + DAY)


def files(settings: Settings) -> dict[str, bytes]:
    folder = settings.folder("published")
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
            and path.name != "audit_heads.txt"}


def platform_answers(connection: Connection, status: str) -> None:
    connection.execute("UPDATE ops.publication_row SET status = %s", [status])


@pytest.mark.parametrize("at_closing", ["not sent", "sent", "acknowledged"])
def test_a_correction_after_closing_leaves_what_was_published_alone_and_goes_with_the_next_month(
    connection: Connection, postgres_settings: Settings, at_closing: str
) -> None:
    take(connection, postgres_settings, [SENT])
    [first] = publish_month(connection, postgres_settings, APRIL, NOW)
    if at_closing != "not sent":
        connection.execute("UPDATE ops.publication SET state = 'sent'")
    if at_closing == "acknowledged":
        platform_answers(connection, "accepted")
    closes(connection, postgres_settings)
    published = files(postgres_settings)
    comes_late(connection, postgres_settings)
    publish_month(connection, postgres_settings, APRIL, NOW + DAY)
    assert files(postgres_settings) == published
    assert timeline(connection, "app_account", "id_no || role")[0][0] == f"{P1}2"
    platform_answers(connection, "accepted")
    take(connection, postgres_settings, [NEXT], NOW + 2 * DAY)
    publish_month(connection, postgres_settings, MAY, NOW + 2 * DAY)
    rows = connection.execute("SELECT period, action FROM ops.publication_row JOIN ops.publication "
                              "USING (publication_id) WHERE publication_id <> %s ORDER BY action",
                              [first.publication_id]).fetchall()
    assert [tuple(row.values()) for row in rows] == [("2020-05", "changed"), ("2020-05", "new")]
    assert {each.told_in for each in corrections_of(connection, contract("app_account"), DATASET, APRIL)} == {
        f"2020-05/{DATASET}.r1.csv"}
    assert {name: data for name, data in files(postgres_settings).items() if name.startswith("2020-04")} == published


def test_an_open_month_would_have_made_a_second_file(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [SENT])
    publish_month(connection, postgres_settings, APRIL, NOW)
    platform_answers(connection, "accepted")
    closes(connection, postgres_settings)
    comes_late(connection, postgres_settings)
    reopen_period(connection, postgres_settings, APRIL, NOW + DAY, BY, "省厅同意补报")
    publish_month(connection, postgres_settings, APRIL, NOW + DAY)
    assert f"2020-04/{DATASET}.r2.csv" in files(postgres_settings)


def test_figures_of_a_closed_month_stay_until_it_is_opened_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    def correct_share(known_on: date | None = None) -> object:
        found = compute(connection, MAY, NOW + 3 * DAY, known_on)
        return next(each.value for each in found
                    if (each.indicator, each.unit_code) == ("employment_correct_row_share", GONGHUA))

    towns = Towns(connection, postgres_settings)
    towns.sends(CAOWEI, "五月.xlsx", {"worker_employment": ["good"]}, NOW - DAY, "2020-05")
    towns.judges(NOW - DAY, "2020-05")
    closes(connection, postgres_settings, MAY)
    # On the very day of the closing, after it: no day could tell it from what was known then.
    later = NOW + timedelta(hours=1)
    towns.sends(GONGHUA, "五月.xlsx", {"worker_employment": ["good", "wrong"]}, later, "2020-05")
    towns.judges(later, "2020-05")
    assert correct_share() is None
    assert correct_share((NOW + DAY).date()) == pytest.approx(0.5)
    reopen_period(connection, postgres_settings, MAY, NOW + 2 * DAY, BY, "省厅同意补报")
    assert correct_share() == pytest.approx(0.5)


def test_what_came_while_a_month_was_closed_is_listed_first_ones_apart(
    connection: Connection, postgres_settings: Settings
) -> None:
    towns = Towns(connection, postgres_settings)
    towns.sends(CAOWEI, "五月.xlsx", {"app_account": ["good"]}, NOW - DAY, "2020-05")
    towns.judges(NOW - DAY, "2020-05")
    closes(connection, postgres_settings, MAY)
    towns.sends(GONGHUA, "五月.xlsx", {"app_account": ["good"]}, NOW + DAY, "2020-05")
    towns.sends(CAOWEI, "五月改.xlsx", {"app_account": ["good", "good"]}, NOW + DAY, "2020-05")
    towns.judges(NOW + DAY, "2020-05")
    reopen_period(connection, postgres_settings, MAY, NOW + 2 * DAY, BY, "省厅同意补报")
    towns.sends(GONGHUA, "五月改.xlsx", {"app_account": ["good", "good"]}, NOW + 3 * DAY, "2020-05")
    assert [(late.unit_code, late.is_first) for late in periods.late_files(connection)] == [
        (GONGHUA, True), (CAOWEI, False)]
    assert [(act.act, act.person, act.because) for act in periods.period_acts(connection, "2020-05")] == [
        ("closed", BY, WHY), ("reopened", BY, "省厅同意补报")]


def test_what_a_month_lacks_is_said_before_it_is_closed(connection: Connection, postgres_settings: Settings) -> None:
    towns = Towns(connection, postgres_settings)
    towns.sends(CAOWEI, "五月.xlsx", {"app_account": ["good", "wrong"]}, NOW - DAY, "2020-05")
    towns.judges(NOW - DAY, "2020-05")
    standing = before_closing(connection, MAY, NOW)
    assert standing.missing[CAOWEI] == ("worker_employment", "public_welfare_post", "recruiter", "job_post")
    assert (len(standing.missing), standing.to_mend, standing.unsent, standing.obstacles) == (14, 1, 0, ())


def test_what_is_not_over_not_judged_waiting_or_closed_is_not_closed(
    connection: Connection, postgres_settings: Settings
) -> None:
    def refused(said: str, month: Month = APRIL, by: str = BY, because: str = WHY) -> None:
        with pytest.raises(UsageError, match=said):
            close_period(connection, postgres_settings, month, NOW, by, because)

    refused("never judged")
    take(connection, postgres_settings, [SENT])
    refused("name of a person and a reason", by=" ")
    refused("name of a person and a reason", because="")
    refused("not over yet", month=Month(2020, 7))
    send(connection, postgres_settings, LATE)
    refused("wait to be judged")
    with pytest.raises(UsageError, match="not closed"):
        reopen_period(connection, postgres_settings, APRIL, NOW, BY, WHY)
    assert periods.period_acts(connection) == []
    merge_month(connection, "2020-04", [replace(SENT, fates={4: "superseded", 5: "superseded"}), LATE])
    closes(connection, postgres_settings)
    refused("closed already by 王股长")
    assert len(periods.period_acts(connection)) == 1


def test_a_number_in_the_reason_is_masked_and_both_acts_are_on_record(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [SENT])
    close_period(connection, postgres_settings, APRIL, NOW, BY, f"{P1}已核实")
    reopen_period(connection, postgres_settings, APRIL, NOW + DAY, BY, WHY)
    acts = connection.execute("SELECT action, actor, subject, details FROM ops.audit WHERE action LIKE 'period%' "
                              "ORDER BY number").fetchall()
    assert [(act["action"], act["actor"], act["subject"]) for act in acts] == [
        ("period_closed", BY, {"period": "2020-04"}), ("period_reopened", BY, {"period": "2020-04"})]
    assert P1 not in str(acts) + str(periods.period_acts(connection))


def test_a_closing_that_dies_halfway_leaves_the_month_open(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(connection, postgres_settings, [SENT])

    def dies(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(periods.audit, "append", dies)
        with pytest.raises(RuntimeError, match="killed"):
            closes(connection, postgres_settings)
    assert periods.period_acts(connection) == []
    closes(connection, postgres_settings)
    assert list(periods.closed_months(connection)) == ["2020-04"]


def test_nothing_is_merged_between_the_figures_of_a_closing_and_its_act(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(connection, postgres_settings, [SENT])

    def computes(*_: object) -> None:
        with connect(postgres_settings) as merging:
            merging.execute("SET lock_timeout = '50ms'")
            with pytest.raises(TransientError), merging.transaction():
                merging.execute(statement("merge/lock"))

    monkeypatch.setattr("township_sync.steps.close_period.compute", computes)
    closes(connection, postgres_settings)
    assert list(periods.closed_months(connection)) == ["2020-04"]


def test_faults_of_a_closed_month_are_to_be_mended_with_the_next_open_one(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [SENT])
    assert mend_by(connection, APRIL, date(2020, 5, 4)) == date(2020, 5, 11)
    assert mend_by(connection, APRIL, date(2020, 5, 11)) == date(2020, 5, 14)
    closes(connection, postgres_settings)
    assert mend_by(connection, APRIL, date(2020, 5, 11)) == date(2020, 6, 5)


def test_the_heads_of_the_record_are_kept_after_both(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [SENT])
    heads: Path = postgres_settings.folder("published") / "audit_heads.txt"
    closes(connection, postgres_settings)
    one = heads.read_text(encoding="ascii").splitlines()
    reopen_period(connection, postgres_settings, APRIL, NOW + DAY, BY, WHY)
    assert len(heads.read_text(encoding="ascii").splitlines()) == len(one) + 1
