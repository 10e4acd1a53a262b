"""The command that writes a month's reports: the bureau's workbook, a page per township, lists, data."""

import sys
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from township_sync.cli.days import day_of
from township_sync.cli.figures import KnownOption, PackOption, PeriodArgument, pack_named
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import Month
from township_sync.settings import Settings


def report(
    period: PeriodArgument, known_on: KnownOption = None, pack: PackOption = None, workspace: WorkspaceOption = None,
) -> None:
    """Compute a month by its policy and write what people read: workbook, township pages, lists (masked), data."""
    from township_sync.steps.monthly_report import write_reports
    from township_sync.warehouse.questions import asked
    from township_sync.workbooks.report_words import report_words

    month, settings = Month.parse(period), Settings.load(workspace)
    with asked(settings) as connection, _progress() as shown:
        task = shown.add_task(str(month), total=None)
        written = write_reports(connection, settings, month, datetime.now(UTC), day_of(known_on) if known_on else None,
                                pack_named(pack),
                                told=lambda title: shown.update(task, description=title, advance=1))
    words = report_words()["written"]
    typer.echo(words.format(files=written.files, folder=written.folder, changed=written.changed))


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.completed}"), TextColumn("{task.description}", markup=False),
               TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


COMMANDS = {"report": report}
