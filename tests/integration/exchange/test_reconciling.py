"""Reconciling with the sandbox's platform: what is planted in its ledger is found, stops the sync, and is settled."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.exchange.conftest import Served
from integration.exchange.office import NOW, REFUSED, Office, accounts, ids
from integration.exchange.oracle import Ledger
from township_sync.cli import app
from township_sync.domain.outgoing import HoldingPage
from township_sync.errors import TerminalError
from township_sync.outbound.province import open_platform
from township_sync.settings import Settings
from township_sync.steps.compare import Compared, Holder, compare_all, platform_of, refuse_unbalanced
from township_sync.warehouse import reconciliations
from township_sync.warehouse.connect import Connection

P1, P2, P3, P4, P5, P6 = ids(1, 2, 3, 4, 5, 6)
ACCOUNTS = "app_account"


@pytest.fixture
def office(connection: Connection, sending: Settings) -> Office:
    return Office(connection, sending)


def reconciled(office: Office, holder: Holder | None = None) -> Compared:
    platform = holder or platform_of(office.connection, office.settings, NOW)
    [found] = compare_all(office.connection, office.settings, platform, NOW, ACCOUNTS)
    return found


def differing(found: Compared) -> dict[str, int | None]:
    names = ("agreed", "only_here", "only_there", "field_differs")
    return {name: found.found.counts[name] for name in names if found.found.counts[name]}


def plant(ledger: Ledger, change: str, *values: Any) -> None:
    """Change the platform's data by another path than ours."""
    with sqlite3.connect(ledger.path, timeout=30) as opened:
        for verb in ("update", "delete"):
            opened.execute(f"DROP TRIGGER IF EXISTS applied_no_{verb}")
        assert opened.execute(change, values).rowcount == 1


COPY_WITH_ANOTHER_KEY = """
INSERT INTO applied (batch_id, row_no, row_key, action, dataset, period, scope, row_sha256, row_version, corrects,
                     row_values)
SELECT batch_id, 99, ?, 'new', dataset, period, scope, row_sha256, row_version, '', row_values FROM applied LIMIT 1
"""
TAKE_BACK = """
INSERT INTO reversal (batch_id, row_no, cause) SELECT batch_id, row_no, 'voided' FROM applied WHERE row_no = 1
"""
RENAME = "UPDATE applied SET row_values = replace(row_values, '张三', '李四') WHERE row_no = 2"


def test_what_was_sent_and_accepted_agrees_row_by_row(office: Office) -> None:
    office.take(accounts("2020-05", P1, P2, P3), accounts("2020-05", P4, person_name=REFUSED))
    office.sync()
    found = reconciled(office)
    assert (found.found.state, differing(found)) == ("balanced", {"agreed": 3})
    assert [found.found.counts[name] for name in ("sent", "accepted", "rejected", "pending")] == [4, 3, 1, 0]
    assert not reconciled(office).is_news
    refuse_unbalanced([found])


@pytest.mark.parametrize(("change", "values", "expected"), [
    (TAKE_BACK, (), {"agreed": 2, "only_here": 1}),
    (COPY_WITH_ANOTHER_KEY, ("f" * 64,), {"agreed": 3, "only_there": 1}),
    (RENAME, (), {"agreed": 2, "field_differs": 1}),
], ids=["a row was deleted", "a row was added", "a value was changed"])
def test_what_another_path_did_at_the_platform_stops_the_sync_until_it_is_settled_and_sent(
    office: Office, ledger: Ledger, change: str, values: tuple[str, ...], expected: dict[str, int]
) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    plant(ledger, change, *values)
    found = reconciled(office)
    assert differing(found) == expected
    with pytest.raises(TerminalError, match="app_account of 2020-05 is out of balance"):
        refuse_unbalanced([found])
    office.take(accounts("2020-05", P4))
    assert office.publish() == ()
    assert set(office.rows("SELECT reason FROM ops.publication_held")) == {("out_of_balance",)}
    _settle(office)
    office.sync()
    after = reconciled(office)
    assert (after.found.state, differing(after)) == ("balanced", {"agreed": 4})
    assert [(each.found.state, each.is_news) for each in [reconciled(office)]] == [("balanced", False)]


def _settle(office: Office) -> None:
    from township_sync.steps.settle import settle

    platform = open_platform(office.settings, NOW)
    settle(office.connection, office.settings, platform, ACCOUNTS, None, "王五", "以省平台为准", NOW)


def test_what_the_sender_lost_is_adopted_first_and_then_agrees(office: Office) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    office.connection.execute("TRUNCATE ops.publication, ops.batch, ops.platform_feed CASCADE")
    found = reconciled(office)
    assert (found.found.state, differing(found)) == ("balanced", {"agreed": 3})
    assert office.publish() == ()


def test_as_long_as_the_rows_of_a_forgotten_batch_are_not_known_nothing_is_compared(
    office: Office, province: Served
) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.push(*office.publish())
    office.connection.execute("TRUNCATE ops.publication, ops.batch, ops.platform_feed CASCADE")
    province.operate("polls", pending=99)
    found = reconciled(office)
    assert (found.found.state, found.found.reason, differing(found)) == ("not_run", "unheard:1", {})
    with pytest.raises(TerminalError, match=r"could not be compared \(unheard:1\)"):
        refuse_unbalanced([found])
    province.operate("polls", pending=0)
    assert differing(reconciled(office)) == {"agreed": 3}


