"""Commands of identity: candidates (rows that may speak of one person or one employer)."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, PeriodOption, path_of, try_json, write_json
from township_sync.cli.screens import screen


def candidates(
    inbox: Annotated[Path, typer.Argument(
        parser=path_of, metavar="INBOX", help="An inbox folder with one folder per unit.")],
    period: PeriodOption = None,
    json_file: JsonOption = None,
) -> None:
    """List rows that may be one person or one employer written twice, with what speaks for it; nothing is merged."""
    from township_sync.domain.period import Month
    from township_sync.matching.pairs import settings
    from township_sync.steps.check import period_of
    from township_sync.steps.match import match
    from township_sync.steps.read import read_inbox

    try_json(json_file)
    month = Month.parse(period) if period else period_of([inbox])
    found = match(read_inbox(inbox, month))
    evidence, words = settings("evidence"), screen("candidates")
    table = Table(*words["headings"])
    for each in found:
        rows = ["#".join(map(str, ref)) for ref in (each.pair.left, each.pair.right)]
        speaks_for_it = words["join"].join(evidence[name] for name in each.pair.evidence)
        table.add_row(each.entity, *map(escape, rows), speaks_for_it)
    if json_file:
        write_json(json_file, {"period": str(month), "candidates": [
            {"kind": each.kind, "entity": each.entity, "left": each.pair.left, "right": each.pair.right,
             "evidence": each.pair.evidence} for each in found]})
    Console().print(table)
    typer.echo(f"{len(found)} pairs to decide on")


COMMANDS = {"candidates": candidates}
