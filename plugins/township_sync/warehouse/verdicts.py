"""A judgement, written down: its rules, its findings, how each file stands and what becomes of each row.

Every function runs inside the transaction of its caller.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from township_sync.domain.finding import Finding, rule
from township_sync.domain.judgement import Judgement
from township_sync.domain.table import ReadFile
from township_sync.errors import TransientError
from township_sync.warehouse.cases_of_a_month import note_cases
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable
from township_sync.warehouse.validations import keep_validated
from township_sync.warehouse.waivers import let_pass


def newest_change_before(connection: Connection, period: str) -> int:
    """The number of the newest judgement that changed a month before this one; 0 when there is none."""
    row = connection.execute(statement("merge/newest_change_before"), {"period": period}).fetchone()
    return int(row["judgement_id"]) if row else 0


def refuse_outdated(
    connection: Connection, files: Sequence[ReadFile], period: str, before: int | None = None
) -> None:
    """Raise TransientError when the month's files are not the ones that were judged (something came in between), or a
    month before it changed since `before` (of `newest_change_before`) was asked for."""
    found = connection.execute(statement("merge/month_files"), {"period": period})
    now = {(row["file"], row["sha256"], row["mode"], row["mode_by"]) for row in found}
    if now != {(file.file, file.sha256, file.mode, file.mode_by) for file in files}:
        raise TransientError(f"The files of {period} changed while they were judged; judge the month again.")
    if before is not None and newest_change_before(connection, period) != before:
        raise TransientError(f"A month before {period} changed while {period} was judged; judge the month again.")


def record_judgement(
    connection: Connection, files: Sequence[ReadFile], judgement: Judgement, now: datetime,
    again: Sequence[ReadFile] = (),
) -> int:
    """Write the judgement and everything it says of the files and of those that came `again`; returns its number."""
    values = {"period": judgement.period, "run_id": judgement.run_id, "judged_at": now, "files": len(files),
              "rows_read": len(judgement.fates), "findings": len(judgement.findings),
              "not_run": json.dumps([asdict(one) for one in judgement.not_run])}
    made = connection.execute(statement("merge/add_judgement"), values).fetchone()
    assert made is not None
    number: int = made["judgement_id"]
    judgement = note_cases(connection, judgement, number, now)
    _copy_rule_runs(connection, judgement, number)
    keep_validated(connection, judgement.validated, number, now)
    _set_verdicts(connection, judgement)
    _replace_findings(connection, [*files, *again], judgement, values | {"judgement_id": number})
    judgement = let_pass(connection, judgement, now)
    _set_fates(connection, judgement, number)
    _set_blocked(connection, judgement, number)
    return number


def _copy_rule_runs(connection: Connection, judgement: Judgement, number: int) -> None:
    with connection.cursor() as cursor, cursor.copy(statement("merge/copy_rule_runs")) as copy:
        for position, run in enumerate(judgement.rules):
            copy.write_row([number, position, run.entity, run.slug, run.outcome, run.run_id, run.reason])


def _set_verdicts(connection: Connection, judgement: Judgement) -> None:
    rows = []
    for file, verdict in judgement.verdicts.items():
        changes = {entity: asdict(change) for entity, change in verdict.changes.items()}
        rows.append({"period": judgement.period, "file": file, "status": verdict.status,
                     "is_current": verdict.is_current, "entities_superseded": sorted(verdict.entities_superseded),
                     "is_awaiting": verdict.is_awaiting, "changes": json.dumps(changes, ensure_ascii=False)})
    with connection.cursor() as cursor:
        cursor.executemany(statement("merge/set_verdict"), rows)


def _replace_findings(connection: Connection, files: Sequence[ReadFile], judgement: Judgement,
                      values: Mapping[str, Any]) -> None:
    connection.execute(statement("merge/forget_found"))
    connection.execute(statement("merge/create_found"))
    units = {file.file: file.unit_code for file in files}
    rows = list(_finding_rows(judgement.findings, units))
    with connection.cursor() as cursor, cursor.copy(statement("merge/copy_found")) as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(statement("merge/close_findings"), values)
    connection.execute(statement("merge/open_findings"), values)


def _finding_rows(findings: Sequence[Finding], units: Mapping[str, str | None]) -> Iterator[list[Any]]:
    seen: Counter[str] = Counter()
    for found in findings:
        kind = rule(found.slug)
        details = json.dumps(dict(found.details), ensure_ascii=False, sort_keys=True, default=str)
        place = {"slug": found.slug, "severity": kind.severity, "export": kind.export,
                 "unit_code": units.get(found.file), "file": found.file, "sheet": found.sheet, "row": found.row,
                 "column": found.column, "value": found.value, "details": details, "message": found.message}
        written = storable(place)
        fingerprint = hashlib.sha256(json.dumps(written, ensure_ascii=False).encode()).hexdigest()
        seen[fingerprint] += 1
        yield [fingerprint, seen[fingerprint], *written.values(), found.made_by]


def _set_fates(connection: Connection, judgement: Judgement, number: int) -> None:
    connection.execute(statement("merge/forget_fates"))
    connection.execute(statement("merge/create_fates"))
    with connection.cursor() as cursor, cursor.copy(statement("merge/copy_fates")) as copy:
        for stretch in _stretches(judgement):
            copy.write_row(stretch)
    values = {"period": judgement.period, "judgement_id": number}
    for row in connection.execute(statement("merge/months_entities"), {"period": judgement.period}).fetchall():
        connection.execute(statement("merge/tell_fates", entity=row["entity"]), values | {"entity": row["entity"]})
    connection.execute(statement("merge/forget_other_fates"), values)
    connection.execute(statement("merge/add_fates"), values)


def _stretches(judgement: Judgement) -> Iterator[list[Any]]:
    """Rows that follow one another in a sheet and have one fate, as one: most rows of a month are simply loaded."""
    before: tuple[Any, ...] = ()
    first = last = 0
    apart = judgement.held.keys() | judgement.good
    for place, fate in judgement.fates.items():
        file, sheet, row = place
        now: tuple[Any, ...] = (file, sheet, fate, (), False)
        if place in apart:
            now = (file, sheet, fate, judgement.held.get(place, ()), place in judgement.good)
        if row != last + 1 or now != before:
            if before:
                yield _stretch(before, first, last)
            before, first = now, row
        last = row
    if before:
        yield _stretch(before, first, last)


def _stretch(said: tuple[Any, ...], first: int, last: int) -> list[Any]:
    file, sheet, fate, held, is_good = said
    return [file, sheet, first, last, fate, sorted(held), is_good]


def _set_blocked(connection: Connection, judgement: Judgement, number: int) -> None:
    connection.execute(statement("merge/forget_blocked"), {"period": judgement.period})
    rows = [{"period": judgement.period, "unit_code": unit, "entity": entity, "export": export, "judgement_id": number}
            for unit, entity, export in sorted(judgement.blocked)]
    with connection.cursor() as cursor:
        cursor.executemany(statement("merge/add_blocked"), rows)
