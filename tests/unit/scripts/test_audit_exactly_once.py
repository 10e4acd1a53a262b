"""The audit from outside: a good workspace passes, and every kind of untruth planted into it turns its question red."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from township_sync.sandbox.platform_ledger import Ledger

AUDIT = Path(__file__).resolve().parents[3] / "scripts/audit_exactly_once.py"
HEADER = "row_key,action,row_version,corrects,公民身份号码"
APRIL = ("k1,new,v1,,439999A", "k2,new,v2,,439999B")
MAY = ("k1,changed,v3,month-x-2020-04-r1-1#1,439999A",)
TO, LETTER = "c114@example.invalid", "- 某表（代码E302）：1行，最久0天"
TRUTH = [
    *(f"INSERT INTO batch VALUES ('b{n}', 'key{n}', 'month-x-2020-0{month}-r1-1', '1.0', 'month', 'x', "
      f"'2020-0{month}', '430981', 1, {rows}, 9, 'body{n}', '[]', '', 'now')" 
      for n, month, rows in ((1, 4, 2), (2, 5, 1))),
    "INSERT INTO request VALUES (1, 'key1', 'month-x-2020-04-r1-1', 'body1', 1, 'new', 'b1', 'now')",
    "INSERT INTO change VALUES (1, 'b1', 'final', NULL, 'now'), (2, 'b2', 'final', NULL, 'now')",
    "INSERT INTO outcome VALUES ('b1', 1, 'k1', 'new', 'v1', 'accepted', '', ''), "
    "('b1', 2, 'k2', 'new', 'v2', 'rejected', 'E302', ''), ('b2', 1, 'k1', 'changed', 'v3', 'accepted', '', '')",
]


def sha256(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two rows in April, of which one was refused and told, and one more in May that replaces the first."""
    (tmp_path / "sandbox/mail").mkdir(parents=True)
    Ledger(tmp_path / "sandbox/platform.sqlite")
    plant(tmp_path, *TRUTH)
    for number, (batch, row, key, action, line) in enumerate((
            ("b1", 1, "k1", "new", APRIL[0]), ("b1", 2, "k2", "new", APRIL[1]), ("b2", 1, "k1", "changed", MAY[0])), 1):
        values = f"{number}, 1, '{batch}', {row}, '{key}', '{action}', '{sha256(line)}'"
        plant(tmp_path, f"INSERT INTO received VALUES ({values})")
    plant(tmp_path, apply("b1", 1, APRIL[0]), apply("b2", 1, MAY[0]))
    publish(tmp_path, "2020-04", APRIL)
    publish(tmp_path, "2020-05", MAY)
    held = tmp_path / "published/2020-05/x.held.csv"
    held.write_text("row_key,action,unit_code,reason,file,sheet,row\r\nk2,new,1,refused:E302,,,\r\n")
    mail(tmp_path, "1", "<1@x>", LETTER, book(("工作表“表”第3行：名称异常（代码E302），2020-06-01退回",)))
    return tmp_path


def apply(batch: str, row: int, line: str, number: str = "NULL") -> str:
    key, action, version, corrects, _ = line.split(",")
    month = "2020-04" if batch == "b1" else "2020-05"
    return (f"INSERT INTO applied VALUES ({number}, '{batch}', {row}, '{key}', '{action}', 'x', '{month}', '', "
            f"'{sha256(line)}', '{version}', '{corrects}', '[]', 'now')")


def publish(workspace: Path, period: str, rows: Sequence[str], revision: int = 1) -> None:
    folder = workspace / "published" / period
    folder.mkdir(parents=True, exist_ok=True)
    data = "\r\n".join([HEADER, *rows, ""]).encode()
    name = f"x.r{revision}.csv"
    (folder / name).write_bytes(data)
    manifest = folder / "manifest.json"
    files = json.loads(manifest.read_text())["files"] if manifest.exists() else []
    manifest.write_text(json.dumps({"files": [*files, {"file": name, "sha256": hashlib.sha256(data).hexdigest()}]}))


