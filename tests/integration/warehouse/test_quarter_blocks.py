"""What keeps a unit's quarter from leaving is told row by row; everybody else's quarter leaves."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from integration.warehouse.months import NOW, A, B, Sent, merge_month, send, take
from integration.warehouse.quarters import P1, P2, P3, post, posts, roster, settle, sums
from township_sync.compilers.policies import pack_on
from township_sync.domain.finding import Finding
from township_sync.domain.period import Quarter
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.publish import publish_quarter
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication

Q2 = Quarter.parse("2020Q2")
V18 = "opening_not_equal_to_last_closing"


def blocking(settings: Settings, quarter: str = "2020Q2") -> list[tuple[str, ...]]:
    """Unit, reason, file, row and note of every row that blocks."""
    path = settings.folder("published") / quarter / "welfare_post_blocking.held.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [(row["unit_code"], row["reason"], row["file"], row["row"], row["note"]) for row in rows]


def correct(connection: Connection, settings: Settings, first: Sent, late: Sent) -> None:
    """The later file stands in the place of the first."""
    send(connection, settings, late)
    replaced = dict.fromkeys(range(4, 4 + len(first.rows)), "superseded")
    merge_month(connection, late.period, [replace(first, fates=replaced), late])


def of_q2(made: Sequence[Publication]) -> list[Publication]:
    return [each for each in made if each.period == str(Q2)]


def test_who_vanished_without_an_exit_blocks_his_unit_with_his_row(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-04", post(P1), post(P2)), posts(A, "2020-06", post(P1)), posts(B, "2020-06", post(P3, B)),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(B, "02", "1", "0", "0", "1")]
    assert blocking(postgres_settings) == [
        (A, "unbalanced", f"{A}/public_welfare_post.xlsx", "5", "上期在岗、本期不在，没有离岗记录"),
    ]


def test_a_person_in_posts_of_two_units_blocks_both(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [
        posts(A, "2020-04", post(P1), post(P2)),
        posts(B, "2020-05", post(P1, B, post_no="other", on_date="2020-05-06")),
    ])
    assert publish_quarter(connection, postgres_settings, "2020Q2", NOW) == []
    assert [(unit, row) for unit, _, _, row, _ in blocking(postgres_settings)] == [(A, "4"), (B, "4")]


def test_the_finding_that_blocks_is_told_with_its_place(connection: Connection, postgres_settings: Settings) -> None:
    sent = posts(B, "2020-06", post(P2, B))
    take(connection, postgres_settings, [posts(A, "2020-06", post(P1)), sent],
         blocked=frozenset({(B, "public_welfare_post", "block_quarterly")}),
         findings=[Finding(V18, sent.file, "表", None, details={"post_no": "GY-1", "value": "…1255"})])
    publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert [(unit, reason, file) for unit, reason, file, *_ in blocking(postgres_settings)] == [(B, V18, sent.file)]


def test_a_vanishing_that_was_waived_does_not_block(connection: Connection, postgres_settings: Settings) -> None:
    june = posts(A, "2020-06", post(P1))
    finding = Finding(V18, june.file, "表", None, details={"post_no": post(P2)["post_no"], "value": "…1247"})
    take(connection, postgres_settings, [posts(A, "2020-05", post(P1), post(P2))])
    send(connection, postgres_settings, june)
    merge_month(connection, "2020-06", [june], findings=[finding])
    assert publish_quarter(connection, postgres_settings, "2020Q2", NOW) == []
    connection.execute(
        "INSERT INTO ops.waiver (unit_code, slug, until, waived_by, waived_at, because, judgement_id) "
        "SELECT unit_code, slug, '2020-12-31', 'clerk', now(), 'moved away', opened_by FROM ops.finding"
    )
    connection.execute("UPDATE ops.finding SET waiver_id = (SELECT waiver_id FROM ops.waiver)")
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert sums(postgres_settings, made) == [(A, "02", "2", "0", "1", "1")]


def test_the_quarter_before_is_corrected_first_so_that_the_opening_is_its_closing(
    connection: Connection, postgres_settings: Settings
) -> None:
    first = posts(A, "2020-03", post(P1), post(P2))
    take(connection, postgres_settings, [first])
    publish_quarter(connection, postgres_settings, "2020Q1", NOW)
    settle(connection)
    correct(connection, postgres_settings, first, posts(A, "2020-03", post(P1), post(P2), post(P3), name="late.xlsx"))
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert {(each.period, each.revision) for each in made} == {("2020Q1", 2), ("2020Q2", 1)}
    assert blocking(postgres_settings) == []
    assert sums(postgres_settings, of_q2(made)) == [(A, "02", "3", "0", "0", "3")]


def test_an_opening_that_is_not_the_closing_that_was_told_blocks_with_both_rows(
    connection: Connection, postgres_settings: Settings
) -> None:
    first = posts(A, "2020-03", post(P1), post(P2))
    take(connection, postgres_settings, [first])
    publish_quarter(connection, postgres_settings, "2020Q1", NOW)
    # While the platform has not answered, nothing about the same rows follows.
    gone = post(P2, on_post="2", off_date="2020-03-30", exit_reason="4")
    correct(connection, postgres_settings, first, posts(A, "2020-03", post(P1), gone, name="late.xlsx"))
    publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    told = [(unit, reason, Path(file).name, row) for unit, reason, file, row, _ in blocking(postgres_settings)]
    assert told == [(A, "not_in_opening", "welfare_post_roster.r1.csv", told[0][3])]
    file = postgres_settings.folder("published") / "2020Q1/welfare_post_roster.r1.csv"
    line = file.read_text(encoding="utf-8").splitlines()[int(told[0][3]) - 1]
    assert P2 in line and "在岗" in line
    settle(connection)
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert blocking(postgres_settings) == []
    assert sums(postgres_settings, of_q2(made)) == [(A, "02", "1", "0", "0", "1")]


def test_a_unit_that_was_not_told_last_quarter_is_not_compared_with_it(
    connection: Connection, postgres_settings: Settings
) -> None:
    sent = posts(B, "2020-03", post(P2, B))
    take(connection, postgres_settings, [posts(A, "2020-03", post(P1)), sent],
         blocked=frozenset({(B, "public_welfare_post", "block_quarterly")}))
    publish_quarter(connection, postgres_settings, "2020Q1", NOW)
    settle(connection)
    june = posts(B, "2020-06", post(P2, B))
    send(connection, postgres_settings, june)
    merge_month(connection, "2020-06", [june])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    assert (B, "02", "1", "0", "0", "1") in sums(postgres_settings, of_q2(made))


def test_a_published_file_that_is_gone_is_asked_for(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [posts(A, "2020-03", post(P1))])
    publish_quarter(connection, postgres_settings, "2020Q1", NOW)
    (postgres_settings.folder("published") / "2020Q1/welfare_post_roster.r1.csv").unlink()
    with pytest.raises(TerminalError, match="put it back"):
        publish_quarter(connection, postgres_settings, "2020Q2", NOW)


def test_the_workbook_has_money_and_months_and_the_manifest_its_policy(
    connection: Connection, postgres_settings: Settings
) -> None:
    gone = post(P2, monthly_pay="600", on_post="2", off_date="2020-06-10", exit_reason="1")
    take(connection, postgres_settings, [
        posts(A, "2020-03", post(P1, monthly_pay="800"), post(P2, monthly_pay="600")),
        posts(A, "2020-06", post(P1, monthly_pay="900"), gone),
    ])
    made = publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    folder = postgres_settings.folder("published") / "2020Q2"
    book = openpyxl.load_workbook(folder / "welfare_post_roster.r1.xlsx")
    # April and May 800 + 600, June 900: 3,700 yuan of five months.
    numbers = [[cell.value for cell in row][2:] for row in book["汇总"].iter_rows(min_row=2)]
    assert numbers == [[2, 0, 1, 1, 3700, 740, 0]] * 2
    shown = {name: dict(zip(*([cell.value for cell in row] for row in book[name].iter_rows(max_row=2)), strict=True))
             for name in ("在岗", "本季退出")}
    assert (shown["在岗"]["在岗月数"], shown["本季退出"]["在岗月数"]) == (5, 5)
    pack = pack_on(Q2.last_day)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["policy"] == {"pack": pack.name, "digest": pack.digest, "due": "2020-07-14"}
    assert "welfare_post_blocking.held.csv" in {each["file"] for each in manifest["files"]}
    assert len(roster(postgres_settings, made)) == 2
