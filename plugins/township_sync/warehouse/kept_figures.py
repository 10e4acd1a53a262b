"""Figures that were computed, kept with the pack by which; and those of a base period, from a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from township_sync.domain.indicator import Figure
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_OF_A_RUN = ("as_of", "known_on", "pack", "pack_digest")
_COLUMNS = [each.name for each in fields(Figure) if each.name not in _OF_A_RUN]


def keep(connection: Connection, figures: Sequence[Figure], content: Mapping[str, Any], now: datetime) -> bool:
    """Keep the figures of one day as a run of their own, with their pack's content; whether they are other ones.

    Figures that are as the pack's run that knew most until then has them, by the same content, are not kept twice.
    """
    of_run = figures[0]
    known = newest_run(connection, of_run.as_of, of_run.pack, of_run.known_on)
    if known and _said(_figures(connection, known["run_id"])) == _said(figures):
        return False
    values = {"digest": of_run.pack_digest, "name": of_run.pack, "as_of": of_run.as_of, "known_on": of_run.known_on,
              "content": json.dumps(content, ensure_ascii=False), "now": now}
    connection.execute(statement("indicator_run/keep_pack"), values)
    run = connection.execute(statement("indicator_run/add_run"), values).fetchone()
    assert run is not None
    copying = statement("indicator_run/copy_figures", columns=["run_id", "position", *_COLUMNS])
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for position, figure in enumerate(figures):
            copy.write_row([run["run_id"], position, *(getattr(figure, name) for name in _COLUMNS)])
    return True


def newest_run(connection: Connection, day: date, pack: str, known_on: date | None = None) -> Mapping[str, Any] | None:
    """A pack's run about a day that knew most (on a day at the latest): run_id, as_of, known_on, pack, pack_digest."""
    asked = {"as_of": day, "pack": pack, "known_on": known_on}
    return connection.execute(statement("indicator_run/newest_run"), asked).fetchone()


def kept(connection: Connection, day: date, pack: str, known_on: date | None = None) -> list[Figure]:
    """The figures about a day of the pack's run that knew most, in the order of the pack and of the units."""
    run = newest_run(connection, day, pack, known_on)
    return _figures(connection, run["run_id"]) if run else []


def values_before(connection: Connection, day: date, pack: str, known_on: date) -> dict[tuple[str, str], Decimal]:
    """By indicator and unit the value of an earlier day: as that pack computed it, else as a base file says."""
    asked = {"day": day, "pack": pack, "known_on": known_on}
    rows = connection.execute(statement("indicator_run/values_before"), asked)
    return {(row["indicator"], row["unit_code"]): row["value"] for row in rows}


def add_baseline(
    connection: Connection, values: Mapping[tuple[str, str, date], Decimal], now: datetime
) -> None:
    """Keep figures of a time before this warehouse, by indicator, unit and day; of several the newest counts."""
    rows = [{"indicator": indicator, "unit_code": unit, "as_of": day, "value": value, "now": now}
            for (indicator, unit, day), value in values.items()]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(statement("indicator_run/add_baseline"), rows)


def _figures(connection: Connection, run_id: int) -> list[Figure]:
    found = connection.execute(statement("indicator_run/figures"), {"run_id": run_id})
    return [Figure(**row) for row in found]


def _said(figures: Sequence[Figure]) -> list[tuple[Any, ...]]:
    """What figures say, whenever it was known."""
    return [(figure.pack_digest, *(getattr(figure, name) for name in _COLUMNS)) for figure in figures]
