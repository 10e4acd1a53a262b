"""The command `rejections`: rows that the platform refused, with what became of them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.deciding import name_of
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.contract import contract
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.rejections import Rejection


def rejections(
    unit: Annotated[str | None, typer.Option("--unit", help="The code of one unit.")] = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the rows that the platform refused and has not accepted since: whose, why, how long, and what was done."""
    from township_sync.warehouse import rejections as kept
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    now = datetime.now(UTC)
    with asked(Settings.load(workspace)) as connection:
        shown = [_shown(each, now) for each in kept.rejections(connection) if unit in (None, each.unit_code)]
    if json_file:
        write_json(json_file, {"rejections": shown})
    words = screen("rejections")
    table = Table(*words["headings"])
    for one in shown:
        place = "#".join(str(part) for part in (one["file"], one["sheet"], one["row"]) if part is not None)
        table.add_row(name_of(one["unit_code"] or ""), one["period"], contract(one["entity"]).title, one["code"],
                      escape(one["title"]), escape(place or words["gone"]), words["states"][one["state"]],
                      str(one["days"]))
    Console().print(table)
    typer.echo(f"{len(shown)} rejections stand")


def _shown(each: "Rejection", now: datetime) -> dict[str, Any]:
    """Without the key, which stands for a person; the platform's words as a township's letter shows them."""
    from township_sync.steps.platform_codes import code_words, plain

    return {"unit_code": each.unit_code, "period": each.period, "dataset": each.dataset, "entity": each.entity,
            "code": each.code or "", "title": code_words(each.code, each.message).title,
            "message": plain(each.message or ""), "file": each.file, "sheet": each.sheet, "row": each.row,
            "state": each.state, "days": each.age_in_days(now)}


COMMANDS = {"rejections": rejections}
