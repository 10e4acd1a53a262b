"""The command that makes the townships' workbooks: template."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from township_sync.cli.checking import path_of
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.table import Mode
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.known_row import Knowledge


def template(
    period: Annotated[str, typer.Option(help="The month, such as 2020-07.")],
    folder: Annotated[Path | None, typer.Argument(
        parser=path_of, metavar="FOLDER",
        help="Where the workbooks are written; without it, the workspace's folder templates.")] = None,
    unit: Annotated[str | None, typer.Option(help="One unit code; without it, all units.")] = None,
    previous: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="INBOX", help="Last month's inbox to fill in from, instead of the warehouse.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Fill nothing in.")] = False,
    correction: Annotated[bool, typer.Option("--correction", help="For corrected rows only (补正).")] = False,
    all_sheets: Annotated[bool, typer.Option("--all-sheets", help="Also the sheets not used last month.")] = False,
    encrypted: Annotated[bool, typer.Option("--encrypted", help="Under the unit's passphrase, to be mailed.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Make the workbook of a month for one township or for all, with last month's rows filled in.

    The rows are those that the warehouse holds at the end of the month before, or those accepted from --previous.
    """
    from township_sync.steps.fill_template import NOTHING_KNOWN, encrypted_for, fill_template

    month = Month.parse(period)
    chosen = _chosen(unit)
    if previous and (empty or correction):
        raise UsageError("--previous fills rows in, --empty and --correction have none; leave one of them out.")
    settings = Settings.load(workspace)
    place = folder or settings.folder("templates")
    place.mkdir(parents=True, exist_ok=True)
    known = {} if empty or correction else _known(settings, chosen, month, previous, is_named=workspace is not None)
    mode: Mode = "correction" if correction else "full"
    for code in chosen:
        name, data = fill_template(code, month, known.get(code, NOTHING_KNOWN), mode, all_sheets)
        _write(place / name, encrypted_for(settings, units()[code], data) if encrypted else data)
        typer.echo(place / name)


def _chosen(unit: str | None) -> list[str]:
    chosen = [unit] if unit else list(units())
    if unknown := [code for code in chosen if code not in units()]:
        raise UsageError(f"There is no unit {unknown[0]}; the codes are in contracts/units.csv.")
    return chosen


def _known(
    settings: Settings, chosen: Sequence[str], month: Month, previous: Path | None, is_named: bool
) -> "dict[str, Knowledge]":
    """What is known by unit; who is not known is told, and gets an empty workbook."""
    from township_sync.steps.fill_template import known_from_inbox, known_from_warehouse

    if previous:
        known = known_from_inbox(previous, chosen, month)
    else:
        try:
            known = known_from_warehouse(settings, chosen, month, datetime.now(COUNTY_TIME))
        except UsageError:
            if is_named:
                raise
            known = {}
    unknown = [code for code in chosen if code not in known or not known[code].source]
    if unknown:
        where = f"In {previous}" if previous else "In the warehouse"
        print(f"township-sync: {where} nothing of {', '.join(unknown)} is known up to {month.plus(-1)}; what is "
              "written for them is empty (--previous names the inbox of the month before).", file=sys.stderr)
    return known


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for the owner's eyes only: it holds what the office knows of persons."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


COMMANDS = {"template": template}
