"""The command `rates`: completeness, timeliness and correctness, as DHIS2 counts reporting rates."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from township_sync.cli.checking import JsonOption, PeriodOption, try_json, write_json
from township_sync.cli.deciding import name_of
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.cli.waiving import UnitOption
from township_sync.domain.period import Month
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.reporting_rates import Rate
    from township_sync.warehouse.rates import Apart

_SHARES = ("rate", "rate_on_time", "correctness", "first_pass_rate")


def rates(
    period: PeriodOption = None,
    unit: UnitOption = None,
    sheets: Annotated[bool, typer.Option("--sheets", help="Each sheet by itself.")] = False,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """How complete, how timely and how right each unit reported, and how fast it mended; of a month or of all."""
    from township_sync.warehouse import rates as kept
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    month = str(Month.parse(period)) if period else None
    apart: tuple[Apart, ...] = ("unit", "sheet") if sheets else ("unit",)
    with asked(Settings.load(workspace)) as connection:
        found = kept.rates(connection, month, unit, apart)
        together = kept.rates(connection, month, unit, ()) if found else []
    if json_file:
        write_json(json_file, {"period": month, "rates": [_record(one) for one in found],
                               "together": [_record(one) for one in together]})
    _print([*found, *together])


def _record(rate: "Rate") -> dict[str, Any]:
    return {**asdict(rate), **{name: getattr(rate, name) for name in (*_SHARES, "days_to_fix")}}


def _print(rates: "list[Rate]") -> None:
    from township_sync.domain.contract import contract

    words = screen("rates")
    table = Table(*words["headings"])
    for rate in rates:
        days = "" if rate.days_to_fix is None else f"{rate.days_to_fix:.1f}"
        table.add_row(name_of(rate.unit_code) if rate.unit_code else words["together"],
                      contract(rate.entity).title if rate.entity else "",
                      *map(str, (rate.expected, rate.actual, rate.on_time)),
                      *(_percent(getattr(rate, name)) for name in _SHARES), days)
    Console().print(table)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"


COMMANDS = {"rates": rates}
