"""Commands of the policy's figures: indicators, members (who a figure counts), list, baseline."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, path_of, progress, try_json, write_json
from township_sync.cli.days import day_of
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.indicator import Figure
    from township_sync.domain.policy_pack import Pack

_PLACE = ("file", "sheet", "sheet_row")
PeriodArgument = Annotated[str, typer.Argument(metavar="PERIOD", help="The month, such as 2020-05.")]
KnownOption = Annotated[str | None, typer.Option(
    "--known-on", metavar="DAY", help="Only what was known when this day ended; without it, what is known now.")]
UnitOption = Annotated[str | None, typer.Option("--unit", help="One unit, by name or code; 430981 is the city.")]
PackOption = Annotated[str | None, typer.Option(
    "--pack", help="Compute by this policy pack as it is now, also a month whose figures are kept by another.")]


def indicators(
    period: PeriodArgument,
    day: Annotated[str | None, typer.Option(metavar="DAY", help="Another day than the month's last.")] = None,
    known_on: KnownOption = None,
    unit: UnitOption = None,
    pack: PackOption = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compute the figures of the policy for a month, of every unit and the city, and keep them."""
    from township_sync.steps.compute import compute
    from township_sync.warehouse.questions import asked

    month, chosen, only = Month.parse(period), pack_named(pack), _unit(unit)
    about = _day_in(month, day) if day else None
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection, progress() as bar:
        task = bar.add_task(str(month), total=None)
        found = compute(connection, month, datetime.now(UTC), day_of(known_on) if known_on else None, chosen, about,
                        told=lambda title: bar.update(task, description=title, advance=1))
    shown = [figure for figure in found if only in (None, figure.unit_code)]
    if json_file:
        write_json(json_file, {"period": str(month), "figures": [_as_record(figure) for figure in shown]})
    _show_figures(shown, chosen)


def members(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Such as employed_share.")],
    period: PeriodArgument,
    known_on: KnownOption = None,
    unit: UnitOption = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell everyone whom a figure counts, masked, with the file, sheet and row that says so."""
    from township_sync.steps.drill_down import members_of

    def said(connection: Any, known: date) -> list[dict[str, Any]]:
        return members_of(connection, Month.parse(period), indicator, known)

    rows = _asked_rows(said, known_on, unit, workspace, json_file)
    columns = ["unit_code", "member", "in_numerator", "in_denominator", "amount", "note"]
    _show_rows(screen("members")["headings"], columns, rows, json_file)


def work_list(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as employed_outside_working_age.")],
    period: PeriodArgument,
    known_on: KnownOption = None,
    unit: UnitOption = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell the rows of a list that somebody works through, masked, with the file, sheet and row of each."""
    from township_sync.compilers.policies import pack_on
    from township_sync.steps.drill_down import rows_of_list

    pack = pack_on(Month.parse(period).last_day)

    def said(connection: Any, known: date) -> list[dict[str, Any]]:
        return rows_of_list(connection, Month.parse(period), name, known)

    rows = _asked_rows(said, known_on, unit, workspace, json_file)
    columns = pack.lists[name].columns
    _show_rows(list(columns.values()), list(columns), rows, json_file)


def baseline(
    file: Annotated[Path, typer.Argument(
        parser=path_of, metavar="FILE.csv", help="Columns: indicator, unit (name or code), period, value.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Load figures of a time before this warehouse, such as last year's wages, to compare with."""
    from township_sync.steps.baseline import load_baseline
    from township_sync.warehouse.questions import asked

    with asked(Settings.load(workspace)) as connection:
        count = load_baseline(connection, file, datetime.now(UTC))
    typer.echo(f"{count} figures of a base period are loaded; figures that compare with them find them from now on.")


def _day_in(month: Month, text: str) -> date:
    day = day_of(text)
    if not month.first_day <= day <= month.last_day:
        raise UsageError(f"{day} is no day of {month}; --day must be one from {month.first_day} to {month.last_day}.")
    return day


def _unit(text: str | None) -> str | None:
    from township_sync.domain.unit import CITY, resolve, units

    if text is None or text == CITY:
        return text
    found = resolve(text)
    if found is None:
        raise UsageError(f"'{text}' is no unit; there are {', '.join(each.name for each in units().values())}.")
    return found


def pack_named(name: str | None) -> "Pack | None":
    from township_sync.compilers.policies import packs

    if name is not None and name not in packs():
        raise UsageError(f"There is no policy pack '{name}'; there are {', '.join(packs())}.")
    return packs()[name] if name else None


def _asked_rows(
    said: Any, known_on: str | None, unit: str | None, workspace: Path | None, json_file: Path | None
) -> list[dict[str, Any]]:
    """The rows that a question to the warehouse gives, of one unit or of all."""
    from township_sync.domain.unit import CITY
    from township_sync.warehouse.questions import asked

    known = day_of(known_on) if known_on else datetime.now(COUNTY_TIME).date()
    only = _unit(unit)
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        return [row for row in said(connection, known) if only in (None, CITY, row["unit_code"])]


def _as_record(figure: "Figure") -> dict[str, Any]:
    from dataclasses import asdict

    return {name: value if isinstance(value, (bool, int)) or value is None else str(value)
            for name, value in asdict(figure).items()}


def _show_figures(figures: "Sequence[Figure]", chosen: "Pack | None") -> None:
    from township_sync.compilers.policies import pack_on, packs
    from township_sync.domain.unit import CITY, units
    from township_sync.workbooks.figure_text import status_text, target_text, value_text
    from township_sync.workbooks.report_words import report_words

    if not figures:
        return
    said, text = report_words(), screen("indicators")
    pack = chosen or packs().get(figures[0].pack) or pack_on(figures[0].as_of)
    table = Table(*text["headings"])
    for figure in figures:
        indicator = pack.indicators.get(figure.indicator)
        if indicator:
            name = said["city"] if figure.unit_code == CITY else units()[figure.unit_code].name
            missing = text["missing"].format(units=figure.units_missing) if figure.units_missing else ""
            target = target_text(figure.operator, figure.target, indicator, said)
            table.add_row(indicator.clause, indicator.title, name, _plain(figure.numerator), _plain(figure.denominator),
                          value_text(figure, indicator), target, status_text(figure, said) + missing)
    Console().print(table)
    first = figures[0]
    typer.echo(f"{len(figures)} figures about {first.as_of}, as known when {first.known_on} ended, by {first.pack} "
               f"{first.pack_digest[:12]}")
    if first.pack_digest != pack.digest:
        typer.echo(f"They are kept by an earlier content of the pack; --pack {pack.name} computes them anew.")


def _plain(number: Any) -> str:
    return "" if number is None else f"{number:f}"


def _show_rows(
    headings: Sequence[str], columns: Sequence[str], rows: Sequence[Mapping[str, Any]], json_file: Path | None
) -> None:
    """A table of masked texts, each row with its place; the same as JSON."""
    from township_sync.domain.listed import shown_row

    texts = [[*shown_row(row, columns), *(str(row[name] or "") for name in _PLACE)] for row in rows]
    if json_file:
        write_json(json_file, {"rows": [dict(zip([*columns, *_PLACE], each, strict=True)) for each in texts]})
    table = Table(*headings, *screen("members")["place"])
    for each in texts:
        table.add_row(*map(escape, each))
    Console().print(table)
    typer.echo(f"{len(texts)} rows")


COMMANDS = {"indicators": indicators, "members": members, "list": work_list, "baseline": baseline}