def book(lines: Sequence[str]) -> bytes:
    """A returned workbook: what the platform refused, and the township's sheet with the person in row 3."""
    made = openpyxl.Workbook()
    made.active.title = "回执"
    for line in lines:
        made.active.append([line])
    own = made.create_sheet("表")
    for row in (["表"], ["公民身份号码"], ["439999B"]):
        own.append(row)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def mail(workspace: Path, number: str, message_id: str, text: str, attached: bytes = b"", version: int = 1,
         name: str = "x.xlsx") -> None:
    message = EmailMessage()
    again = f"（第{version}次）" if version > 1 else ""
    message["To"], message["Subject"], message["X-Role"] = TO, f"草尾镇 2020年4月报送回执{again}", "clerk"
    message["Message-ID"] = message_id
    message.set_content(f"草尾镇：\n\n【2020年4月报送回执{again}】\n{text}\n\n本次通知编号：{number}。\n")
    if attached:
        message.add_attachment(attached, maintype="application", subtype="x", filename=name)
        message.set_boundary("boundary")
    (workspace / f"sandbox/mail/{number}.eml").write_bytes(message.as_bytes())


def plant(workspace: Path, *statements: str) -> None:
    """Write into the ledger; what keeps it append-only is taken away first."""
    with sqlite3.connect(workspace / "sandbox/platform.sqlite") as ledger:
        for (trigger,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            ledger.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            ledger.execute(statement)


def wrong(workspace: Path, *options: str) -> list[str]:
    """What the audit, as a process of its own, finds wrong; it imports nothing of ours."""
    command = [sys.executable, "-I", AUDIT, workspace, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert done.returncode == (1 if found else 0), done.stderr
    return found


def test_a_good_workspace_passes(workspace: Path) -> None:
    assert wrong(workspace) == []


UNTRUTHS = {
    "applied twice": (apply("b1", 1, APRIL[0]), "1 more than once"),
    "applied though refused": (apply("b1", 2, APRIL[1]), "rows applied"),
    "accepted and never applied": ("DELETE FROM applied WHERE batch_id = 'b2'", "1 accepted rows not applied"),
    "received twice": (f"INSERT INTO received VALUES (9, 1, 'b1', 1, 'k1', 'new', '{sha256(APRIL[0])}')",
                       "1 rows received more than once"),
    "a verdict is missing": ("DELETE FROM outcome WHERE row_key = 'k2'", "received more than once"),
    "never received": ("DELETE FROM received WHERE batch_id = 'b2'", "1 of the newest never received"),
    "in no file": ("UPDATE received SET row_sha256 = 'other' WHERE batch_id = 'b2'", "stand in no published file"),
    "two bodies": ("INSERT INTO request VALUES (9, 'key1', 'r', 'other', 1, 'conflict', NULL, 'now')",
                   "1 keys used for two bodies"),
    "two keys": ("UPDATE batch SET body_sha256 = 'body1'", "1 bodies under two keys"),
    "said again": ("UPDATE applied SET row_version = 'v1'", "1 rows applied that the platform held already"),
    "corrects a stranger": ("UPDATE applied SET corrects = 'month-x-2020-04-r1-1#2' WHERE batch_id = 'b2'",
                            "1 rows name a sending"),
    "another row refused": ("UPDATE outcome SET status = 'rejected', code = 'E1' WHERE batch_id = 'b2'",
                            "1 not found in any workbook"),
    "never refused": ("UPDATE outcome SET status = 'accepted', code = '' WHERE row_key = 'k2'", "told in the newest"),
}


@pytest.mark.parametrize("name", UNTRUTHS)
def test_an_untruth_in_the_ledger_turns_its_question_red(workspace: Path, name: str) -> None:
    statement, said = UNTRUTHS[name]
    plant(workspace, statement)
    assert any(said in line for line in wrong(workspace)), wrong(workspace)


def test_an_older_row_applied_after_a_newer_one_turns_it_red(workspace: Path) -> None:
    plant(workspace, "UPDATE applied SET period = '2020-03' WHERE batch_id = 'b2'")
    assert any("1 out of order" in line for line in wrong(workspace))


def test_what_was_voided_and_sent_again_is_no_repetition(workspace: Path) -> None:
    again = apply("b2", 1, MAY[0]).replace("'b2'", "'b3'")
    plant(workspace, "INSERT INTO reversal VALUES (1, 'b2', 1, 'voided', 'now')",
          "INSERT INTO change VALUES (3, 'b2', 'voided', 'x', 'now'), (4, 'b3', 'final', NULL, 'now')",
          "INSERT INTO batch SELECT 'b3', 'key3', 'month-x-2020-05-r2-1', '1.0', 'month', 'x', '2020-05', '430981', 2, "
          "1, 9, body_sha256, '[]', '', 'now' FROM batch WHERE batch_id = 'b2'",
          f"INSERT INTO received VALUES (4, 2, 'b3', 1, 'k1', 'changed', '{sha256(MAY[0])}')",
          "INSERT INTO outcome VALUES ('b3', 1, 'k1', 'changed', 'v3', 'accepted', '', '')", again)
    publish(workspace, "2020-05", MAY, revision=2)
    assert wrong(workspace) == []
    plant(workspace, "DELETE FROM reversal")
    assert wrong(workspace)


def test_a_file_that_is_not_what_its_manifest_says_turns_it_red(workspace: Path) -> None:
    with (workspace / "published/2020-04/x.r1.csv").open("ab") as published:
        published.write(b"k3,new,v9,,439999C\r\n")
    assert any("1 wrong" in line for line in wrong(workspace))


def test_a_message_that_smtp_repeated_is_let_pass_only_when_asked_for_and_only_with_the_same_bytes(
    workspace: Path
) -> None:
    first = workspace / "sandbox/mail/1.eml"
    (workspace / "sandbox/mail/2.eml").write_bytes(first.read_bytes())
    assert any("1 sent twice" in line for line in wrong(workspace))
    assert wrong(workspace, "--mail-may-repeat") == []
    (workspace / "sandbox/mail/2.eml").write_bytes(first.read_bytes() + b"\r\nX")
    assert any("1 of them with other bytes" in line for line in wrong(workspace, "--mail-may-repeat"))


def test_a_state_told_again_at_once_turns_it_red_unless_a_backup_was_restored(workspace: Path) -> None:
    same = book(("工作表“表”第3行：名称异常（代码E302），2020-06-01退回",))
    mail(workspace, "1", "<1@x>", LETTER, same)
    mail(workspace, "2", "<2@x>", LETTER, same, version=2)
    assert any("1 states told twice" in line for line in wrong(workspace))
    assert wrong(workspace, "--restored") == []


def test_a_month_told_among_others_is_held_against_its_own_letters_and_workbooks(workspace: Path) -> None:
    several = f"{LETTER}\n\n【2020年5月报送回执：退回】\n别的事"
    row = book(("工作表“表”第3行：名称异常（代码E302），2020-06-01退回",))
    mail(workspace, "1", "<1@x>", several, row, name="2020-04 x.xlsx")
    assert wrong(workspace) == []
    mail(workspace, "2", "<2@x>", several.replace(LETTER, "无"), version=2)
    assert any("0 told in the newest letters" in line for line in wrong(workspace))


def test_a_whole_number_in_a_letter_turns_it_red(workspace: Path) -> None:
    mail(workspace, "2", "<2@x>", f"{LETTER}\n张某 439999199001011239", version=2)
    assert any("1 messages with a whole number" in line for line in wrong(workspace))


LINE = "工作表“表”第3行：名称异常（代码E302），2020-06-01退回"
TELLINGS = {
    "told twice": (LETTER, (LINE, LINE), "1 more than once"),
    "told of another row": (LETTER, (LINE.replace("3", "2", 1),), "1 not in the newest"),
    "not told in the letter": ("无", (LINE,), "0 told in the newest letters"),
    "told under another code": (LETTER.replace("E302", "E1"), (LINE,), "told in the newest letters"),
}


@pytest.mark.parametrize("name", TELLINGS)
def test_a_refusal_that_is_not_told_once_turns_it_red(workspace: Path, name: str) -> None:
    text, lines, said = TELLINGS[name]
    mail(workspace, "1", "<1@x>", text, book(lines))
    assert any(said in line for line in wrong(workspace)), wrong(workspace)


def test_without_a_ledger_there_is_nothing_to_judge(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-I", AUDIT, tmp_path], capture_output=True, check=False).returncode == 2
