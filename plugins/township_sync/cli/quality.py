"""Commands that ask by what a month was judged: quality (each rule's outcome) and docs (the same as pages)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, path_of, try_json, write_json
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.judged_month import JudgedMonth

RunOption = Annotated[str | None, typer.Option(
    "--run", metavar="ID", help="An earlier judging; without it the newest.")]


def quality(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The month, such as 2020-05.")],
    run: RunOption = None,
    runs: Annotated[bool, typer.Option("--runs", help="List the judgings of which results are kept.")] = False,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell by which rules a month was judged and how each ended: passed, failed, or not run and why."""
    from township_sync.steps.quality import as_json, judged_month
    from township_sync.warehouse.questions import asked
    from township_sync.warehouse.validations import judged_months

    month = str(Month.parse(period))
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        if runs:
            for each in judged_months(connection, month):
                typer.echo(f"{each.run_id}  {_moment(each)}")
            return
        judged = judged_month(connection, month, run)
    if json_file:
        write_json(json_file, as_json(judged))
    _show(judged)


def _moment(judged: "JudgedMonth") -> str:
    return f"{judged.judged_at.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M:%S}" if judged.judged_at else ""


def _show(judged: "JudgedMonth") -> None:
    from township_sync.steps.data_docs_words import not_run_texts, reason_text, title_of_entity, words
    from township_sync.steps.quality import rule_lines

    table = Table(*screen("quality")["headings"])
    lines = rule_lines(judged)
    for line in lines:
        said = words()["outcomes"][line.outcome] + (f"：{reason_text(line.reason)}" if line.reason else "")
        said += "".join(f"；{text}" for text in not_run_texts(line.not_run))
        counts = ("", "") if line.outcome == "not_run" else (str(line.evaluated), str(line.unexpected))
        table.add_row(title_of_entity(line.entity), line.slug, escape(said), *counts)
    Console().print(table)
    sums = {outcome: sum(line.outcome == outcome for line in lines) for outcome in ("passed", "failed", "not_run")}
    typer.echo(f"run {judged.run_id}, {_moment(judged)}; definitions {judged.validated.definitions}; "
               f"{judged.validated.engine}")
    for checkpoint in judged.validated.checkpoints:
        typer.echo(f"checkpoint {checkpoint.name}: {checkpoint.evaluated} validations, {checkpoint.successful} clean")
    typer.echo(f"{len(lines)} rules: {sums['passed']} passed, {sums['failed']} failed, {sums['not_run']} not run")


def docs(
    folder: Annotated[Path, typer.Option(
        "--to", parser=path_of, metavar="FOLDER", help="Where the pages are written.")],
    period: Annotated[str | None, typer.Option("--period", help="Only this month, such as 2020-05.")] = None,
    run: RunOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the quality of the months as pages that need no server and no network; index.html is the first."""
    from township_sync.steps.data_docs import write_data_docs
    from township_sync.steps.quality import judged_month, newest_judged
    from township_sync.warehouse.questions import asked

    if run and not period:
        raise UsageError("--run needs the month that it judged; say it with --period 2020-05.")
    with asked(Settings.load(workspace)) as connection:
        chosen = [judged_month(connection, str(Month.parse(period)), run)] if period else newest_judged(connection)
    written = write_data_docs(folder, chosen)
    typer.echo(f"{len(written)} files; open {folder / 'index.html'}")


COMMANDS = {"quality": quality, "docs": docs}
