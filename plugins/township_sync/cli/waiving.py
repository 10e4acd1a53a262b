"""Commands of the life of findings: findings, waive, unwaive."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, PeriodOption, try_json, write_json
from township_sync.cli.days import day_of
from township_sync.cli.deciding import BecauseOption, ByOption, name_of, said
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.life import Life
    from township_sync.warehouse.waivers import Waiver


class StateName(StrEnum):
    """Where a finding is in its life."""

    open = "open"
    reported = "reported"
    waived = "waived"
    fixed = "fixed"
    verified = "verified"


UnitOption = Annotated[str | None, typer.Option("--unit", help="The code of one unit.")]


def findings(
    unit: UnitOption = None,
    state: Annotated[StateName | None, typer.Option(help="Only those in this state.")] = None,
    period: PeriodOption = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List findings with their life: open, reported, waived, fixed, verified; and how each unit stands."""
    from township_sync.domain.life import by_unit
    from township_sync.warehouse.findings import lives
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    now = datetime.now(UTC)
    today = now.astimezone(COUNTY_TIME).date()
    with asked(Settings.load(workspace)) as connection:
        known = lives(connection, unit, str(Month.parse(period)) if period else None)
    shown = [_shown(life, now, today) for life in known if state is None or life.state(today) == state]
    sums = [asdict(one) for one in by_unit(known, now, today)]
    if json_file:
        write_json(json_file, {"findings": shown, "units": sums})
    _print(shown, sums)


def _shown(life: "Life", now: datetime, today: date) -> dict[str, Any]:
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(life).items()}
    return {**facts, "state": life.state(today), "days": round(life.days(now), 2)}


def _print(shown: list[dict[str, Any]], sums: list[dict[str, Any]]) -> None:
    words = screen("findings")
    table = Table(*words["headings"])
    for one in shown:
        place = "#".join(str(part) for part in (one["file"], one["sheet"], one["row"]) if part is not None)
        table.add_row(str(one["finding_id"]), words["states"][one["state"]].format(until=one["until"]),
                      f"{one['days']:.0f}", one["slug"], escape(place), escape(one["message"]))
    units = Table(*words["unit_headings"])
    for one in sums:
        cells = (one[name] for name in (*StateName, "oldest_days", "days_to_fix"))
        units.add_row(name_of(one["unit_code"] or ""), *("" if cell is None else str(cell) for cell in cells))
    Console().print(table, units)


def waive(
    finding: Annotated[int | None, typer.Argument(help="Its number, as `findings` shows it.")] = None,
    unit: UnitOption = None,
    slug: Annotated[str | None, typer.Option(help="Instead of one finding: all of this rule for the unit.")] = None,
    column: Annotated[str | None, typer.Option(help="Of these only those of one column, by its header.")] = None,
    until: Annotated[str, typer.Option(help="The last day on which it may pass, such as 2020-12-31.")] = "",
    by: ByOption = "",
    because: BecauseOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Let a finding pass until a day: it is still found and shown, but marks and holds nothing. Without anything, list
    the waivers in force."""
    from township_sync.warehouse.questions import asked
    from township_sync.warehouse.waivers import Said, waive_finding, waive_kind, waivers

    now = datetime.now(UTC)
    with asked(Settings.load(workspace)) as connection:
        if finding is None and unit is None and slug is None:
            _list(waivers(connection, now.astimezone(COUNTY_TIME).date()))
            return
        who = Said(said(by, "--by"), said(because, "--because"), now)
        if finding is not None and not (unit or slug or column):
            number = waive_finding(connection, finding, day_of(until), who)
        elif finding is None and unit and slug:
            number = waive_kind(connection, unit, slug, column, day_of(until), who)
        else:
            raise UsageError("Name either one finding, or --unit and --slug (and --column) of all that may pass.")
    typer.echo(f"Waiver {number} holds until {until}, from the next run on.")


def _list(known: "list[Waiver]") -> None:
    for one in known:
        what = f"{one.slug} {one.column or ''}".strip() + (" (one thing)" if one.is_of_one else "")
        typer.echo(f"{one.waiver_id:>6}  {one.unit_code}  {what}  until {one.until}: {one.findings} open findings; "
                   f"{one.waived_by}: {one.because}")


def unwaive(
    waiver: Annotated[int, typer.Argument(help="Its number, as `waive` lists it.")],
    by: ByOption,
    because: BecauseOption,
    workspace: WorkspaceOption = None,
) -> None:
    """Take a waiver back before its day."""
    from township_sync.warehouse.questions import asked
    from township_sync.warehouse.waivers import Said, end_waiver

    who = Said(said(by, "--by"), said(because, "--because"), datetime.now(UTC))
    with asked(Settings.load(workspace)) as connection:
        end_waiver(connection, waiver, who)
    typer.echo(f"Waiver {waiver} no longer holds, from the next run on.")


COMMANDS = {"findings": findings, "waive": waive, "unwaive": unwaive}
