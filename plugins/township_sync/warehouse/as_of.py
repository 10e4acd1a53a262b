"""What was true on a day, and what we knew of it then: both time axes of `core` (house.md, bitemporal history)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from township_sync.domain.contract import Entity
from township_sync.domain.period import COUNTY_TIME
from township_sync.warehouse.column_names import core_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import of, statement


def as_of(
    connection: Connection, entity: Entity, day: date, known_on: date, unit: str | None = None
) -> list[Mapping[str, Any]]:
    """The things of an entity that were true on `day`, as they were believed when `known_on` ended in 沅江市.

    One record per thing: sender, valid_from, valid_to, recorded_from and the contract's fields, in order of the
    senders. Nothing that became known later is in it, so the same question has the same answer for ever.
    """
    names = core_names(entity)
    asked = {"day": day, "known_before": end_of(known_on), "unit": unit}
    rows = connection.execute(statement("trace/as_of", entity=entity.name, columns=of("version", names)), asked)
    fields = {name: column.field for name, column in zip(names, entity.columns, strict=True)}
    return [{fields.get(name, name): value for name, value in row.items()} for row in rows]


def end_of(day: date) -> datetime:
    """The first moment after a day of 沅江市."""
    return datetime.combine(day + timedelta(days=1), time(), COUNTY_TIME)
