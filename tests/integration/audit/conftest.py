"""A platform to send to, as the tests of the exchange have it, and reading the record."""

from collections.abc import Callable

import psycopg
import pytest

from integration.exchange.conftest import ledger, province, publish, sending
from township_sync.domain.audit_chain import Act
from township_sync.warehouse.audit_rows import listed
from township_sync.warehouse.connect import Connection

__all__ = ["ledger", "province", "publish", "sending"]
Acts = Callable[[], list[Act]]
Superuser = Callable[[str], None]


@pytest.fixture
def acts(connection: Connection) -> Acts:
    """What was put on record since the test began."""
    before = len(listed(connection, None, None))
    return lambda: listed(connection, None, None)[before:]


@pytest.fixture
def superuser(connection: Connection) -> Superuser:
    """Do something to the record as somebody who may do everything, trigger or not."""
    def attack(statement: str) -> None:
        with psycopg.connect(connection.info.dsn, password=connection.info.password, autocommit=True) as server:
            server.execute("ALTER TABLE ops.audit DISABLE TRIGGER ALL")
            server.execute(statement.encode())
            server.execute("ALTER TABLE ops.audit ENABLE TRIGGER ALL")
            server.execute("ALTER TABLE ops.audit ENABLE ALWAYS TRIGGER append_only")

    return attack
