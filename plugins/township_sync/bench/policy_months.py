"""Months of a generated county on their way into a warehouse: mirrored, staged and merged, every row accepted."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

from township_sync.bench.policy_year import County, Sheet, Values
from township_sync.domain.contract import contract
from township_sync.domain.judgement import FileVerdict, Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse import mirrors
from township_sync.warehouse.cases import ownerships
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.mirrors import ListedRow
from township_sync.warehouse.row_keys import row_key
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

REGISTER = "register_person"
_FIRST_ROW = 4


def load_month(connection: Connection, settings: Settings, county: County, month: Month) -> list[Sheet]:
    """Bring the next month of a county into the warehouse, as known on the fifth of the month after; what it says."""
    now = datetime.combine(month.plus(1).first_day + timedelta(days=4), time(1), UTC)
    sheets = list(county.month(month))
    mirror_register(connection, settings, county.register(month.first_day), month)
    files = [_staged(connection, settings, unit, list(of_unit), month, now)
             for unit, of_unit in groupby(sorted(sheets, key=lambda each: each.unit), key=lambda each: each.unit)]
    fates = {(file.file, sheet.sheet, row.number): "loaded"
             for file in files for sheet in file.sheets for row in sheet.rows}
    verdicts = {file.file: FileVerdict("accepted") for file in files}
    judgement = Judgement(str(month), "bench", (), verdicts, fates, owners=ownerships(connection, month))  # type: ignore[arg-type]
    merge(connection, files, judgement, now)
    return sheets


def mirror_register(
    connection: Connection, settings: Settings, people: Sequence[tuple[str, Values]], month: Month
) -> None:
    """The platform's whole list of the month's first day."""
    entity, day = contract(REGISTER), month.first_day
    now = datetime.combine(day, time(12), UTC)
    begun = mirrors.begin(connection, REGISTER, "province", (str(day), day, len(people)), now)
    whole = begun and mirrors.add_page(connection, begun, "0" * 64, "")
    assert whole is not None
    rows = [ListedRow(row_key(settings.secret, entity, values) or "", unit, values) for unit, values in people]
    counts = {"loaded": len(rows), "duplicate": 0, "rejected": 0, "findings": []}
    mirrors.load(connection, entity, whole, rows, counts, now)


def _staged(
    connection: Connection, settings: Settings, unit: str, sheets: Sequence[Sheet], month: Month, now: datetime
) -> ReadFile:
    name = f"{unit}/{month}.xlsx"
    digest = hashlib.sha256(name.encode()).hexdigest()
    read = ReadFile(name, digest, unit, str(month), "xlsx", tuple(map(_read, sheets)))
    recorded = record_submission(connection, settings, unit_code=unit, period=str(month), name=name,
                                 data=name.encode(), channel="folder", received_at=now)
    stage(connection, settings, recorded.submission_id, [read])
    return read


def _read(sheet: Sheet) -> ReadSheet:
    rows = [ConformedRow(number, values, {}, {}) for number, values in enumerate(sheet.rows, _FIRST_ROW)]
    columns = {name: place for place, name in enumerate(sheet.rows[0] if sheet.rows else {}, 1)}
    return ReadSheet(contract(sheet.entity).title, sheet.entity, _FIRST_ROW - 1, columns, rows)
