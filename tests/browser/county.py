"""A county after two months of work, by the real steps: May went all the way and is disputed by the platform, June waits
to be approved; four townships sent something, the others nothing."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from township_sync.domain.period import Month, Quarter
from township_sync.sandbox import serve
from township_sync.sandbox.sample import make_sample
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.compare import compare_all, platform_of
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
        _disputed(connection, ours, peers)
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
    month.publish(settings, connection, Quarter(2020, 2), NOW - timedelta(hours=1))
    for period in (MAY, JUNE):
        compute(connection, period, NOW)
    make_missing_passphrases(settings)
    prepare_reports(connection, settings, JUNE, NOW)
    deliver_reports(connection, settings, NOW)


def _disputed(connection: Connection, settings: Settings, peers: Mapping[str, str]) -> None:
    """The platform gives up a batch that it had acknowledged; nobody has heard of it yet."""
    given_up = connection.execute("SELECT remote_id FROM ops.batch WHERE state = 'closed' ORDER BY batch_id LIMIT 1").fetchone()
    assert given_up, "nothing of May was sent"
    answer = requests.post(peers["TOWNSHIP_SYNC_PLATFORM_URL"] + "/__operator/void",
                           json={"batch_id": given_up["remote_id"], "reason": "重复上报"}, timeout=10)
    answer.raise_for_status()
    compare_all(connection, settings, platform_of(connection, settings, NOW), NOW)
