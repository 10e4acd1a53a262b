"""Judge a workspace from outside: was every accepted row received and applied exactly once, every township told once?

    python3 scripts/audit_exactly_once.py WORKSPACE

Imports nothing of township-sync: it reads the platform's own ledger (sandbox/platform.sqlite), the mail sink's index
(sandbox/mail/) and the published CSV files byte by byte. Exit 0: all holds; 1: something does not; 2: nothing to judge.
"""

import csv
import hashlib
import json
import re
import sqlite3
import sys
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

WHOLE_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")


def main(workspace: Path) -> int:
    """Print one line per question with its figures; the number of questions answered with no decides the exit code."""
    ledger = workspace / "sandbox" / "platform.sqlite"
    if not ledger.exists():
        print(f"audit: there is no platform ledger below {workspace.name}", file=sys.stderr)
        return 2
    platform = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    answers = [*platform_answers(platform), *file_answers(platform, workspace / "published"),
               *mail_answers(workspace / "sandbox" / "mail")]
    for holds, said in answers:
        print("ok  " if holds else "FAIL", said)
    return 0 if answers and all(holds for holds, _ in answers) else 1


def platform_answers(platform: sqlite3.Connection) -> list[tuple[bool, str]]:
    """What the ledger alone says."""
    def count(statement: str) -> int:
        return int(platform.execute(statement).fetchone()[0])

    accepted = count("SELECT count(*) FROM outcome WHERE status = 'accepted'")
    refused = count("SELECT count(*) FROM outcome WHERE status = 'rejected'")
    received = count("SELECT count(*) FROM received")
    applied = count("SELECT count(*) FROM applied")
    twice = count("SELECT count(*) FROM (SELECT 1 FROM applied GROUP BY batch_id, row_no HAVING count(*) > 1)")
    same = count("SELECT count(*) FROM (SELECT 1 FROM applied GROUP BY dataset, period, row_key, row_sha256 "
                 "HAVING count(*) > 1)")
    again = count("SELECT count(*) FROM (SELECT 1 FROM received GROUP BY batch_id, row_no HAVING count(*) > 1)")
    lost = count("SELECT count(*) FROM outcome LEFT JOIN applied USING (batch_id, row_no) "
                 "WHERE status = 'accepted' AND applied.number IS NULL")
    conflicts = count("SELECT count(*) FROM request WHERE outcome = 'conflict'")
    return [
        (received > 0, f"{received} rows received, {accepted} accepted, {refused} refused"),
        (received == accepted + refused and again == 0, f"{again} rows received more than once"),
        (applied == accepted and not twice and not same, f"{applied} rows applied, {max(twice, same)} more than once"),
        (lost == 0, f"{lost} accepted rows not applied"),
        (conflicts == 0, f"{conflicts} keys used for two bodies"),
    ]


def file_answers(platform: sqlite3.Connection, published: Path) -> list[tuple[bool, str]]:
    """Whether the published files and the ledger hold the same rows, and the manifests tell the truth."""
    in_files: Counter[tuple[str, str, str]] = Counter()
    wrong = listed = 0
    for manifest in sorted(published.rglob("manifest*.json")):
        for name, digest in hashes(json.loads(manifest.read_text(encoding="utf-8"))):
            listed += 1
            wrong += hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() != digest
    for path in sorted(published.rglob("*.r*.csv")):
        dataset = path.name.split(".")[0]
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if "row_key" in row:
                    in_files[dataset, row["row_key"], row["action"]] += 1
    received = Counter(platform.execute(
        "SELECT dataset, row_key, action FROM received JOIN batch USING (batch_id)").fetchall())
    missing, strange = (in_files - received).total(), (received - in_files).total()
    return [
        (not missing and not strange,
         f"{in_files.total()} rows in published files, {missing} never received, {strange} received and in no file"),
        (wrong == 0 and listed > 0, f"{listed} hashes in manifests, {wrong} wrong"),
    ]


def hashes(node: object) -> list[tuple[str, str]]:
    """Every (file name, SHA-256) that stands anywhere in a manifest."""
    if isinstance(node, dict):
        here = [(str(node["file"]), str(node["sha256"]))] if "sha256" in node else []
        return here + [pair for value in node.values() for pair in hashes(value)]
    if isinstance(node, list):
        return [pair for value in node for pair in hashes(value)]
    return []


def mail_answers(folder: Path) -> list[tuple[bool, str]]:
    """One Message-ID per township, month and state, and no whole identity or phone number in the text of a message."""
    told: Counter[tuple[str, str, str]] = Counter()
    ids: Counter[str] = Counter()
    leaks = 0
    for path in sorted(folder.glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        ids[str(message["Message-ID"])] += 1
        month = re.findall(r"(\d{4}年\d{1,2}月)", str(message["Subject"]))[0]
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        # A month whose state changed is told anew; the same state told under two Message-IDs is a fault.
        told[str(message["To"]), month, text] += 1
        leaks += bool(WHOLE_NUMBER.search(text))
    several = sum(count > 1 for count in told.values())
    months = len({(to, month) for to, month, _ in told})
    return [
        (bool(ids) and max(ids.values()) == 1, f"{len(ids)} messages, {sum(n > 1 for n in ids.values())} sent twice"),
        (several == 0, f"{months} townships and months told of {len(told)} states, {several} states told twice"),
        (leaks == 0, f"{leaks} messages with a whole number in their text"),
    ]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1])))
