"""The quarter of public-welfare posts: opening + joined − left = closing, by unit and post type."""

from integration.warehouse.months import NOW, A, B, merge_month, send, take
from integration.warehouse.quarters import P1, P2, P3, post, posts, roster, rows_of, settle, sums
from township_sync.settings import Settings
from township_sync.steps.publish import publish_month, publish_quarter
from township_sync.warehouse.connect import Connection


def test_the_quarter_balances_with_its_rosters(connection: Connection, postgres_settings: Settings) -> None:
    gone = post(P2, on_post="2", off_date="2020-05-20", exit_reason="1")
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1), post(P2)),
        posts(A, "2020-04", post(P1), post(P2)),
        posts(A, "2020-05", post(P1), gone),
        posts(A, "2020-06", post(P1), post(P3, on_date="2020-06-01")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "2", "1", "1", "2")]
    assert roster(postgres_settings, made) == [
        ("new", "在岗", P1), ("new", "在岗", P3), ("new", "本季新增", P3), ("new", "本季退出", P2),
    ]
    left = next(row for row in rows_of(postgres_settings, made, "welfare_post_roster") if row["名册"] == "本季退出")
    assert left["离岗日期"] == "2020-05-20"


def test_who_came_and_went_within_the_quarter_is_in_both_rosters(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)),
        posts(A, "2020-04", post(P1), post(P2, on_date="2020-04-02")),
        posts(A, "2020-05", post(P1), post(P2, on_date="2020-04-02", on_post="2", off_date="2020-05-02")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "1", "1", "1")]


def test_another_post_type_leaves_one_group_and_joins_the_other(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-05", post(P1, post_type="01")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "01", "0", "1", "0", "1"), (A, "02", "1", "0", "1", "0")]


def test_before_the_first_month_ever_reported_the_date_of_taking_up_decides(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-04", post(P1), post(P2, on_date="2020-04-03"),
              post(P3, on_post="2", off_date="2020-04-20")),
        posts(A, "2020-05", post(P1), post(P2, on_date="2020-04-03")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "2", "1", "1", "2")]


def test_a_second_call_makes_nothing_and_a_correction_makes_a_revision_of_differences(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [posts(A, "2020-04", post(P1), post(P2))])
    assert {each.revision for each in publish_quarter(connection, postgres_settings, "2020Q2", NOW)} == {1}
    settle(connection)
    assert publish_quarter(connection, postgres_settings, "2020Q2", NOW) == []
    late = posts(A, "2020-06", post(P1), post(P2, on_post="2", off_date="2020-06-30", exit_reason="4"))
    send(connection, postgres_settings, late)
    merge_month(connection, "2020-06", [late])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert {each.revision for each in made} == {2}
    assert sums(postgres_settings, made) == [(A, "02", "2", "0", "1", "1")]
    told = [(action, name) for action, name, _ in roster(postgres_settings, made)]
    assert told == [("ended", ""), ("new", "本季退出")]
    assert (postgres_settings.folder("published") / "2020Q2/welfare_post_roster.r1.csv").exists()


def test_a_unit_with_a_blocking_finding_is_left_out_and_listed(
    connection: Connection, postgres_settings: Settings
) -> None:
    blocked = frozenset({(B, "public_welfare_post", "block_quarterly")})
    take(connection, postgres_settings, [posts(A, "2020-06", post(P1)), posts(B, "2020-06", post(P2, B))],
         blocked=blocked)
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert [row[0] for row in sums(postgres_settings, made)] == [A]
    reasons = connection.execute("SELECT DISTINCT unit_code, reason FROM ops.publication_held").fetchall()
    assert reasons == [{"unit_code": B, "reason": "block_quarterly"}]


def test_a_held_newcomer_is_not_told_but_listed_and_the_sums_still_balance(
    connection: Connection, postgres_settings: Settings
) -> None:
    slugs = {4: {"active_post_but_employed_elsewhere"}, 5: {"active_post_but_employed_elsewhere"}}
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-06", post(P1), post(P2), held=slugs),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "0", "0", "1")]
    assert roster(postgres_settings, made) == [("new", "在岗", P1)]
    assert connection.execute("SELECT count(*) AS rows FROM ops.publication_held").fetchone() == {"rows": 2}


