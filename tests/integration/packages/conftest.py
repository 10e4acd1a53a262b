"""Approved publications with their batches planned, as publishing leaves them, for an installation fed by hand."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from township_sync.settings import Settings
from township_sync.steps.plan_batches import planned
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
PASSPHRASE = "correct horse battery staple"
NAME, ID_NO = "张丰", "439999199001011239"


def row_key(number: int) -> str:
    """The key of the n-th row of every publication."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def set_to(settings: Settings, **more: str) -> Settings:
    """The same installation with more settings."""
    return Settings(settings.workspace, settings.environment | {f"TOWNSHIP_SYNC_{n}": v for n, v in more.items()})


@pytest.fixture
def by_hand(postgres_settings: Settings) -> Settings:
    return set_to(postgres_settings, PLATFORM_CHANNEL="package", BATCH_ROWS="10")


@pytest.fixture
def sealed(by_hand: Settings) -> Settings:
    """The same, with its packages sealed."""
    path = by_hand.workspace / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n")
    return set_to(by_hand, PACKAGE_CIPHER="sm4-gcm", PACKAGE_PASSPHRASE_FILE=str(path))


@pytest.fixture
def publish(connection: Connection, by_hand: Settings) -> Callable[..., int]:
    """Make an approved publication of so many persons, its batches planned."""

    def make(rows: int = 25, dataset: str = "worker", revision: int = 1, period: str = "2020-05",
             state: str = "approved") -> int:
        version = hashlib.sha256(f"{dataset}{revision}".encode()).hexdigest()
        lines = ["row_key,action,row_version,corrects,姓名,身份证号,备注"]
        lines += [f'{row_key(number)},new,{version},,{NAME},{ID_NO},"=第{number}行, ""甲"""'
                  for number in range(1, rows + 1)]
        data = ("\r\n".join(lines) + "\r\n").encode()
        path = by_hand.folder("published") / f"{period}.{dataset}.r{revision}.csv"
        path.write_bytes(data)
        number = _record(connection, path, data, (dataset, period, revision, rows, state, version))
        plan = planned(by_hand, path, "month", dataset, period, revision)
        with connection.transaction():
            exchange.plan_batches(connection, number, plan, NOW)
        return number

    return make


def _record(connection: Connection, path: Path, data: bytes, told: tuple[str, str, int, int, str, str]) -> int:
    dataset, period, revision, rows, state, version = told
    made = connection.execute(
        "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, "
        "contract_version, made_at, state, approved_by) VALUES ('month', %s, %s, %s, %s, %s, %s, %s, '{}', 'test', "
        "'2020-06-05 08:00+08', %s, 'a person') RETURNING publication_id",
        (dataset, dataset, period, revision, path.name, hashlib.sha256(data).hexdigest(), rows, state)).fetchone()
    assert made is not None
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action) "
            "VALUES (%s, %s, %s, %s, %s, %s, 'new')",
            [(made["publication_id"], number, dataset, dataset, row_key(number), version)
             for number in range(1, rows + 1)])
    return int(made["publication_id"])
