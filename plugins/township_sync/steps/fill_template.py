"""Fill the next workbook of a unit with what is known of it: by the warehouse, or by last month's inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from township_sync.domain.contract import contract, sent_entities
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.known_row import Knowledge, KnownRow
from township_sync.domain.period import Month
from township_sync.domain.table import Mode
from township_sync.domain.unit import Unit, units
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.check import Progress
from township_sync.steps.given import refuse_what_is_not_there
from township_sync.steps.judge import accepted_rows, judge
from township_sync.steps.read import read_inbox
from township_sync.workbooks.template import build_template, file_name, is_gone, words

NOTHING_KNOWN = Knowledge()
Doubts = Mapping[tuple[str, str, int], frozenset[str]]


def fill_template(
    unit_code: str, period: Month, known: Knowledge = NOTHING_KNOWN, mode: Mode = "full", all_sheets: bool = False
) -> tuple[str, bytes]:
    """File name and .xlsx of one unit's workbook for a month; the same arguments give the same bytes.

    Its sheets are those that the unit used last month; all of them when nothing is known, when they are asked for, and
    in a workbook for corrections, which holds no row. UsageError for a unit that is none of ours.
    """
    if unit_code not in units():
        raise UsageError(f"There is no unit {unit_code}; the codes are in contracts/units.csv.")
    rows = known.rows if mode == "full" else ()
    used = known.reported | {row.entity for row in rows if not is_gone(contract(row.entity), row)}
    wanted = used if used and mode == "full" and not all_sheets else frozenset(sent_entities())
    entities = [name for name in _in_order() if name in wanted]
    source = known.source if rows else ""
    return file_name(unit_code, period, mode), build_template(entities, unit_code, period, rows, mode, source)


def encrypted_for(settings: Settings, unit: Unit, workbook: bytes) -> bytes:
    """The workbook under the unit's passphrase, which opens it at intake, too; every call gives other bytes.

    UsageError when the unit has no passphrase.
    """
    from township_sync.steps.passphrases import passphrase_of, refuse_without_passphrase
    from township_sync.workbooks.encrypt import encrypt

    passphrase = passphrase_of(settings, unit.code)
    if not passphrase:
        refuse_without_passphrase([unit.code])
    return encrypt(workbook, str(passphrase))


def known_from_warehouse(settings: Settings, unit_codes: Sequence[str], period: Month,
                         now: datetime) -> dict[str, Knowledge]:
    """What the warehouse knows at the end of the month before `period`.

    UsageError when the workspace has no data yet, TransientError when the server of a DSN does not answer.
    """
    from township_sync.warehouse import audit
    from township_sync.warehouse.last_month import known_of_units
    from township_sync.warehouse.questions import asked

    with asked(settings) as connection, connection.transaction():
        known = known_of_units(connection, list(unit_codes), period.plus(-1))
        audit.append(connection, "rows_given_out", now, {"period": str(period), "units": list(unit_codes)},
                     rows=sum(len(each.rows) for each in known.values()))
        return known


def known_from_inbox(
    inbox: Path, unit_codes: Sequence[str], period: Month, progress: Progress | None = None
) -> dict[str, Knowledge]:
    """What was accepted from the inbox of the month before `period` (all its units are judged together).

    UsageError when it cannot be read.
    """
    refuse_what_is_not_there([inbox])
    month = period.plus(-1)
    files = read_inbox(inbox, month, progress)
    judgement = judge(files, month)
    doubts: dict[tuple[str, str, int], set[str]] = {}
    for found in judgement.findings:
        if found.sheet and found.row and found.column:
            doubts.setdefault((found.file, found.sheet, found.row), set()).add(found.column)
    rows = accepted_rows(files, judgement)
    frozen = {place: frozenset(headers) for place, headers in doubts.items()}
    return {code: _of_unit(code, rows, frozen, f"inbox {month}") for code in unit_codes}


def _of_unit(unit_code: str, rows: Sequence[AcceptedRow], doubts: Doubts, source: str) -> Knowledge:
    """The unit's own rows; of rows with one key the first (they are equal, or one would not have been accepted)."""
    known: dict[tuple[str | None, ...], KnownRow] = {}
    own = [row for row in rows if row.unit_code == unit_code]
    for row in own:
        entity = contract(row.entity)
        if entity.carries_over:
            key = (row.entity, *(row.row.values.get(field) for field in entity.key))
            headers = doubts.get((row.file, row.sheet, row.row.number), frozenset())
            doubted = {entity.field_of_header(header) or "" for header in headers} | row.row.states.keys()
            known.setdefault(key, KnownRow(row.entity, row.row.values, frozenset(doubted)))
    return Knowledge(tuple(known.values()), frozenset(row.entity for row in own), source if own else "")


def _in_order() -> list[str]:
    """Every entity: first those that clerks fill in most, as the office lists them."""
    first: list[str] = words()["order"]
    return [*first, *(name for name in sent_entities() if name not in first)]
