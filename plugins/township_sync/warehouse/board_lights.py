"""How every sheet of every unit stands in a month, for the overview and the pages of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Light = Literal["bad", "fix", "missing", "check", "due", "good", "none"]
"""`bad`: came, and nothing of it was taken; `fix`: places to be mended; `check`: places to be looked at; `good`: came,
and nothing is said of it; `missing`: late; `due`: did not come yet; `none`: neither expected nor there."""


@dataclass(frozen=True, slots=True)
class SheetLight:
    """One sheet of one unit in one month; `places` is how many faults the light is about."""

    period: str
    unit_code: str
    entity: str
    places: int
    light: Light


@dataclass(frozen=True, slots=True)
class LightSum:
    """How many sheets, of how many units, show a light, and how many faults that is."""

    light: Light
    sheets: int
    units: int
    places: int


@dataclass(frozen=True, slots=True)
class UnitFiles:
    """What a unit sent for a month: submissions in all, refused as a whole, waiting for a word on what they are, and
    not read or judged yet."""

    unit_code: str | None
    sent: int
    refused: int
    awaiting: int
    unread: int
    last_at: datetime


def months(connection: Connection, most: int = 24) -> list[str]:
    """The months for which something was received, the newest first."""
    return [row["period"] for row in connection.execute(statement("board/months"), {"most": most})]


def lights(connection: Connection, today: date, period: str | None = None, entity: str | None = None,
           units: Sequence[str] | None = None) -> list[SheetLight]:
    """Lights of a month, of a sheet, of units, or of what all of them name; bound at least one of them."""
    asked = _asked(today, period, entity, units)
    return [SheetLight(**row) for row in connection.execute(statement("board/lights"), asked)]


def light_sums(connection: Connection, today: date, period: str, entity: str | None = None) -> dict[str, LightSum]:
    """A month in numbers, by light."""
    asked = connection.execute(statement("board/light_sums", lights=statement("board/lights")),
                               _asked(today, period, entity, None))
    return {row["light"]: LightSum(**row) for row in asked}


def lit_units(connection: Connection, today: date, period: str, wanted: Sequence[str]) -> set[str]:
    """Codes of the units that have one of these lights in a month."""
    asked = connection.execute(statement("board/lit_units", lights=statement("board/lights")),
                               {**_asked(today, period, None, None), "wanted": list(wanted)})
    return {row["unit_code"] for row in asked}


def files_of_units(connection: Connection, period: str, units: Sequence[str] | None = None) -> dict[str, UnitFiles]:
    """What these units sent for a month, by unit; the empty code is of senders whom nobody knows."""
    asked = {"period": period, "units": None if units is None else list(units)}
    found = connection.execute(statement("board/files_of_units"), asked)
    return {row["unit_code"] or "": UnitFiles(**row) for row in found}


def _asked(today: date, period: str | None, entity: str | None, units: Sequence[str] | None) -> dict[str, object]:
    return {"today": today, "period": period, "entity": entity, "units": None if units is None else list(units)}
