"""A sender killed with SIGKILL anywhere, and run again: same keys, same bytes, every row once (C16-C18, C20, C30)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from township_sync.settings import Settings
from township_sync.steps.reconcile import follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
SENDER = Path(__file__).with_name("killed_sender.py")
PLUGINS = Path(__file__).resolve().parents[3] / "plugins"


def _start(settings: Settings, step: str, point: str, number: int) -> subprocess.Popen[bytes]:
    environment = settings.environment | {"PYTHONPATH": str(PLUGINS), "PATH": os.environ["PATH"]}
    command = [sys.executable, str(SENDER), str(settings.workspace), step, point, str(number)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def _die(settings: Settings, step: str, point: str, number: int) -> None:
    process = _start(settings, step, point, number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, said.decode()


POINTS = {
    "before the batches are stored": ("warehouse.exchange.plan_batches:1", 0),
    "batches stored, nothing sent": ("warehouse.exchange.begin_attempt:1", 0),
    "attempt noted, nothing sent": ("outbound.province.send:1", 0),
    "first answer read, not recorded": ("warehouse.exchange.mark_sent:1", 10),
    "second answer read, not recorded": ("warehouse.exchange.mark_sent:2", 20),
    "between the last two batches": ("outbound.province.send:3", 20),
    "everything sent, publication not marked": ("warehouse.exchange.mark_publication:1", 25),
}


@pytest.mark.parametrize("name", POINTS)
def test_a_sender_that_dies_is_taken_up_where_it_stood(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, name: str
) -> None:
    number = publish(25)
    point, applied_by_then = POINTS[name]
    _die(sending, "submit", point, number)
    assert len(ledger.applied()) == applied_by_then
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(25)
    assert ledger.outcomes() == ["new"] * 3, "what had got through was found by asking, not sent again"


def test_a_sender_killed_while_it_waits_for_the_answer_does_not_send_twice(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served
) -> None:
    number = publish(25)
    province.script({"match": "POST /api/batches", "nth": 2, "action": "slow_after", "seconds": 60})
    patient = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_READ_TIMEOUT": "60"})
    process = _start(patient, "submit", "outbound.province.send:99", number)
    while len(ledger.applied()) < 20:
        assert process.poll() is None
    process.kill()
    process.communicate()
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(25)
    assert ledger.outcomes() == ["new"] * 3
    ended = connection.execute("SELECT outcome FROM ops.batch_attempt ORDER BY attempt_id").fetchall()
    assert [row["outcome"] for row in ended] == ["acknowledged", None, "found", "acknowledged"]


@pytest.mark.parametrize("point", ["store_receipts:2", "close_batch:1", "close_batch:2"])
def test_a_follower_that_dies_between_pages_leaves_nothing_half_done(
    connection: Connection, sending: Settings, publish: Callable[..., int], point: str
) -> None:
    number = publish(12, without_phone=(3, 11))
    submit(connection, sending, number, NOW)
    _die(sending, "follow", f"warehouse.exchange_receipts.{point}", number)
    follow_receipts(connection, sending, NOW)
    rows = connection.execute("SELECT row_no, status FROM ops.publication_row ORDER BY row_no").fetchall()
    assert [row["row_no"] for row in rows if row["status"] == "rejected"] == [3, 11]
    assert {row["status"] for row in rows} == {"accepted", "rejected"}
    counted = connection.execute("SELECT count(*) AS n FROM ops.receipt").fetchone()
    assert counted is not None and counted["n"] == 12