def test_a_newcomer_who_is_freed_in_the_next_quarter_joins_there_and_opening_is_the_closing_told(
    connection: Connection, postgres_settings: Settings
) -> None:
    new, slugs = post(P2, on_date="2020-06-02"), {5: {"active_post_but_employed_elsewhere"}}
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-06", post(P1), new, held=slugs),
        posts(A, "2020-09", post(P1), new, held=slugs), posts(A, "2020-12", post(P1), new),
    ])
    told = []
    for quarter in ("2020Q2", "2020Q3", "2020Q4"):
        made = publish_quarter(connection, postgres_settings, quarter, NOW)
        told.append(sums(postgres_settings, made))
        settle(connection)
    assert told == [[(A, "02", "1", "0", "0", "1")], [(A, "02", "1", "0", "0", "1")], [(A, "02", "1", "1", "0", "2")]]
    assert ("new", "本季新增", P2) in roster(postgres_settings, made)


def test_a_held_newcomer_who_is_gone_before_being_freed_is_never_told(
    connection: Connection, postgres_settings: Settings
) -> None:
    new, slugs = post(P2, on_date="2020-06-02"), {5: {"active_post_but_employed_elsewhere"}}
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-06", post(P1), new, held=slugs), posts(A, "2020-07", post(P1)),
    ])
    for quarter in ("2020Q2", "2020Q3"):
        made = publish_quarter(connection, postgres_settings, quarter, NOW)
        assert sums(postgres_settings, made) == [(A, "02", "1", "0", "0", "1")]
        assert {id_no for _, _, id_no in roster(postgres_settings, made)} == {P1}
        settle(connection)


def test_a_newcomer_held_in_the_quarters_first_month_only_is_not_told_when_gone(
    connection: Connection, postgres_settings: Settings
) -> None:
    slugs = {5: {"active_post_but_employed_elsewhere"}}
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-04", post(P1), post(P2, on_date="2020-04-02"), held=slugs),
        posts(A, "2020-05", post(P1)),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "0", "0", "1")]
    assert roster(postgres_settings, made) == [("new", "在岗", P1)]


def test_a_newcomer_freed_within_the_quarter_is_told(connection: Connection, postgres_settings: Settings) -> None:
    new, slugs = post(P2, on_date="2020-04-02"), {5: {"active_post_but_employed_elsewhere"}}
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)), posts(A, "2020-04", post(P1), new, held=slugs),
        posts(A, "2020-05", post(P1), new),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "1", "0", "2")]


def test_who_left_and_came_back_in_the_quarter_is_in_three_rosters(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)),
        posts(A, "2020-04", post(P1, on_post="2", off_date="2020-04-20", exit_reason="1")),
        posts(A, "2020-06", post(P1, on_date="2020-06-05")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "1", "1", "1")]
    assert {name for _, name, _ in roster(postgres_settings, made)} == {"本季新增", "本季退出", "在岗"}


def test_who_left_twice_in_a_quarter_is_told_twice(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1)),
        posts(A, "2020-04", post(P1, on_post="2", off_date="2020-04-20", exit_reason="1")),
        posts(A, "2020-05", post(P1, on_date="2020-05-05")),
        posts(A, "2020-06", post(P1, on_date="2020-05-05", on_post="2", off_date="2020-06-20", exit_reason="9")),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "1", "1", "2", "0")]
    told = rows_of(postgres_settings, made, "welfare_post_roster")
    assert sorted(row["离岗日期"] for row in told if row["名册"] == "本季退出") == ["2020-04-20", "2020-06-20"]


def test_the_quarter_and_the_month_are_told_apart(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [posts(A, "2020-06", post(P1))])
    publish_quarter(connection, postgres_settings, "2020-Q2", NOW)
    assert [each.dataset for each in publish_month(connection, postgres_settings, "2020-06", NOW)] == ["welfare_post"]
