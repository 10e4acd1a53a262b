"""The transaction that loads: findings, fates and a ledger that adds up, or nothing at all."""

from dataclasses import replace

import pytest

from integration.warehouse.months import NOW, A, Sent, judged, merge_month, person, send
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RuleRun
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.ledger import ledger

P1, P2 = "439999197505141239", "439999197505141247"
MAY = Sent(A, "2020-05", "app_account", [person(P1), person(P2), person(P1)], fates={5: "rejected", 6: "duplicate"})


def rows_of(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) AS rows FROM {table}").fetchone()  # type: ignore[arg-type]
    return int(row["rows"]) if row else 0


def test_every_row_has_one_fate_and_the_ledger_adds_up(connection: Connection, postgres_settings: Settings) -> None:
    send(connection, postgres_settings, MAY)
    result = merge_month(connection, "2020-05", [MAY])
    assert result.counts == {"rows_seen": 4, "rows_read": 3, "rows_skipped": 1, "loaded": 1, "duplicate": 1,
                             "rejected": 1, "held_aside": 0, "superseded": 0}
    assert ledger(connection, "2020-05") == list(result.ledger)
    assert rows_of(connection, "ops.disposition") == 3


def test_a_row_without_a_fate_stops_the_load_and_leaves_nothing(
    connection: Connection, postgres_settings: Settings
) -> None:
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [MAY])
    fewer = dict(list(judgement.fates.items())[1:])
    with pytest.raises(TerminalError, match="does not add up"):
        merge(connection, files, replace(judgement, fates=fewer), NOW)
    for table in ("ops.judgement", "ops.disposition", "core.app_account"):
        assert rows_of(connection, table) == 0


def test_a_fate_without_a_row_stops_the_load(connection: Connection, postgres_settings: Settings) -> None:
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [MAY])
    more = {**judgement.fates, ("other.xlsx", "表", 4): "loaded"}
    with pytest.raises(TerminalError, match="never staged"):
        merge(connection, files, replace(judgement, fates=more), NOW)


def test_a_file_that_comes_in_between_makes_the_judgement_outdated(
    connection: Connection, postgres_settings: Settings
) -> None:
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [MAY])
    send(connection, postgres_settings, Sent(A, "2020-05", "app_account", [person(P2)], name="439999001/late.xlsx"))
    with pytest.raises(TransientError, match="judge the month again"):
        merge(connection, files, judgement, NOW)


def test_a_file_that_comes_while_its_month_is_merged_makes_the_judgement_outdated(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [MAY])
    late = Sent(A, "2020-05", "app_account", [person(P2)], name="439999001/late.xlsx")
    with connect(postgres_settings) as elsewhere:
        monkeypatch.setattr("township_sync.steps.merge.refuse_undecided",
                            lambda *_: send(elsewhere, postgres_settings, late))
        with pytest.raises(TransientError, match="judge the month again"):
            merge(connection, files, judgement, NOW)
    assert rows_of(connection, "ops.judgement") == 0


def test_findings_stay_open_until_a_judging_does_not_find_them(
    connection: Connection, postgres_settings: Settings
) -> None:
    send(connection, postgres_settings, MAY)
    first = [Finding("mobile_invalid", MAY.file, "表", row, "联系电话", "138****", {}, "gx-1") for row in (4, 5)]
    merge_month(connection, "2020-05", [MAY], findings=[*first, first[0]])
    merge_month(connection, "2020-05", [MAY], findings=[replace(first[0], made_by="gx-2")])
    found = connection.execute('SELECT "row", ordinal, closed_at, unit_code, made_by FROM ops.finding ORDER BY 1, 2')
    assert [tuple(row.values()) for row in found] == [
        (4, 1, None, A, "gx-1"), (4, 2, NOW, A, "gx-1"), (5, 1, NOW, A, "gx-1"),
    ]


def test_rules_verdicts_holds_and_blocks_are_kept(connection: Connection, postgres_settings: Settings) -> None:
    held = replace(MAY, held={4: {"bound_id_differs"}})
    send(connection, postgres_settings, held)
    runs = (RuleRun("app_account", "bound_id_differs", "failed", "gx-1"),)
    merge_month(connection, "2020-05", [held], rules=runs, blocked=frozenset({(A, "app_account", "block_sync")}))
    assert rows_of(connection, "ops.rule_run") == 1
    assert rows_of(connection, "ops.blocked") == 1
    assert rows_of(connection, "ops.disposition WHERE held_by = ARRAY['bound_id_differs']") == 1
    assert rows_of(connection, "ops.submission_file WHERE status = 'accepted'") == 1
    merge_month(connection, "2020-05", [MAY])
    assert rows_of(connection, "ops.blocked") + rows_of(connection, "ops.disposition WHERE held_by <> '{}'") == 0
