"""Many senders at once keep to the platform's limit together (fault P24)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests

from integration.province.conftest import ProvinceServer, made, settings_for
from township_sync.outbound.province import open_platform
from township_sync.settings import Settings
from township_sync.warehouse.connect import connect
from township_sync.warehouse.rate_bucket import pace

RATE, BURST, SENDERS = 150, 30, 100
"""A hundred batches at once, as of the whole province; the fault list's 5 requests a second would take minutes."""


@pytest.fixture(scope="module")
def server() -> Iterator[ProvinceServer]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None, ignore_cleanup_errors=True) as folder:
        # The platform counts what arrives within a second: a full bucket, what fills it meanwhile, and a tenth for
        # requests that were held up on their way.
        served = ProvinceServer(Path(folder), requests_per_second=RATE + BURST + RATE // 10)
        yield served
        served.stop()


def test_p24_a_hundred_senders_at_once_never_meet_the_limit_of_the_platform(
    server: ProvinceServer, postgres_settings: Settings
) -> None:
    named = {"PLATFORM_RATE": str(RATE), "PLATFORM_BURST": str(BURST)}
    peer = settings_for(server, postgres_settings.workspace).environment
    more = {f"TOWNSHIP_SYNC_{name}": value for name, value in named.items()}
    settings = Settings(postgres_settings.workspace, postgres_settings.environment | peer | more)

    def send(_: int) -> str:
        with connect(settings) as connection:
            province = open_platform(settings, datetime.now(UTC), pace(connection, settings))
            return province.deliver(*made(rows=1), 1, lambda: None)

    with ThreadPoolExecutor(SENDERS) as senders:
        sent = list(senders.map(send, range(SENDERS)))
    assert len(set(sent)) == SENDERS
    seconds = requests.get(server.url + "/__operator/requests", timeout=5).json()["seconds"]
    assert sum(refused for _, _, refused in seconds) == 0
    assert sum(answered for _, answered, _ in seconds) == SENDERS * 5
