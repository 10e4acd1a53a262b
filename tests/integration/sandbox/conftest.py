"""A platform on a real socket, and a county that speaks to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import Speaker
from township_sync.sandbox.platform_server import PlatformOptions, platform


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "platform.sqlite")


@pytest.fixture
def options(tmp_path: Path) -> PlatformOptions:
    """Pages of four rows, a receipt that is pending once, and one list of its own."""
    folder = tmp_path / "records" / "register_person"
    folder.mkdir(parents=True)
    lines = ["姓名,户籍乡镇", *(f"丁{number},草尾镇" for number in range(6))]
    (folder / "2020-05-31.csv").write_text("\n".join(lines), encoding="utf-8")
    return PlatformOptions(pending_polls=1, page_size=4, records=folder.parent)


@pytest.fixture
def province(ledger: Ledger, options: PlatformOptions) -> Iterator[Served]:
    served = Served(platform(ledger.path, CLIENT, SECRET, options))
    yield served
    served.stop()


@pytest.fixture
def county(province: Served) -> Speaker:
    return Speaker(province.url, CLIENT, SECRET)
