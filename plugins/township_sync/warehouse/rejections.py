"""Rows that the platform refused: whose they are, whether they were told and corrected, until accepted or gone.

A rejection is open, then told (by a report), then corrected (the key was sent again with other content), then accepted.
It is gone when nothing of its key has to reach the platform any more: the row was deleted, or the identity number that
made its key was mended, so that the person goes out under another key.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from township_sync.domain.contract import contract
from township_sync.domain.masking import person_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import of, statement

State = Literal["open", "told", "corrected"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused row with the platform's words; the place is None when its source is gone, the unit when nobody knows
    whose it is."""

    unit_code: str | None
    entity: str
    dataset: str
    period: str
    publication_id: int
    row_no: int
    code: str | None
    message: str | None
    file: str | None
    sheet: str | None
    row: int | None
    refused_at: datetime
    is_told: bool
    is_corrected: bool

    @property
    def state(self) -> State:
        return "corrected" if self.is_corrected else "told" if self.is_told else "open"

    def age_in_days(self, now: datetime) -> int:
        """Whole days since the platform's answer."""
        return max((now - self.refused_at).days, 0)


def rejections(connection: Connection, periods: Sequence[str] | None = None) -> list[Rejection]:
    """Every rejection that stands, of these months and quarters or of all, by unit and place.

    Names of the row's persons in the platform's words are masked: they go into letters.
    """
    values = {"periods": None if periods is None else list(periods)}
    found = [Rejection(**row) for row in connection.execute(statement("rejections/open"), values)]
    names = {place: said for entity in sorted({each.entity for each in found})
             for place, said in _names(connection, entity, found).items()}
    return [replace(each, message=_masked(each.message, names.get((each.publication_id, each.row_no), ())))
            for each in found]


def _names(connection: Connection, entity: str, found: Sequence[Rejection]) -> dict[tuple[int, int], list[str]]:
    """Names of persons by publication and row, of those rows of an entity that the platform said something about."""
    columns = [each.field for each in contract(entity).columns if each.privacy == "person_name"]
    places = [(each.publication_id, each.row_no) for each in found if each.entity == entity and each.message]
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    if columns and places:
        values = {"publication_ids": [place[0] for place in places], "row_nos": [place[1] for place in places]}
        parts: dict[str, Any] = {"entity": entity, "names": of("version", columns)}
        for row in connection.execute(statement("rejections/names", **parts), values):
            names[row["publication_id"], row["row_no"]].append(row["name"])
    return names


def _masked(message: str | None, names: Iterable[str]) -> str | None:
    for name in sorted(names, key=len, reverse=True):
        message = (message or "").replace(name, person_name(name))
    return message


def tell_rejections(connection: Connection, unit_code: str, period: str, told: Sequence[Rejection]) -> None:
    """Note that the newest report to a unit about a month tells these."""
    connection.execute(statement("rejections/tell"), {
        "unit_code": unit_code, "period": period, "publication_ids": [each.publication_id for each in told],
        "row_nos": [each.row_no for each in told]})


def months_with_rejections(connection: Connection) -> list[str]:
    """Months and quarters of which some unit was not told of a rejection, or was told last that one stands."""
    return [row["period"] for row in connection.execute(statement("rejections/months"))]


def mark_gone(connection: Connection, dataset: str, scope: str | None, needed: Iterable[str], now: datetime) -> None:
    """Close the rejections of keys of which the platform need not hear any more, and open those of which it must again.

    `needed` are all keys in which a dataset (of one period, where it has a `scope`) differs from what the platform has.
    """
    refused = {row["row_key"] for row in connection.execute(statement("rejections/keys"), {"dataset": dataset})}
    if refused:
        keys = sorted(refused.intersection(needed))
        connection.execute(statement("rejections/mark_gone"),
                           {"dataset": dataset, "scope": scope, "keys": keys, "now": now})
