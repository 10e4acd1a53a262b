"""Judge a workspace from outside: was every accepted row received and applied exactly once, every township told once?

    python3 scripts/audit_exactly_once.py WORKSPACE [--mail-may-repeat] [--restored]

Imports nothing of township-sync: it reads the platform's own ledger (sandbox/platform.sqlite, described in
plugins/township_sync/sandbox/platform_ledger.py), the messages of the mail sink (sandbox/mail/) and the published CSV
files byte by byte. SMTP cannot be asked what it took: with --mail-may-repeat the same message (one Message-ID, one set
of bytes) may be there more than once, and with --restored (a backup of the warehouse was restored, which forgot what
was told since) a township may be told the same state again. Exit 0: all holds; 1: something does not; 2: nothing to
judge.
"""

import csv
import hashlib
import io
import json
import re
import sqlite3
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

WHOLE_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
MONTH = re.compile(r"^【(\d{4})年(\d{1,2})月.*?(?:（第(\d+)次）)?】$", re.MULTILINE)
CLOSING = "\n本次通知编号："
REFUSED_ROW = re.compile(r"^(“.+”)?(?:工作表“(.+)”第(\d+)行|来源行已不在)：.*（代码([A-Z0-9_]*)）")
REFUSED_COUNT = re.compile(r"（代码([A-Z0-9_]*)[^）]*）：(\d+)行")
IDENTIFYING = ("公民身份号码", "统一社会信用代码", "岗位编号", "企业名称")
"""Columns of a published file of which the first that is filled tells whose row it is, there and in a workbook."""
Answer = tuple[bool, str]


def main(workspace: Path, mail_may_repeat: bool = False, is_restored: bool = False) -> int:
    """Print one line per question with its figures; the number of questions answered with no decides the exit code."""
    ledger = workspace / "sandbox" / "platform.sqlite"
    if not ledger.exists():
        print(f"audit: there is no platform ledger below {workspace.name}", file=sys.stderr)
        return 2
    platform = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    platform.row_factory = sqlite3.Row
    published = list(published_rows(workspace / "published"))
    letters = list(read_letters(workspace / "sandbox" / "mail"))
    answers = [*platform_answers(platform), *order_answers(platform), *file_answers(platform, published),
               manifest_answer(workspace / "published"), *mail_answers(letters, mail_may_repeat, is_restored),
               *rejection_answers(platform, published, held_keys(workspace / "published"), letters)]
    for holds, said in answers:
        print("ok  " if holds else "FAIL", said)
    return 0 if all(holds for holds, _ in answers) else 1


# What the ledger alone says. What the platform holds is `applied` without those rows that stand in `reversal`.

HELD = "applied WHERE (batch_id, row_no) NOT IN (SELECT batch_id, row_no FROM reversal)"


def platform_answers(platform: sqlite3.Connection) -> list[Answer]:
    """Whether every row that was accepted was applied once, and no key was used twice."""
    def count(statement: str) -> int:
        return int(platform.execute(statement).fetchone()[0])

    received = count("SELECT count(*) FROM received")
    accepted = count("SELECT count(*) FROM outcome WHERE status = 'accepted'")
    refused = count("SELECT count(*) FROM outcome WHERE status = 'rejected'")
    applied, taken_back = count("SELECT count(*) FROM applied"), count("SELECT count(*) FROM reversal")
    again = count("SELECT count(*) FROM (SELECT 1 FROM received GROUP BY batch_id, row_no HAVING count(*) > 1)")
    twice = count("SELECT count(*) FROM (SELECT 1 FROM applied GROUP BY batch_id, row_no HAVING count(*) > 1)")
    same = count(f"SELECT count(*) FROM (SELECT 1 FROM {HELD} GROUP BY dataset, scope, row_key, row_sha256 "
                 "HAVING count(*) > 1)")
    lost = count("SELECT count(*) FROM outcome LEFT JOIN applied USING (batch_id, row_no) "
                 "WHERE outcome.status = 'accepted' AND applied.number IS NULL")
    conflicts = count("SELECT count(*) FROM request WHERE outcome = 'conflict'")
    bodies = count("SELECT count(*) FROM (SELECT 1 FROM batch WHERE batch_id IN (SELECT batch_id FROM received) "
                   "AND batch_id NOT IN (SELECT batch_id FROM reversal) "
                   "AND batch_id IN (SELECT batch_id FROM applied) GROUP BY body_sha256 HAVING count(*) > 1)")
    return [
        (received > 0, f"{received} rows received, {accepted} accepted, {refused} refused"),
        (received == accepted + refused and again == 0, f"{again} rows received more than once in a batch"),
        (applied == accepted and not twice and not same,
         f"{applied} rows applied, {taken_back} of them taken back, {max(twice, same)} more than once"),
        (lost == 0, f"{lost} accepted rows not applied"),
        (conflicts == 0 and bodies == 0, f"{conflicts} keys used for two bodies, {bodies} bodies under two keys"),
    ]


