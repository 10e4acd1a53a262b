"""Kept figures as the board shows them: the city's at a glance, one indicator's units, and both over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from township_sync.domain.indicator import Figure
from township_sync.domain.unit import CITY
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class FigureRun:
    """The run of a pack about a day (`as_of`) that knew most."""

    run_id: int
    as_of: date
    known_on: date
    computed_at: datetime
    pack_digest: str
    pack: str

    def figure(self, row: Mapping[str, Any]) -> Figure:
        """A row of this run as a figure."""
        return Figure(as_of=self.as_of, known_on=self.known_on, pack=self.pack, pack_digest=self.pack_digest, **row)


@dataclass(frozen=True, slots=True)
class CityFigure:
    """The city's figure, and how many units reach and miss their target."""

    figure: Figure
    units_met: int
    units_missed: int


def runs(connection: Connection) -> list[FigureRun]:
    """The runs that count, one per day and pack, the newest day first."""
    return [FigureRun(**row) for row in connection.execute(statement("board/figure_runs"))]


def city_figures(connection: Connection, run: FigureRun) -> list[CityFigure]:
    """The city's figures of a run, in the order of the pack."""
    found = connection.execute(statement("board/city_figures"), {"run_id": run.run_id, "city": CITY})
    return [CityFigure(units_met=row.pop("units_met"), units_missed=row.pop("units_missed"), figure=run.figure(row))
            for row in found]


def unit_figures(connection: Connection, run: FigureRun, indicator: str, most: int,
                 skipped: int = 0) -> tuple[list[Figure], int]:
    """One indicator's figures by unit, those that miss their target first, and how many there are."""
    asked = {"run_id": run.run_id, "indicator": indicator, "city": CITY, "most": most, "skipped": skipped}
    rows = connection.execute(statement("board/unit_figures"), asked).fetchall()
    totals = [row.pop("total") for row in rows]
    return [run.figure(row) for row in rows], totals[0] if totals else 0


def over_time(connection: Connection, of_runs: Sequence[FigureRun], indicator: str, unit_code: str) -> list[Figure]:
    """The figures of one indicator and unit (or the city) in these runs, by day."""
    by_number = {each.run_id: each for each in of_runs}
    asked = {"run_ids": list(by_number), "indicator": indicator, "unit_code": unit_code}
    found = connection.execute(statement("board/figures_over_time"), asked)
    return [by_number[row.pop("run_id")].figure(row) for row in found]
