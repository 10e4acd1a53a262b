"""What Great Expectations answered at each judging: written with the verdict, read by whoever asks months later.

Every answer of a month's newest judging stays for ever; those of a judging that another one replaced for `KEPT_FOR`.
What was asked at all, and with which outcome, stays in `ops.rule_run` of every judging.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from township_sync.domain.judged_month import JudgedFile, JudgedMonth
from township_sync.domain.judgement import NotRun, RuleRun
from township_sync.domain.validation import CheckpointOutcome, Validated, Validation
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable

KEPT_FOR = timedelta(days=3 * 365)
"""As long as the county may be asked how a month came about; a month takes some hundred kilobytes."""


def keep_validated(connection: Connection, validated: Validated, judgement_id: int, now: datetime) -> None:
    """Write down what was answered, inside the transaction of the verdict, and forget what is too old."""
    answers = [(position, each, _written(each.result)) for position, each in enumerate(validated.validations)]
    results = [{"sha256": _digest(text), "result": text} for _, _, text in answers]
    lines = [
        {"judgement_id": judgement_id, "position": position, "entity": each.entity, "scope": each.scope,
         "sha256": _digest(text)}
        for position, each, text in answers
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement("quality/add_checkpoint"), list(_checkpoints(validated, judgement_id)))
        cursor.executemany(statement("quality/add_result"), results)
        cursor.executemany(statement("quality/add_validation"), lines)
    _forget(connection, now)


def _checkpoints(validated: Validated, judgement_id: int) -> Iterator[dict[str, Any]]:
    for each in validated.checkpoints:
        yield {"judgement_id": judgement_id, "name": each.name, "evaluated": each.evaluated,
               "successful": each.successful, "definitions": validated.definitions, "engine": validated.engine}


def _written(result: Mapping[str, Any]) -> str:
    """The same text for the same answer; cleaned before it is JSON, because a file may be called `a\\u0000.xlsx`."""
    return json.dumps(storable(result), ensure_ascii=False, sort_keys=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _forget(connection: Connection, now: datetime) -> None:
    gone = connection.execute(statement("quality/forget_validations"), {"before": now - KEPT_FOR})
    if gone.rowcount:
        connection.execute(statement("quality/forget_results"))


def judged_months(connection: Connection, period: str | None = None) -> list[JudgedMonth]:
    """Every judging of which answers are kept, of one month or of all: months in order, the newest judging first."""
    rows = connection.execute(statement("quality/judgements"), {"period": period})
    return [JudgedMonth(**row) for row in rows]


def with_answers(connection: Connection, judged: JudgedMonth) -> JudgedMonth:
    """The same judging with its rules and everything that was answered, and the files of its month until then."""
    number = {"judgement_id": judged.judgement_id}
    rules = tuple(RuleRun(**row) for row in connection.execute(statement("quality/rules"), number))
    files = tuple(_file(row) for row in connection.execute(statement("quality/files"), number))
    lacking = connection.execute(statement("quality/not_run"), number).fetchone()
    not_run = tuple(NotRun(**each) for each in lacking["not_run"]) if lacking else ()
    return replace(judged, rules=rules, validated=_validated(connection, number), files=files, not_run=not_run)


def _validated(connection: Connection, number: Mapping[str, Any]) -> Validated:
    answers = tuple(Validation(**row) for row in connection.execute(statement("quality/validations"), number))
    runs = connection.execute(statement("quality/checkpoints"), number).fetchall()
    outcomes = tuple(CheckpointOutcome(row["name"], row["evaluated"], row["successful"]) for row in runs)
    definitions, engine = (runs[0]["definitions"], runs[0]["engine"]) if runs else ("", "")
    return Validated(definitions, engine, outcomes, answers)


def _file(row: Mapping[str, Any]) -> JudgedFile:
    sheets = tuple((sheet, entity, rows) for sheet, entity, rows in row["sheets"])
    return JudgedFile(row["file"], row["unit_code"], row["status"] or "", sheets)
