"""Commands about the policy: policy show, policy check, and calendar (until when a period must be told)."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from township_sync.cli.checking import JsonOption, write_json
from township_sync.cli.days import day_of
from township_sync.domain.period import COUNTY_TIME, Month, Quarter
from township_sync.domain.policy_pack import Pack
from township_sync.errors import DefinitionError, UsageError


def show(
    pack: Annotated[str | None, typer.Option("--pack", metavar="NAME", help="Such as yuanjiang-2020.")] = None,
    day: Annotated[str | None, typer.Option("--day", metavar="DAY", help="The pack of this day.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Show a policy pack: its words, targets, answers and parameters, and where its annex does not add up.

    Without --pack and --day it is the pack of today.
    """
    from township_sync.cli.policy_tables import as_json, print_pack

    today = datetime.now(COUNTY_TIME).date()
    shown = _chosen(pack, day, today)
    if json_file:
        write_json(json_file, as_json(shown, _years(shown, today)))
    print_pack(shown, _years(shown, today))


def _chosen(pack: str | None, day: str | None, today: date) -> Pack:
    from township_sync.compilers.policies import pack_on, packs

    if pack and day:
        raise UsageError("--pack names a pack and --day asks for one; give one of the two.")
    if not pack:
        return pack_on(day_of(day) if day else today)
    if pack not in packs():
        raise UsageError(f"There is no pack '{pack}'; there are {', '.join(packs())}.")
    return packs()[pack]


def _years(pack: Pack, today: date) -> range:
    """The years of a pack, to the end of the next year when it has no end."""
    last = (pack.valid_to - timedelta(days=1)).year if pack.valid_to else today.year + 1
    return range(pack.valid_from.year, max(last, pack.valid_from.year) + 1)


def check() -> None:
    """Check every policy pack, with its annex and statements. Exit 2 when something is wrong."""
    from township_sync.compilers.pack_check import complaints
    from township_sync.compilers.policies import packs

    said = complaints()
    if said:
        more = f" ({len(said) - 1} more above)" if len(said) > 1 else ""
        for complaint in said[:-1]:
            typer.echo(complaint, err=True)
        raise DefinitionError(said[-1] + more)
    for each in packs().values():
        typer.echo(f"{each.name}: {len(each.indicators)} figures, {len(each.lists)} lists, "
                   f"{len(each.questions)} questions, {len(each.parameters)} parameters, {each.digest[:12]}")


def calendar(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A month or quarter: 2020-05, 2020Q2.")],
) -> None:
    """Tell until when a month or a quarter must be told, and the working days until then."""
    from township_sync.cli.policy_tables import print_calendar

    print_calendar(Quarter.parse(period) if "Q" in period else Month.parse(period))


POLICY_COMMANDS = {"show": show, "check": check}
COMMANDS = {"calendar": calendar}
