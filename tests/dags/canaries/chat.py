"""What chat robots are told of the digests that were made."""

from dataclasses import replace
from datetime import datetime

import psycopg
from psycopg.rows import dict_row

from dags.canaries.places import Written
from dags.canaries.surroundings import Collector
from township_sync.channels import dingtalk, wecom
from township_sync.domain.envelope import Envelope
from township_sync.domain.period import COUNTY_TIME
from township_sync.settings import Settings

_DIGESTS = "SELECT number, unit_code, day, subject, body, brief FROM ops.digest ORDER BY number"


def in_chats(settings: Settings, dsn: str, collector: Collector) -> Written:
    """Every digest sent by both kinds of robots."""
    ours = replace(settings, environment=settings.environment | {
        "TOWNSHIP_SYNC_DINGTALK_URL": f"{collector.url}/robot/send?access_token=token",
        "TOWNSHIP_SYNC_DINGTALK_SECRET": "SECret", "TOWNSHIP_SYNC_WECOM_URL": f"{collector.url}/cgi-bin/send?key=key",
    })
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        envelopes = [_envelope(row) for row in connection.execute(_DIGESTS)]
    assert envelopes, "no digest was made"
    for robot in (dingtalk, wecom):
        for envelope in envelopes:
            robot.send(ours, [envelope])
    told = [one for one in collector.told if one.startswith((b"/robot/", b"/cgi-bin/"))]
    assert len(told) == 2 * len(envelopes)
    return iter([("chat", b"\n".join(told))])


def _envelope(row: dict[str, str]) -> Envelope:
    now = datetime.now(COUNTY_TIME)
    return Envelope(row["number"], "", row["unit_code"], "", "clerk", "", "robot", "", row["subject"], row["body"], "",
                    row["brief"], (), now, now)
