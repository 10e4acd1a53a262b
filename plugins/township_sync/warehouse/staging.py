"""What was read, kept in `stage`, and given back as it was read."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.warehouse import audit
from township_sync.warehouse.column_names import column_name, column_names, core_names, history_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.row_hashes import row_hash, tracked_fields
from township_sync.warehouse.row_keys import row_key
from township_sync.warehouse.staged_sheets import staged_sheets
from township_sync.warehouse.statements import renamed, statement
from township_sync.warehouse.storable import storable
from township_sync.warehouse.submissions import Submission, submission


def stage(connection: Connection, settings: Settings, submission_id: int, files: Sequence[ReadFile]) -> int:
    """Keep what was read from a submission, in place of what was read from it before; returns the number of rows.

    `files` must carry the submission's name (a bundle's inner files below it); they are kept under its label.
    Raises TerminalError for files of another name or month.
    """
    sent = submission(connection, submission_id)
    with connection.transaction():
        connection.execute(statement("receive/lock_month"), {"period": sent.period})
        _forget(connection, submission_id)
        rows = 0
        for position, file in enumerate(files):
            rows += _add_file(connection, settings, sent, position, _labelled(file, sent))
        for step in ("set_confirmed_mode", "mark_staged"):
            connection.execute(statement(f"stage/{step}"), {"submission_id": submission_id})
        audit.append(connection, "submission_read", None, {"submission_id": submission_id}, files=len(files), rows=rows)
    return rows


def _forget(connection: Connection, submission_id: int) -> None:
    """Take away what was read from a submission before; versions that it told keep their fields."""
    known = connection.execute(statement("stage/entities_staged"), {"submission_id": submission_id}).fetchall()
    if known:
        connection.execute(statement("merge/lock"))
    for entity in (contract(row["entity"]) for row in known):
        fields = renamed("staged", column_names(entity), core_names(entity))
        keeping = statement("stage/keep_told", entity=entity.name, history=history_name(entity), fields=fields)
        connection.execute(keeping, {"submission_id": submission_id})
    connection.execute(statement("stage/forget"), {"submission_id": submission_id})


def read_files(connection: Connection, period: str) -> list[ReadFile]:
    """Every file of a month as it was read, in order of arrival, under its label.

    Rows are fetched over the connection when somebody looks at them (`staged_sheets`).
    """
    rows = staged_sheets(connection, period)
    sheets: dict[int, list[ReadSheet]] = defaultdict(list)
    for found in connection.execute(statement("stage/sheets"), {"period": period}):
        sheets[found["file_id"]].append(_sheet(found, rows.get(found["sheet_id"], ())))
    files = connection.execute(statement("stage/files"), {"period": period})
    return [_file(found, sheets[found["file_id"]]) for found in files]


def _labelled(file: ReadFile, sent: Submission) -> ReadFile:
    if file.period != sent.period or not (file.file == sent.name or file.file.startswith(sent.name + "/")):
        raise TerminalError(f"Submission {sent.submission_id} ({sent.name}, {sent.period}) was read as '{file.file}' "
                            f"of {file.period}; read it under its own name and month.")
    label = sent.label + file.file[len(sent.name):]
    bundle = sent.label if file.bundle == sent.name else file.bundle
    findings = tuple(replace(found, file=label) if found.file == file.file else found for found in file.findings)
    return replace(file, file=label, bundle=bundle, findings=findings)


def _add_file(connection: Connection, settings: Settings, sent: Submission, position: int, file: ReadFile) -> int:
    values = {"submission_id": sent.submission_id, "position": position, "file": file.file, "sha256": file.sha256,
              "unit_code": file.unit_code, "period": file.period, "kind": file.kind, "bundle": file.bundle,
              "mode": file.mode, "mode_by": file.mode_by,
              "findings": json.dumps([asdict(found) for found in file.findings], ensure_ascii=False, default=str)}
    made = connection.execute(statement("stage/add_file"), storable(values)).fetchone()
    assert made is not None
    for number, sheet in enumerate(file.sheets):
        _add_sheet(connection, settings, made["file_id"], number, sheet)
    return sum(len(sheet.rows) for sheet in file.sheets)


def _add_sheet(connection: Connection, settings: Settings, file_id: int, position: int, sheet: ReadSheet) -> None:
    fields = list(dict.fromkeys(name for row in sheet.rows for name in row.values))
    values = {"file_id": file_id, "position": position, "sheet": sheet.sheet, "entity": sheet.entity,
              "header_row": sheet.header_row, "columns": json.dumps(dict(sheet.columns)), "fields": json.dumps(fields),
              "rows_seen": len(sheet.rows) + sheet.rows_skipped, "rows_read": len(sheet.rows),
              "rows_skipped": sheet.rows_skipped}
    made = connection.execute(statement("stage/add_sheet"), storable(values)).fetchone()
    assert made is not None
    _copy_rows(connection, settings, made["sheet_id"], sheet, fields)


def _copy_rows(connection: Connection, settings: Settings, sheet_id: int, sheet: ReadSheet,
               fields: Sequence[str]) -> None:
    entity, secret = contract(sheet.entity), settings.secret
    names = ["sheet_id", "sheet_row", "row_key", "row_hash", *map(column_name, fields), "states", "raw"]
    tracked = tracked_fields(entity)
    copying = statement("stage/copy_rows", entity=entity.name, columns=names)
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in sheet.rows:
            values = {name: storable(row.values.get(name)) for name in fields}
            copy.write_row([sheet_id, row.number, row_key(secret, entity, values), row_hash(tracked, values),
                            *values.values(), _json(row.states), _json(row.raw)])


def _json(written: Mapping[str, str]) -> str:
    return json.dumps({name: storable(value) for name, value in written.items()}, ensure_ascii=False)


def _sheet(found: Mapping[str, Any], rows: Sequence[ConformedRow]) -> ReadSheet:
    return ReadSheet(found["sheet"], found["entity"], found["header_row"], found["columns"], rows,
                     found["rows_skipped"])


def _file(found: Mapping[str, Any], sheets: Sequence[ReadSheet]) -> ReadFile:
    findings = tuple(Finding(**each) for each in found["findings"])
    return ReadFile(found["file"], found["sha256"], found["unit_code"], found["period"], found["kind"], tuple(sheets),
                    findings, found["bundle"], found["mode"], found["mode_by"])