def order_answers(platform: sqlite3.Connection) -> list[Answer]:
    """Of each row key: whether each row that is held said something else than the one before, and came later."""
    stale = unchanged = strangers = 0
    before: dict[tuple[str, str, str], tuple[tuple[str, int], tuple[str, bool]]] = {}
    sent = {(row["client_ref"], row["row_no"]): row["row_key"] for row in platform.execute(
        "SELECT client_ref, row_no, row_key FROM received JOIN batch USING (batch_id)")}
    for row in platform.execute(f"SELECT held.*, batch.revision FROM (SELECT * FROM {HELD}) AS held "
                                "JOIN batch USING (batch_id) ORDER BY held.number"):
        subject = (row["dataset"], row["scope"], row["row_key"])
        place, content = (row["period"], int(row["revision"])), (row["row_version"], row["action"] == "ended")
        last_place, last_content = before.get(subject, (("", 0), ("", True)))
        stale += place < last_place
        unchanged += content == last_content
        before[subject] = place, content
        named, _, number = row["corrects"].rpartition("#")
        strangers += bool(named) and sent.get((named, int(number))) != row["row_key"]
    return [
        (not stale and not unchanged, f"{unchanged} rows applied that the platform held already, {stale} out of order"),
        (strangers == 0, f"{strangers} rows name a sending that they do not correct"),
    ]


@dataclass(frozen=True)
class PublishedRow:
    """One row of a published file: `place` is (period, revision), `is_listed` whether the manifest names the file."""

    dataset: str
    scope: str
    place: tuple[str, int]
    is_listed: bool
    sha256: str
    values: dict[str, str]

    @property
    def subject(self) -> tuple[str, str, str]:
        return self.dataset, self.scope, self.values["row_key"]


