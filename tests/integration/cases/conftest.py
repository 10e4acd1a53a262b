"""An office with a warehouse of its own."""

import pytest

from integration.cases.claimants import Office
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection


@pytest.fixture
def office(postgres_settings: Settings, connection: Connection) -> Office:
    return Office(postgres_settings, connection)
