"""Commands that ask the books: as-of (what was true, and what we knew) and rules (the catalogue of findings)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.days import day_of
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain import masking
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.contract import Entity

_ALWAYS = ("sender", "valid_from", "valid_to", "recorded_from")


def as_of(
    day: Annotated[str, typer.Argument(metavar="DAY", help="The day that is asked about, such as 2020-06-30.")],
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="Such as worker_employment.")],
    known_on: Annotated[str | None, typer.Option(
        "--known-on", metavar="DAY", help="Only what was known when this day ended; without it, what is known now.")]
    = None,
    unit: Annotated[str | None, typer.Option(help="Only what this unit sent last.")] = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell what was true on a day, as we know it now or as we knew it then. Personal values are masked."""
    from township_sync.domain.contract import contracts
    from township_sync.warehouse.as_of import as_of as true_on
    from township_sync.warehouse.questions import asked

    if entity not in contracts():
        raise UsageError(f"There is no entity '{entity}'; there are {', '.join(contracts())}.")
    known = day_of(known_on) if known_on else datetime.now(COUNTY_TIME).date()
    asked_about = day_of(day)
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        records = true_on(connection, contracts()[entity], asked_about, known, unit)
    shown = [_masked(contracts()[entity], record) for record in records]
    if json_file:
        write_json(json_file, {"entity": entity, "day": str(asked_about), "known_on": str(known), "things": shown})
    _show(contracts()[entity], shown)
    typer.echo(f"{len(shown)} true on {asked_about}, as known when {known} ended")


def _masked(entity: "Entity", record: Mapping[str, Any]) -> dict[str, str | None]:
    """The record as it may be shown; bytes of a person stay in the warehouse (law 5)."""
    shown = {name: None if record[name] is None else str(record[name]) for name in _ALWAYS}
    return shown | {each.field: masking.mask(each.privacy, record[each.field]) for each in entity.columns}


def _show(entity: "Entity", records: Sequence[Mapping[str, str | None]]) -> None:
    """The key, the name and since when: a terminal is too narrow for thirty columns, the JSON has them all."""
    names = [name for name in dict.fromkeys((*entity.key, entity.name_field)) if name]
    headers = {column.field: column.header for column in entity.columns}
    words = screen("as_of")
    table = Table(words["sender"], *(headers[name] for name in names), *words["times"])
    for record in records:
        values = (record["sender"], *(record[name] for name in names), *(record[name] for name in _ALWAYS[1:]))
        table.add_row(*(escape(value or "") for value in values))
    Console().print(table)


def rules(
    slug: Annotated[str | None, typer.Argument(metavar="[SLUG]", help="One rule in full.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Print the catalogue of findings: what each means, its clause, and where it is tested."""
    from township_sync.compilers.rule_catalogue import catalogue

    lines = catalogue()
    if slug and slug not in lines:
        raise UsageError(f"There is no rule '{slug}'; `township-sync rules` lists them.")
    chosen = [lines[slug]] if slug else list(lines.values())
    if json_file:
        write_json(json_file, {"rules": [line.as_json() for line in chosen]})
    if slug:
        for name, value in chosen[0].as_json().items():
            typer.echo(f"{name:<10} {', '.join(value) if isinstance(value, list) else value}")
        return
    table = Table(*screen("rules")["headings"])
    for line in chosen:
        table.add_row(line.rule.slug, line.rule.scope, line.rule.severity, escape(line.rule.clause),
                      escape(line.rule.message_zh), str(len(line.tested_in)))
    Console().print(table)
    typer.echo(f"{len(chosen)} rules; `township-sync rules SLUG` tells one in full")


COMMANDS = {"as-of": as_of, "rules": rules}
