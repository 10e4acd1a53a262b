"""The audit reads the ledger as it is: every kind of untruth planted into a good workspace turns it red."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

AUDIT = Path(__file__).resolve().parents[3] / "scripts/audit_exactly_once.py"
SCHEMA = """
CREATE TABLE request (number INTEGER, outcome TEXT);
CREATE TABLE batch (batch_id TEXT, dataset TEXT, period TEXT);
CREATE TABLE received (number INTEGER PRIMARY KEY, batch_id TEXT, row_no INTEGER, row_key TEXT, action TEXT);
CREATE TABLE outcome (batch_id TEXT, row_no INTEGER, row_key TEXT, status TEXT);
CREATE TABLE applied (number INTEGER PRIMARY KEY, batch_id TEXT, row_no INTEGER, dataset TEXT, period TEXT,
                      row_key TEXT, row_sha256 TEXT);
INSERT INTO request VALUES (1, 'new');
INSERT INTO batch VALUES ('b1', 'vacancy', '2020-05');
INSERT INTO received VALUES (1, 'b1', 1, 'k1', 'new'), (2, 'b1', 2, 'k2', 'new');
INSERT INTO outcome VALUES ('b1', 1, 'k1', 'accepted'), ('b1', 2, 'k2', 'rejected');
INSERT INTO applied VALUES (1, 'b1', 1, 'vacancy', '2020-05', 'k1', 'h1');
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace in which everything was right."""
    (tmp_path / "sandbox/mail").mkdir(parents=True)
    (tmp_path / "published/2020-05").mkdir(parents=True)
    sqlite3.connect(tmp_path / "sandbox/platform.sqlite").executescript(SCHEMA)
    sent = b"row_key,action,x\r\nk1,new,1\r\nk2,new,2\r\n"
    (tmp_path / "published/2020-05/vacancy.r1.csv").write_bytes(sent)
    manifest = {"files": [{"file": "vacancy.r1.csv", "sha256": hashlib.sha256(sent).hexdigest()}]}
    (tmp_path / "published/2020-05/manifest.json").write_text(json.dumps(manifest))
    mail(tmp_path, "1", "<1@x>")
    return tmp_path


def mail(workspace: Path, number: str, message_id: str, text: str = "共2行") -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = "c114@example.invalid", "草尾镇 2020年5月回执"
    message["Message-ID"] = message_id
    message.set_content(text)
    (workspace / f"sandbox/mail/{number}.eml").write_bytes(message.as_bytes())


def audit(workspace: Path) -> int:
    return subprocess.run([sys.executable, AUDIT, workspace], capture_output=True, check=False).returncode


def test_a_good_workspace_passes(workspace: Path) -> None:
    assert audit(workspace) == 0


@pytest.mark.parametrize("untruth", [
    "INSERT INTO applied VALUES (2, 'b1', 1, 'vacancy', '2020-05', 'k1', 'h1')",
    "INSERT INTO applied VALUES (2, 'b1', 2, 'vacancy', '2020-05', 'k2', 'h2')",
    "DELETE FROM applied",
    "INSERT INTO received VALUES (3, 'b1', 1, 'k1', 'new')",
    "UPDATE received SET row_key = 'k9' WHERE row_no = 2",
    "INSERT INTO request VALUES (2, 'conflict')",
])
def test_an_untruth_in_the_ledger_turns_it_red(workspace: Path, untruth: str) -> None:
    with sqlite3.connect(workspace / "sandbox/platform.sqlite") as ledger:
        ledger.execute(untruth)
    assert audit(workspace) == 1


def test_a_file_that_is_not_what_its_manifest_says_turns_it_red(workspace: Path) -> None:
    with (workspace / "published/2020-05/vacancy.r1.csv").open("ab") as published:
        published.write(b"k3,new,3\r\n")
    assert audit(workspace) == 1


@pytest.mark.parametrize(("message_id", "text"), [
    ("<1@x>", "共2行"), ("<2@x>", "共2行"), ("<1@x>", "张某 439999199001011239"),
])
def test_a_second_message_or_a_whole_number_turns_it_red(workspace: Path, message_id: str, text: str) -> None:
    mail(workspace, "2", message_id, text)
    assert audit(workspace) == 1
