"""Rows that the platform has acknowledged, made straight in the tables, and a platform of a list in memory."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from integration.warehouse.months import Sent, take
from township_sync.domain.outgoing import HeldRow, HoldingPage
from township_sync.settings import Settings
from township_sync.steps.compare import Compared, compare
from township_sync.steps.publish import publish_month
from township_sync.warehouse import comparing
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 7, 1, 8, tzinfo=UTC)
DATASET, UNIT = "recruiting_company", "439999001"
COLUMNS = ("企业名称", "统一社会信用代码", "联系人", "所在地区")


def key_of(number: int) -> str:
    return hashlib.sha256(f"key {number}".encode()).hexdigest()


def version_of(*said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


def values_of(number: int) -> tuple[str, ...]:
    return f"第{number}家公司", f"9143999900000{number:05d}", "张三", ""


def row(number: int, values: Sequence[str] | None = None, version: str | None = None) -> HeldRow:
    """A row as the platform holds it."""
    said = tuple(values or values_of(number))
    return HeldRow(key_of(number), version or version_of(number), "R1", number, said)


@dataclass
class Holdings:
    """What a platform holds: `rows` by dataset and period, in pages of `size`; `before_page` may change them."""

    rows: dict[tuple[str, str | None], list[HeldRow]] = field(default_factory=dict)
    columns: tuple[str, ...] = COLUMNS
    size: int = 3
    before_page: Callable[[int], None] = lambda number: None
    asked: int = 0

    def of(self, dataset: str = DATASET, period: str | None = None) -> list[HeldRow]:
        return self.rows.setdefault((dataset, period), [])

    def version(self, dataset: str, period: str | None) -> str:
        return version_of(*self.of(dataset, period))[:16]

    def holdings(self, dataset: str, period: str | None) -> Iterator[HoldingPage]:
        for begin in range(0, max(1, len(self.of(dataset, period))), self.size):
            self.asked += 1
            self.before_page(self.asked)
            held = list(self.of(dataset, period))
            page = tuple(held[begin:begin + self.size])
            yield HoldingPage(self.version(dataset, period), len(held), self.columns, page)

    def alter(self, number: int, **changed: object) -> None:
        """Change one row by another path."""
        held = self.of()
        place = next(place for place, each in enumerate(held) if each.row_key == key_of(number))
        held[place] = replace(held[place], **changed)  # type: ignore[arg-type]


@dataclass
class Office:
    """Our side: publications with their files, batches and answers."""

    connection: Connection
    settings: Settings
    made: int = 10
    """The number of its last file; what is really published counts from 1."""

    def publish(self, numbers: Sequence[int], kind: str = "month", dataset: str = DATASET, period: str = "2020-05",
                statuses: Mapping[int, str] | None = None, action: str = "new", version: str = "",
                state: str = "closed", columns: Sequence[str] = COLUMNS) -> int:
        """A publication of one batch, every row answered `accepted` unless `statuses` says otherwise."""
        self.made += 1
        path = self.settings.folder("published") / f"{dataset}.r{self.made}.csv"
        with path.open("w", encoding="utf-8", newline="") as kept:
            writer = csv.writer(kept)
            writer.writerow(["row_key", "action", "row_version", "corrects", *columns])
            for number in numbers:
                writer.writerow([key_of(number), action, version or version_of(number), "", *values_of(number)])
        answers = [(statuses or {}).get(number, "accepted") for number in numbers]
        publication = self._publication(kind, dataset, period, path.name, path.read_bytes(), len(numbers))
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action, "
                "unit_code, status) VALUES (%s, %s, %s, 'recruiter', %s, %s, %s, %s, %s)",
                [(publication, place, dataset, key_of(number), version or version_of(number), action, UNIT, status)
                 for place, (number, status) in enumerate(zip(numbers, answers, strict=True), 1)])
        self._batch(publication, answers, state)
        return publication

    def _publication(self, kind: str, dataset: str, period: str, path: str, data: bytes, rows: int) -> int:
        found = self.connection.execute(
            "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, "
            "contract_version, made_at, state) VALUES (%s, %s, 'recruiter', %s, %s, %s, %s, %s, '{}', 'test', %s, "
            "'sent') RETURNING publication_id",
            [kind, dataset, period, self.made, path, hashlib.sha256(data).hexdigest(), rows, NOW]).fetchone()
        assert found is not None
        return int(found["publication_id"])

    def _batch(self, publication: int, answers: Sequence[str], state: str) -> None:
        digest = version_of(publication)
        self.connection.execute(
            "INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, "
            "body_sha256, state, remote_id, prepared_at, sent_at, accepted, rejected) "
            "VALUES (%s, 1, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [publication, len(answers), digest, f"ref-{publication}", digest, state, f"R{publication}", NOW, NOW,
             answers.count("accepted"), answers.count("rejected")])

    def compare(self, holdings: Holdings, dataset: str = DATASET, period: str = "2020-05") -> Compared:
        [about] = [each for each in comparing.told(self.connection) if (each.dataset, each.period) == (dataset, period)]
        return compare(self.connection, self.settings, holdings, about, NOW)


def accept(office: Office, holdings: Holdings, sent: Sent) -> None:
    """A month that was published, pushed, accepted and is held by the platform as it was sent."""
    take(office.connection, office.settings, [sent])
    [made] = publish_month(office.connection, office.settings, sent.period, NOW)
    for statement in ("UPDATE ops.publication_row SET status = 'accepted' WHERE status = 'pending'",
                      "UPDATE ops.publication SET state = 'settled'",
                      "UPDATE ops.batch SET state = 'closed', accepted = row_count, rejected = 0, "
                      "remote_id = client_ref WHERE state = 'prepared'"):
        office.connection.execute(statement)
    with (office.settings.folder("published") / made.path).open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    holdings.columns = tuple(header[4:])
    held = {each.row_key: each for each in holdings.of(made.dataset)}
    for number, one in enumerate(rows, 1):
        held.pop(one[0], None)
        if one[1] != "ended":
            held[one[0]] = HeldRow(one[0], one[2], made.path, number, tuple(one[4:]))
    holdings.of(made.dataset)[:] = held.values()


@pytest.fixture
def office(connection: Connection, postgres_settings: Settings) -> Office:
    return Office(connection, postgres_settings)


@pytest.fixture
def holdings() -> Holdings:
    return Holdings()
