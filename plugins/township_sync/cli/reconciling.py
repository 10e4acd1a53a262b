"""Commands of reconciling: reconcile, reconcile settle."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.deciding import BecauseOption, ByOption, said
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.steps.compare import Compared, Holder
    from township_sync.warehouse.connect import Connection

PeriodOption = Annotated[str | None, typer.Option("--period", metavar="QUARTER", help="Only of this quarter.")]


class ReconcileGroup(TyperGroup):
    """`reconcile [DATASET]` compares; a word that is a command is one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `compare` in front of everything else."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["compare", *args]
        return list(super().parse_args(ctx, args))


def compare(
    dataset: Annotated[str | None, typer.Argument(help="A dataset of the platform; without it all of them.")] = None,
    period: PeriodOption = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Hold what the platform acknowledged against what it holds, and against the register; 1 when it does not agree."""
    from township_sync.steps.compare import compare_all

    try_json(json_file)
    settings = Settings.load(workspace)
    with _asking(settings) as (connection, platform, now):
        found = compare_all(connection, settings, platform, now, dataset, period)
    if json_file:
        write_json(json_file, {"reconciliations": [_record(each) for each in found]})
    _show(settings, found)
    if any(each.found.state == "unbalanced" for each in found):
        raise typer.Exit(1)


def settle(
    dataset: Annotated[str, typer.Argument(help="A dataset whose newest reconciliation is unbalanced.")],
    by: ByOption,
    because: BecauseOption,
    period: PeriodOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Believe the platform's records, so that the next publishing sends what is missing there; nothing is deleted."""
    from township_sync.steps.settle import settle as believe

    who, why = said(by, "--by"), said(because, "--because")
    settings = Settings.load(workspace)
    with _asking(settings) as (connection, platform, now):
        done = believe(connection, settings, platform, dataset, period, who, why, now)
    for each in done:
        typer.echo(_words()["screen"]["settled"].format(dataset=dataset, rows=each.rows))
    _show(settings, [each.after for each in done])


@contextmanager
def _asking(settings: Settings) -> "Iterator[tuple[Connection, Holder, datetime]]":
    """The warehouse, the platform, and the moment."""
    from township_sync.steps.compare import platform_of
    from township_sync.warehouse.questions import asked

    now = datetime.now(COUNTY_TIME)
    with asked(settings) as connection:
        yield connection, platform_of(connection, settings, now), now


def _record(each: "Compared") -> dict[str, Any]:
    about = each.found.told
    return {"dataset": about.dataset, "period": about.period, "state": each.found.state, "reason": each.found.reason,
            "platform_version": each.found.version, "is_news": each.is_news, **each.found.counts}


def _words() -> dict[str, Any]:
    from township_sync.workbooks.reconciliation import words

    return words()


def _show(settings: Settings, found: "list[Compared]") -> None:
    from township_sync.steps.reconciliation_file import path_of

    words = _words()
    table = Table(*words["screen"]["headings"])
    for each in found:
        table.add_row(*map(escape, _line(each, words)))
    Console().print(table)
    for each in found:
        if path_of(settings, each.found.told).is_file():
            typer.echo(words["screen"]["workbook"].format(path=path_of(settings, each.found.told)))
    typer.echo(words["screen"]["news" if any(each.is_news for each in found) else "same"])


def _line(each: "Compared", words: dict[str, Any]) -> list[str]:
    about, counts = each.found.told, each.found.counts
    names = ("agreed", "only_here", "only_there", "field_differs", "on_the_way", "sent", "accepted", "rejected")
    state = words["states"][each.found.state]
    if each.found.reason:
        kind, _, what = each.found.reason.partition(":")
        state = f"{state}：{words['reasons'][kind].format(what=what)}"
    register = [counts[name] for name in ("not_in_register", "not_reported", "register_differs")]
    strays = "—" if None in register else str(sum(count or 0 for count in register))
    return [about.dataset, about.period, state, *("—" if counts[name] is None else str(counts[name]) for name in names),
            strays]


RECONCILE_COMMANDS: dict[str, Callable[..., None]] = {"compare": compare, "settle": settle}
