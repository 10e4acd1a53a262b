"""Late corrections: what is known of a published month now that was not known, or was otherwise, when it went out.

Nothing is written for them: what was published stays in `ops.publication_row`, and `core` keeps what was believed
beside what is believed, each with its moments; the difference of the two is the record, and it never gets lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from township_sync.domain.contract import Entity
from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.warehouse.column_names import core_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Kind = Literal["changed", "appeared", "vanished"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing of a month: the fields as they were believed when the month was published, and as they are now.

    `published_in` is the file that told the platform of it (None: it was held, or nobody knew of it), `told_in` the
    later one that told the correction (None: not yet). `file`, `sheet` and `sheet_row` are where the new word stands;
    of a thing that vanished the file that left it out.
    """

    entity: str
    unit_code: str | None
    before: Mapping[str, str | None] | None
    after: Mapping[str, str | None] | None
    known_since: datetime
    published_in: str | None
    told_in: str | None
    file: str | None
    sheet: str | None
    sheet_row: int | None
    received_at: datetime | None

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return "appeared"
        return "changed" if self.after is not None else "vanished"

    @property
    def fields(self) -> list[str]:
        """The fields that differ; of what appeared or vanished none."""
        before, after = self.before, self.after
        return [] if before is None or after is None else [name for name in before if before[name] != after[name]]


def corrections_of(connection: Connection, entity: Entity, dataset: str, month: Month) -> list[Correction]:
    """What became known of a month after it was first published, by unit and moment, as far as it still stands.

    Raises UsageError when the month was never published: before that every change is part of the month itself.
    """
    known = connection.execute(statement("trace/was_published"), {"period": str(month)}).fetchone()
    if not known or not known["was_published"]:
        raise UsageError(f"{month} was not published yet, so nothing of it was corrected since.")
    asked = {"period": str(month), "day": month.last_day, "dataset": dataset}
    found = connection.execute(statement("trace/corrections", entity=entity.name), asked)
    return [_correction(entity, row) for row in found]


def _correction(entity: Entity, row: Mapping[str, Any]) -> Correction:
    sides = {side: _fields(entity, row[side]) for side in ("before", "after")}
    return Correction(entity.name, **{**row, **sides})


def _fields(entity: Entity, version: Mapping[str, Any] | None) -> dict[str, str | None] | None:
    if version is None:
        return None
    return {column.field: version[core_name(column.field)] for column in entity.columns}
