"""Two months of three townships: one is in order and then has something to mend, one is refused, one sends nothing."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

from integration.warehouse.months import Sent, merge_month, person, send
from township_sync.domain.finding import Finding
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

MENDS, REFUSED, SILENT = "430981105", "430981107", "430981108"
NOW = datetime(2020, 6, 20, 1, tzinfo=UTC)
"""After the due day of May, before that of June; nine in the morning in Asia/Shanghai."""
_IDS = ("439999199001011239", "439999199001011247", "439999199001011255")


def _accounts(unit: str, period: str, **more: object) -> Sent:
    sent = Sent(unit, period, "app_account", [person(number, unit_code=unit) for number in _IDS])
    return replace(sent, name=f"{unit}/{period}账号.xlsx", **more)  # type: ignore[arg-type]


APRIL = _accounts(MENDS, "2020-04")
MAY = _accounts(MENDS, "2020-05", fates={4: "rejected"})
WRONG = _accounts(REFUSED, "2020-05", is_rejected=True)
MISSING = Finding("required_value_missing", MAY.file, "表", 4, "姓名")
NOT_VERIFIED = Finding("optional_value_unreadable", MAY.file, "表", 5, "=开户日期")
HIDDEN = Finding("hidden_rows_read", APRIL.file, "表", details={"count": 2})
WORKBOOK = b"a workbook with everything in it"


def take_months(connection: Connection, settings: Settings) -> None:
    """April is judged twice, and its fault is gone the second time; May stands with its faults and a report."""
    for each in (APRIL, MAY, WRONG):
        send(connection, settings, each)
    merge_month(connection, "2020-04", [APRIL], NOW, findings=[HIDDEN])
    merge_month(connection, "2020-04", [APRIL], NOW)
    refusal = Finding("wrong_period", WRONG.file, details={"found": "2020-06", "expected": "2020-05"})
    merge_month(connection, "2020-05", [MAY, WRONG], NOW, findings=[MISSING, NOT_VERIFIED, refusal])
    _report(connection, settings)


def _report(connection: Connection, settings: Settings) -> None:
    folder = settings.folder("returned") / "2020-05"
    folder.mkdir()
    (folder / "账号（标注）.xlsx").write_bytes(WORKBOOK)
    sha256 = hashlib.sha256(WORKBOOK).hexdigest()
    name = "账号（标注）.xlsx"
    attached = {"name": name, "path": f"2020-05/{name}", "sha256": sha256, "is_encrypted": True}
    connection.execute(
        "INSERT INTO ops.report (unit_code, period, version, kind, state_hash, subject, body, attachments, status, "
        "made_at, sent_at) VALUES (%s, '2020-05', 1, 'problems', 'x', 's', 'b', %s, 'sent', %s, %s)",
        (MENDS, json.dumps([attached]), NOW, NOW))
