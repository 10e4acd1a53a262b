"""Columns of another sheet or month beside a row: `register__employment_status` is the person's status in the register.

What may be joined stands in `expectations/_joins.yaml`; which columns are joined follows from what the entries name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Which = Literal["this", "last_month", "this_else_last_month"]


@dataclass(frozen=True, slots=True)
class Join:
    """One other side: the rows of an entity (`self`: the row's own) of this or last month, matched on columns.

    `where` is a pandas condition on the other side's rows. Of several rows with one key the first counts.
    """

    name: str
    entity: str
    month: Which
    on: tuple[str, ...]
    where: str = ""

    def source(self, entity: str) -> str:
        """The entity on the other side, seen from an entity."""
        return entity if self.entity == "self" else self.entity


@dataclass(frozen=True, slots=True)
class Side:
    """The rows that can be looked up of one entity and month, and the units that sent any."""

    rows: pd.DataFrame
    units: frozenset[str]


Sides = Mapping[tuple[str, str], Side]
"""(entity, 'this' or 'last_month') → side; 'everywhere' before the month's name: of all units, where a month is judged
in parts"""
EVERYWHERE = "everywhere "


def attach(
    frame: pd.DataFrame, entity: str, joins: Mapping[str, Join], wanted: Iterable[str], sides: Sides
) -> pd.DataFrame:
    """The frame with every wanted `<join>__<field>`; `found` and `received` tell of the row and of its unit's sheet."""
    fields: dict[str, list[str]] = {}
    for name in sorted(set(wanted)):
        join, field = name.split("__", 1)
        fields.setdefault(join, []).append(field)
    for name, chosen in fields.items():
        frame = _attach(frame, joins[name], chosen, _sides(joins[name], entity, sides))
    return frame


def received(join: Join, entity: str, sides: Sides) -> frozenset[str]:
    """The units whose other side is there."""
    return frozenset().union(*(side.units for side in _sides(join, entity, sides)))


def _sides(join: Join, entity: str, sides: Sides) -> Sequence[Side]:
    months = ("this", "last_month") if join.month == "this_else_last_month" else (join.month,)
    source, wide = join.source(entity), "" if "_unit" in join.on else EVERYWHERE
    found = (sides.get((source, wide + month)) or sides.get((source, month)) for month in months)
    return [side for side in found if side is not None]


def _attach(frame: pd.DataFrame, join: Join, fields: Sequence[str], sides: Sequence[Side]) -> pd.DataFrame:
    units = frozenset().union(*(side.units for side in sides))
    keys, values = list(join.on), [field for field in fields if field not in ("found", "received")]
    named = {field: f"{join.name}__{field}" for field in ("_row_id", *values)}
    other = _lookup(join, sides)
    right = other[keys].join(other[list(named)].rename(columns=named))
    matched = frame[keys].merge(right, on=keys, how="left").set_axis(frame.index)
    added = {named[field]: _as_before(matched[named[field]], other[field]) for field in values}
    if "found" in fields:
        added[f"{join.name}__found"] = matched[named["_row_id"]].notna()
    if "received" in fields:
        added[f"{join.name}__received"] = frame["_unit"].isin(list(units))
    return frame.assign(**added)


def _as_before(column: pd.Series, origin: pd.Series) -> pd.Series:
    """Flags stay flags although rows without a match have none."""
    return column.eq(True).fillna(False).astype("bool") if origin.dtype == "bool" else column


def _lookup(join: Join, sides: Sequence[Side]) -> pd.DataFrame:
    """The other side by key, first row first; this month's rows go before last month's."""
    import pandas as pd

    keys = list(join.on)
    parts = [side.rows.query(join.where) if join.where else side.rows for side in sides]
    filled = [part for part in parts if len(part)] or parts[:1]
    return pd.concat([part[part[keys].notna().all(axis=1)] for part in filled]).drop_duplicates(keys)
