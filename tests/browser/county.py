"""A county after two months of work, by the real steps: May went all the way and does not balance with the platform,
June waits to be approved; four townships sent something, the others nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from township_sync.domain.outgoing import HoldingPage
from township_sync.domain.period import Month
from township_sync.sandbox import serve
from township_sync.sandbox.sample import make_sample
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.compare import Holder, compare_all, platform_of
from township_sync.steps.compute import compute
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.steps.passphrases import make_missing_passphrases
from township_sync.steps.walk import walk
from township_sync.steps.watch import watch
from township_sync.warehouse.connect import Connection, connect

MAY, JUNE = Month(2020, 5), Month(2020, 6)
SENDING = ("430981107", "430981114", "430981115", "430981401")
NOW = datetime(2020, 7, 6, 1, tzinfo=UTC)
"""A Monday morning, when the sheets of June are due."""
_SEED, _PEOPLE = 7, 700
_OF_THE_SANDBOX = {"TOWNSHIP_SYNC_SANDBOX_REFUSED_ONE_IN": "9", "TOWNSHIP_SYNC_SANDBOX_PENDING_POLLS": "0",
                   "TOWNSHIP_SYNC_BATCH_ROWS": "100", "TOWNSHIP_SYNC_PLATFORM_RATE": "1000",
                   "TOWNSHIP_SYNC_PLATFORM_BURST": "1000"}


def live(settings: Settings, folder: Path) -> Settings:
    """Two months of the county, in an empty warehouse; the settings that its board is served with."""
    inbox = _inbox(folder)
    known = replace(settings, environment={**settings.environment, **_OF_THE_SANDBOX})
    peers = serve.start(known)
    walk(known, inbox / str(MAY), MAY, NOW - timedelta(days=28))
    ours = replace(known, environment={**known.environment, **peers, "TOWNSHIP_SYNC_CHANNEL": "folder",
                                       "TOWNSHIP_SYNC_DROP_FOLDER": str(inbox)})
    with connect(ours) as connection:
        _june(connection, ours)
        _disputed(connection, ours)
        watch(connection, ours, NOW, None)
    return ours


def _inbox(folder: Path) -> Path:
    """The sample of both months, but for most of the townships."""
    make_sample(folder, seed=_SEED, months=[MAY, JUNE], people=_PEOPLE)
    for period in (MAY, JUNE):
        for unit in (folder / str(period)).iterdir():
            if unit.name not in SENDING:
                shutil.rmtree(unit)
    return folder


def _june(connection: Connection, settings: Settings) -> None:
    """As the DAGs do it, up to the question whether it may leave."""
    month.receive_all(settings, connection, NOW - timedelta(hours=3))
    for unit_code in month.units_to_read(connection, JUNE):
        month.read_pending(settings, connection, unit_code, JUNE)
    month.load_month(settings, connection, JUNE, NOW - timedelta(hours=2))
    month.publish(settings, connection, JUNE, NOW - timedelta(hours=1))
    for period in (MAY, JUNE):
        compute(connection, period, NOW)
    make_missing_passphrases(settings)
    prepare_reports(connection, settings, JUNE, NOW)
    deliver_reports(connection, settings, NOW)


@dataclass(frozen=True)
class _Forgetful:
    """The platform, after it lost one row of a dataset in a way that nobody tells."""

    platform: Holder
    dataset: str

    def holdings(self, dataset: str, period: str | None) -> Iterator[HoldingPage]:
        for number, page in enumerate(self.platform.holdings(dataset, period)):
            lost = int(dataset == self.dataset)
            yield replace(page, version=f"{page.version}a", row_count=page.row_count - lost,
                          rows=page.rows[lost if number == 0 else 0:])


def _disputed(connection: Connection, settings: Settings) -> None:
    """What May's acknowledged rows are held against."""
    told = connection.execute(
        "SELECT dataset FROM ops.publication WHERE period = '2020-05' ORDER BY row_count DESC").fetchone()
    assert told, "nothing of May was published"
    compare_all(connection, settings, _Forgetful(platform_of(connection, settings, NOW), told["dataset"]), NOW)