def published_rows(published: Path) -> Iterator[PublishedRow]:
    """Every row of every published file, in the order in which they were made."""
    paths = [(path.parent.name, int(found[2]), path, found[1]) for path in published.rglob("*.csv")
             if (found := re.fullmatch(r"(.+)\.r(\d+)\.csv", path.name))]
    for period, revision, path, dataset in sorted(paths):
        manifest = path.parent / "manifest.json"
        named = {name for name, _ in hashes(json.loads(manifest.read_text("utf-8")))} if manifest.exists() else set()
        records = list(raw_records(path.read_bytes()))
        header = next(csv.reader([records[0].decode("utf-8-sig")])) if records else []
        for raw in records[1:]:
            cells = next(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
            yield PublishedRow(dataset, period if "Q" in period else "", (period, revision), path.name in named,
                               hashlib.sha256(raw.rstrip(b"\r\n")).hexdigest(), dict(zip(header, cells, strict=False)))


def raw_records(data: bytes) -> Iterator[bytes]:
    """Records of a CSV file as bytes; a line feed inside quotes belongs to its record."""
    record = b""
    for line in data.split(b"\n"):
        record += line + b"\n"
        if record.count(b'"') % 2 == 0 and record.strip():
            yield record
            record = b""


def file_answers(platform: sqlite3.Connection, published: list[PublishedRow]) -> list[Answer]:
    """Whether what was received is what was published, and what was published last was received."""
    received = {(row["dataset"], row["scope"], row["row_key"], row["row_sha256"]) for row in platform.execute(
        "SELECT dataset, scope, row_key, row_sha256 FROM received JOIN batch USING (batch_id)")}
    in_files = {(*row.subject, row.sha256) for row in published}
    newest = {row.subject: row.sha256 for row in published if row.is_listed}
    missing = sum((*subject, digest) not in received for subject, digest in newest.items())
    return [
        (not missing, f"{len(published)} rows in published files, {missing} of the newest never received"),
        (not received - in_files, f"{len(received - in_files)} rows received that stand in no published file"),
    ]


def manifest_answer(published: Path) -> Answer:
    """Whether the manifests tell the truth about the files beside them."""
    wrong = listed = 0
    for manifest in sorted(published.rglob("manifest*.json")):
        for name, digest in hashes(json.loads(manifest.read_text(encoding="utf-8"))):
            listed += 1
            path = manifest.parent / name
            wrong += not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest
    return wrong == 0 and listed > 0, f"{listed} hashes in manifests, {wrong} wrong"


def hashes(node: object) -> list[tuple[str, str]]:
    """Every (file name, SHA-256) that stands anywhere in a manifest."""
    if isinstance(node, dict):
        here = [(str(node["file"]), str(node["sha256"]))] if "sha256" in node and "file" in node else []
        return here + [pair for value in node.values() for pair in hashes(value)]
    if isinstance(node, list):
        return [pair for value in node for pair in hashes(value)]
    return []


@dataclass(frozen=True)
class Letter:
    """What one message says of one month, as its how-manyth version; its `part` 0 stands for the message itself. The
    month is empty where it tells of none, or not its clerk. `rows` stands for what the workbooks of the month say was
    refused: the cells of each row, and the code."""

    message_id: str
    sha256: str
    to: str
    month: str
    version: int
    part: int
    has_number: bool
    text: str
    told: str
    rows: tuple[tuple[frozenset[str], str], ...]


def read_letters(folder: Path) -> Iterator[Letter]:
    """The messages of the sink in the order in which they came."""
    for path in sorted(folder.glob("*.eml")):
        data = path.read_bytes()
        message = message_from_bytes(data, EmailMessage, policy=policy.default)
        body = message.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        files = [(str(each.get_filename()), bytes(each.get_payload(decode=True) or b""))
                 for each in message.iter_attachments()]
        parts = months_of(text) if message["X-Role"] == "clerk" else [("", 1, text)]
        for part, (month, version, said) in enumerate(parts):
            books = [book for name, book in files if name.startswith(f"{month} ") or len(parts) == 1]
            told = said + "".join(hashlib.sha256(book).hexdigest() for book in books)
            yield Letter(str(message["Message-ID"]), hashlib.sha256(data).hexdigest(), str(message["To"]), month,
                         version, part, part == 0 and bool(WHOLE_NUMBER.search(f"{message['Subject']}\n{text}")),
                         said, told, tuple(row for book in books for row in refused_rows(book)))


def months_of(text: str) -> list[tuple[str, int, str]]:
    """Month, version and words of each part of a letter; one part without a month when it has none."""
    heads = list(MONTH.finditer(text))
    ends = [*(head.start() for head in heads[1:]), text.rfind(CLOSING)]
    parts = [(f"{head[1]}-{int(head[2]):02d}", int(head[3] or 1), text[head.end():end])
             for head, end in zip(heads, ends, strict=False)]
    return parts or [("", 1, text)]


def refused_rows(book: bytes) -> Iterator[tuple[frozenset[str], str]]:
    """What a returned workbook says of rows that the platform refused; nothing of an encrypted one."""
    if not zipfile.is_zipfile(io.BytesIO(book)):
        return
    sheets = dict(sheet_cells(zipfile.ZipFile(io.BytesIO(book))))
    for cells in sheets.values():
        for line in (text for row in cells.values() for text in row):
            if found := REFUSED_ROW.search(line):
                is_here = found[2] and not found[1]
                yield frozenset(sheets.get(found[2], {}).get(int(found[3]), ()) if is_here else ()), found[4]


def sheet_cells(book: zipfile.ZipFile) -> Iterator[tuple[str, dict[int, list[str]]]]:
    """The texts of each sheet of a workbook by row number."""
    def every(part: str, tag: str) -> list[ElementTree.Element]:
        return ElementTree.fromstring(book.read(part)).findall(f".//{{*}}{tag}") if part in book.namelist() else []

    shared = ["".join(t.text or "" for t in item.findall(".//{*}t")) for item in every("xl/sharedStrings.xml", "si")]
    targets = {item.get("Id"): item.get("Target", "") for item in every("xl/_rels/workbook.xml.rels", "Relationship")}
    for sheet in every("xl/workbook.xml", "sheet"):
        path = targets[next(value for name, value in sheet.items() if name.endswith("}id"))].lstrip("/")
        rows = every(path if path.startswith("xl/") else f"xl/{path}", "row")
        yield sheet.get("name", ""), {int(row.get("r", 0)): [text_of(cell, shared) for cell in row] for row in rows}


def text_of(cell: ElementTree.Element, shared: list[str]) -> str:
    """What a cell of a sheet says."""
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s" and value:
        return shared[int(value)]
    return "".join(t.text or "" for t in cell.findall(".//{*}t")) or value


def mail_answers(letters: list[Letter], mail_may_repeat: bool, is_restored: bool) -> list[Answer]:
    """One Message-ID and one set of bytes for each state of a township's month, and no whole number in its text."""
    copies: dict[str, Counter[str]] = defaultdict(Counter)
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for letter in sorted(letters, key=lambda one: one.version):
        copies[letter.message_id][letter.sha256] += letter.part == 0
        told[letter.to, letter.month][letter.message_id] = letter.told
    repeated = sum(count.total() > 1 for count in copies.values())
    differing = sum(len(count) > 1 for count in copies.values())
    # A month whose state changed is told anew, also back to what it was; the same state told again at once is a fault.
    several = sum(one == other for states in told.values() for one, other in pairwise(states.values()))
    leaks = sum(letter.has_number for letter in letters)
    states = sum(map(len, told.values()))
    return [
        (bool(copies) and not differing and (mail_may_repeat or not repeated),
         f"{len(copies)} messages, {repeated} sent twice, {differing} of them with other bytes"),
        (several == 0 or is_restored,
         f"{len(told)} townships and months told of {states} states, {several} states told twice"),
        (leaks == 0, f"{leaks} messages with a whole number in their text"),
    ]


@dataclass(frozen=True)
class Refusal:
    """One row that the platform refused: `whose` stands in the township's own row, too."""

    subject: tuple[str, str, str]
    place: tuple[str, int]
    whose: str
    code: str


def rejection_answers(
    platform: sqlite3.Connection, published: list[PublishedRow], held: set[tuple[str, str]], letters: list[Letter]
) -> list[Answer]:
    """Whether each row that stands refused is told once, and whether each that ever was refused was told at all.

    One that is neither published again nor held since is perhaps gone from the county's data: it may be told, or not.
    """
    refusals, standing = refusals_of(platform, published)
    last = {row.subject: row.place for row in published}
    wanted = [each for each in standing if last.get(each.subject, each.place) > each.place
              or (each.subject[0], each.subject[2]) in held]
    perhaps = [each for each in standing if each not in wanted]
    newest = {(each.to, each.month): each for each in sorted(letters, key=lambda one: one.version)}.values()
    told, least, most = Counter[str](), Counter(one.code for one in wanted), Counter(one.code for one in standing)
    for code, number in (found for letter in newest for found in REFUSED_COUNT.findall(letter.text)):
        told[code] += int(number)
    answers = [(least <= told <= most, f"{least.total()} to {most.total()} rows stand refused by the platform, "
                f"{told.total()} told in the newest letters")]
    if any(letter.rows for letter in letters):
        nowhere, elsewhere = sum(not tellings(each, newest) for each in wanted), placeless(newest)
        untold = sum(not tellings(each, letters) for each in refusals)
        twice = sum(tellings(each, newest) > 1 for each in [*wanted, *perhaps])
        holds = nowhere <= elsewhere and untold <= placeless(letters) and not twice
        answers.append((holds, f"{len(refusals)} refusals, {untold} not found in any workbook; of those that stand "
                        f"{nowhere} not in the newest ({elsewhere} told without a place), {twice} more than once"))
    return answers


def refusals_of(platform: sqlite3.Connection, published: list[PublishedRow]) -> tuple[list[Refusal], list[Refusal]]:
    """Every refusal in a batch that stands, and those of them that are the newest verdict on their row key."""
    whose = {(*row.subject, row.sha256): next((row.values[name] for name in IDENTIFYING if row.values.get(name)), "")
             for row in published}
    refusals: list[Refusal] = []
    stands: dict[tuple[str, str, str], Refusal | None] = {}
    for row in platform.execute(
        "SELECT o.row_key, o.status, o.code, b.dataset, b.scope, b.period, b.revision, r.row_sha256 FROM outcome o "
        "JOIN batch b USING (batch_id) JOIN received r USING (batch_id, row_no) WHERE b.batch_id NOT IN "
        "(SELECT batch_id FROM change WHERE state IN ('voided', 'withdrawn')) ORDER BY r.number"):
        subject = (row["dataset"], row["scope"], row["row_key"])
        stands[subject] = None
        if row["status"] == "rejected":
            place = (row["period"], int(row["revision"]))
            refusal = Refusal(subject, place, whose.get((*subject, row["row_sha256"]), ""), row["code"])
            refusals.append(refusal)
            stands[subject] = refusal
    return refusals, [refusal for refusal in stands.values() if refusal]


def held_keys(published: Path) -> set[tuple[str, str]]:
    """(dataset, row key) of what was held back at the last publishing."""
    found: set[tuple[str, str]] = set()
    for path in published.rglob("*.held.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found |= {(path.name.split(".")[0], row["row_key"]) for row in csv.DictReader(lines) if "row_key" in row}
    return found


def tellings(refusal: Refusal, letters: Iterable[Letter]) -> int:
    """How many lines of these letters' workbooks tell of a refused row."""
    return sum(refusal.whose in cells and refusal.code == said for letter in letters for cells, said in letter.rows)


def placeless(letters: Iterable[Letter]) -> int:
    """How many lines tell of a row whose own file does not go back."""
    return sum(not cells for letter in letters for cells, _ in letter.rows)


if __name__ == "__main__":
    given = {option for option in sys.argv[1:] if option.startswith("--")}
    named = [option for option in sys.argv[1:] if option not in given]
    if len(named) != 1 or given - {"--mail-may-repeat", "--restored"}:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(named[0]), "--mail-may-repeat" in given, "--restored" in given))
