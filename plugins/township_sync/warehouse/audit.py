"""The record of acts: a row is added in the transaction of the act itself, so neither is without the other.

`append` is the last statement of its transaction: until that ends every other act waits for its place in the chain.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from psycopg import Connection as AnyConnection
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from township_sync import project
from township_sync.domain.audit_chain import BEGINNING, Act, Head
from township_sync.domain.masking import mask_whole_numbers, refuse_whole_numbers
from township_sync.errors import DefinitionError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""A hash may hold eleven digits in a row by chance; it says nothing of a person."""


@cache
def actions() -> dict[str, Any]:
    """The closed list of acts: title, names of the subject, names of the details."""
    found: dict[str, Any] = project.mapping("contracts/letters/audit.zh.yaml")["actions"]
    return found


def append(connection: AnyConnection[Any], action: str, now: datetime | None, subject: Mapping[str, Any],
           by: str | None = None, **details: Any) -> None:
    """Add one act to the record, inside the caller's transaction; `by` is a named person, else the session's actor,
    `now` the moment, else that of the server.

    Raises DefinitionError outside of a transaction and for anything that the closed list does not have,
    PersonalDataLeak when it holds a whole number of a person, and whatever the database says: then the act does not
    happen either.
    """
    _refuse_unknown(connection, action, subject, details)
    connection.execute(statement("audit/lock"))
    with connection.cursor(row_factory=dict_row) as cursor:
        number, previous = _head(cursor.execute(statement("audit/head")).fetchone())
    said = {name: _masked(value) for name, value in details.items() if value is not None}
    who = _masked(by or connection.info.parameter_status("application_name"))
    at = now or _moment(connection)
    act = Act(number + 1, at, storable(who), action, storable(dict(subject)), storable(said), previous)
    refuse_whole_numbers(_DIGEST.sub("", act.told), "ops.audit")
    connection.execute(statement("audit/add"), {
        "number": act.number, "moment": act.moment, "actor": act.actor, "action": act.action,
        "subject": _json(act.subject), "details": _json(act.details), "previous_hash": previous, "hash": act.digest})


def rehearse(connection: Connection, action: str, now: datetime, subject: Mapping[str, Any], **details: Any) -> None:
    """Raise what `append` would raise, before something is done that cannot be taken back; nothing is kept."""
    with connection.transaction(force_rollback=True):
        append(connection, action, now, subject, **details)


def head(connection: Connection) -> Head:
    """The last row of the chain; `BEGINNING` while there is none."""
    return _head(connection.execute(statement("audit/head")).fetchone())


def tell_publications(connection: Connection, now: datetime) -> None:
    """Add every publication that was made at this moment, in the transaction that made them and at its end."""
    for made in connection.execute(statement("audit/untold_publications"), {"now": now}).fetchall():
        append(connection, "publication_made", now, {"publication_id": made.pop("publication_id")}, **made)


def tell_plans(connection: Connection, now: datetime) -> None:
    """Add every plan of batches of this moment, in the transaction that stored it and at its end."""
    for plan in connection.execute(statement("audit/untold_plans"), {"now": now}).fetchall():
        append(connection, "batches_planned", now, {"publication_id": plan.pop("publication_id")}, **plan)


def tell_upgrade(connection: AnyConnection[Any], revision: str, before: str | None) -> None:
    """Add that the database was brought from one migration to another; the moment is that of the server."""
    append(connection, "schema_upgraded", None, {"revision": revision}, before=before)


def _moment(connection: AnyConnection[Any]) -> datetime:
    with connection.cursor(row_factory=dict_row) as cursor:
        at = cursor.execute(statement("audit/moment")).fetchone()
    assert at is not None
    moment: datetime = at["moment"]
    return moment


def _refuse_unknown(connection: AnyConnection[Any], action: str, subject: Mapping[str, Any],
                    details: Mapping[str, Any]) -> None:
    known = actions().get(action)
    if known is None or set(subject) != set(known["subject"]) or set(details) - set(known["details"]):
        raise DefinitionError(f"contracts/letters/audit.zh.yaml has no act '{action}' with the subject "
                              f"{', '.join(subject)} and the details {', '.join(details) or 'none'}; add them there.")
    if connection.info.transaction_status != TransactionStatus.INTRANS:
        raise DefinitionError(f"The act '{action}' must be told in the transaction of what it tells of.")


def _masked(value: Any) -> Any:
    """A reason or a name may have been typed with a number in it: that must not keep the act from being told."""
    return mask_whole_numbers(value) if isinstance(value, str) and not _DIGEST.fullmatch(value) else value


def _head(row: Mapping[str, Any] | None) -> Head:
    return Head(row["number"], row["hash"]) if row else BEGINNING


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