def test_the_task_tells_how_each_dataset_stands_and_fails_with_the_difference(
    office: Office, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(office.settings.workspace))
    from airflow.sdk.exceptions import AirflowSkipException

    from township_sync.orchestration import tasks

    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    monkeypatch.setattr(Settings, "load", lambda: office.settings)
    assert tasks.reconcile() == {"app_account 2020-05": "balanced"}
    plant(ledger, RENAME)
    with pytest.raises(TerminalError, match=r"app_account of 2020-05 is out of balance \(.*field_differs 1"):
        tasks.reconcile()
    assert reconciliations.unbalanced(office.connection, ACCOUNTS), "what was found is kept all the same"
    by_hand = Settings(office.settings.workspace, office.settings.environment | {
        "TOWNSHIP_SYNC_PLATFORM_CHANNEL": "package"})
    monkeypatch.setattr(Settings, "load", lambda: by_hand)
    with pytest.raises(AirflowSkipException, match="no platform whose records could be asked"):
        tasks.reconcile()


def test_rows_that_the_sender_lost_without_their_batch_are_only_there(office: Office) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    office.connection.execute("DELETE FROM ops.publication_row WHERE row_no = 1")
    found = reconciled(office)
    assert differing(found) == {"agreed": 2, "only_there": 1}
    assert found.found.counts["stray_batches"] == 1


def test_a_batch_that_was_declared_void_is_heard_first_and_differs_in_nothing(
    office: Office, ledger: Ledger, province: Served
) -> None:
    office.take(accounts("2020-05", P1, P2))
    office.sync()
    [(batch,)] = ledger.ask("SELECT batch_id FROM batch")
    province.operate("void", batch_id=batch, reason="重复")
    found = reconciled(office)
    assert (found.found.state, differing(found)) == ("balanced", {})


def test_a_list_that_changes_while_it_is_read_is_read_anew(office: Office, ledger: Ledger, province: Served) -> None:
    for period, numbers in (("2020-05", ids(*range(1, 7))), ("2020-06", ids(*range(1, 9)))):
        office.take(accounts(period, *numbers))
        office.sync(period)
    batch = ledger.ask("SELECT batch_id FROM batch ORDER BY batch_id")[-1][0]

    @dataclass
    class Hasty:
        """Voids the last batch after the first page was read."""

        asked: int = 0

        def holdings(self, dataset: str, period: str | None) -> Iterator[HoldingPage]:
            for number, page in enumerate(open_platform(office.settings, NOW).holdings(dataset, period)):
                if self.asked == 0 and number == 0:
                    province.operate("void", batch_id=batch, reason="误报")
                yield page
            self.asked += 1

    found = reconciled(office, Hasty())
    assert differing(found) == {"agreed": 6, "only_here": 2}
    assert differing(reconciled(office)) == {"agreed": 6}


def test_a_platform_that_refuses_its_records_is_said_and_releases_nothing(
    office: Office, ledger: Ledger, province: Served
) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    plant(ledger, TAKE_BACK)
    reconciled(office)
    province.script({"match": "GET /api/v1/holdings/*", "action": "answer", "status": 422,
                     "body": '{"code": "MALFORMED", "message": ""}'})
    found = reconciled(office)
    assert (found.found.state, found.found.reason) == ("not_run", "refused:MALFORMED")
    assert reconciliations.unbalanced(office.connection, ACCOUNTS)


def test_the_command_compares_and_settles_and_says_so_in_chinese(
    office: Office, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    plant(ledger, TAKE_BACK)
    for name, value in office.settings.environment.items():
        monkeypatch.setenv(name, value)
    where = ["--workspace", str(office.settings.workspace)]
    answer = office.settings.workspace / "answer.json"
    compared = CliRunner().invoke(app, ["reconcile", ACCOUNTS, "--json", str(answer), *where])
    assert compared.exit_code == 1, compared.output
    assert "不平" in compared.output and "app_account.reconciliation.xlsx" in compared.output.replace("\n", "")
    [said] = json.loads(answer.read_text("utf-8"))["reconciliations"]
    assert (said["state"], said["agreed"], said["only_here"]) == ("unbalanced", 2, 1)
    settled = CliRunner().invoke(app, ["reconcile", "settle", ACCOUNTS, "--by", "王五", "--because", "已核实", *where])
    assert settled.exit_code == 0, settled.output
    assert "1行以省平台为准" in settled.output
    again = CliRunner().invoke(app, ["reconcile", *where])
    assert (again.exit_code, "0 changes" in again.output) == (0, True)
    nothing = CliRunner().invoke(app, ["reconcile", "settle", ACCOUNTS, "--by", " ", "--because", "已核实", *where])
    assert (nothing.exit_code, "must not be empty" in nothing.output) == (2, True)


def test_without_a_platform_the_command_says_so(office: Office, postgres_settings: Settings,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in postgres_settings.environment.items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(app, ["reconcile", "--workspace", str(postgres_settings.workspace)])
    assert (said.exit_code, "PLATFORM_URL is not set" in said.output) == (2, True)
