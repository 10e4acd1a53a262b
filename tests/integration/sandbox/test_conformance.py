"""The sandbox's platform against its contract, judged by Schemathesis: every check, every operation, a real socket."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import Speaker, row, sending
from township_sync import project
from township_sync.sandbox import platform_contract

ONE = sending("c-1", [row("a")])
Judge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def judge(province: Served, tmp_path: Path) -> Judge:
    """Runs Schemathesis; every request that is meant to be good finds a batch in one of four states."""
    county = Speaker(province.url, CLIENT, SECRET)
    token = str(county.session.headers["Authorization"])
    batches = [
        county.settle(ONE), county.send(sending("c-2", [row("b")])), county.settle(sending("c-3", [row("c")])),
        county.declare(sending("c-4", [row("a")])).json()["batch_id"],
    ]
    county.withdraw(batches[1])

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "integration.sandbox.conformance_hooks", "CONFORMANCE_BODY": ONE.body.decode(),
            "PYTHONPATH": str(Path(__file__).parents[2]), "CONFORMANCE_BATCHES": json.dumps(batches),
        }
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", str(project.root() / platform_contract.PATH),
            "--url", province.url, "--header", f"Authorization: {token}",
            "--checks", "all", "--generation-deterministic", "--no-color", "--suppress-health-check", "all", *more,
        ]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False,
                              cwd=tmp_path)

    return run


def test_schemathesis_finds_nothing(judge: Judge, ledger: Ledger) -> None:
    judged = judge("--max-examples", "10")
    assert judged.returncode == 0, judged.stdout
    tested = re.search(r"Test cases:\s+(\d+) generated, (\d+) passed", judged.stdout)
    assert tested and tested[1] == tested[2] and int(tested[1]) > 500, judged.stdout
    assert re.search(r"Operations:.*Selected: 12/12\s+Tested: 12", judged.stdout, re.DOTALL), judged.stdout
    # The good requests were really taken, not only refused in good form.
    for table, outcome in (("request", "new"), ("upload", "kept"), ("commitment", "taken")):
        taken = ledger.ask(f"SELECT count(*) FROM {table} WHERE outcome = '{outcome}' AND batch_id > 'HN00000004'")
        assert taken > [(0,)], table


def test_schemathesis_turns_red_when_a_field_bears_another_name(judge: Judge, province: Served) -> None:
    province.script({"match": "GET /api/v1/about", "times": 10_000, "action": "reshape", "path": "state",
                     "op": "rename", "to": "status"})
    judged = judge("--include-operation-id", "about", "--phases", "coverage", "--max-examples", "1")
    assert judged.returncode == 1 and "Response violates schema" in judged.stdout, judged.stdout
