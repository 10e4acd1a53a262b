"""Commands of closing months: close, reopen, periods."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.deciding import BecauseOption, ByOption, name_of
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.steps.close_period import Standing

MonthArgument = Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as 2020-05.")]


def close(month: MonthArgument, by: ByOption, because: BecauseOption, workspace: WorkspaceOption = None) -> None:
    """Close a month: its figures and rates stay as they are; what comes later goes with the next open month."""
    from township_sync.steps.close_period import before_closing, close_period
    from township_sync.warehouse.questions import asked

    settings, period, now = Settings.load(workspace), Month.parse(month), datetime.now(COUNTY_TIME)
    with asked(settings) as connection:
        standing = before_closing(connection, period, now)
        close_period(connection, settings, period, now, by, because)
    _tell(standing)
    typer.echo(f"{period} is closed; `township-sync reopen` opens it again.")


def reopen(month: MonthArgument, by: ByOption, because: BecauseOption, workspace: WorkspaceOption = None) -> None:
    """Open a closed month again: its figures and rates follow what is known, its next file tells what changed."""
    from township_sync.steps.close_period import reopen_period
    from township_sync.warehouse.questions import asked

    settings, period = Settings.load(workspace), Month.parse(month)
    with asked(settings) as connection:
        reopen_period(connection, settings, period, datetime.now(COUNTY_TIME), by, because)
    typer.echo(f"{period} is open again.")


def periods(workspace: WorkspaceOption = None) -> None:
    """List every closing and reopening, and what came for a month while it was closed."""
    from township_sync.warehouse import periods as kept
    from township_sync.warehouse.questions import asked

    with asked(Settings.load(workspace)) as connection:
        acts, late = kept.period_acts(connection), kept.late_files(connection)
    words = screen("periods")
    done, came = Table(*words["headings"]), Table(*words["late_headings"])
    for act in acts:
        done.add_row(act.period, words["acts"][act.act], _moment(act.moment), escape(act.person), escape(act.because))
    for file in late:
        what = words["first" if file.is_first else "correction"]
        came.add_row(file.period, name_of(file.unit_code or ""), escape(file.label), _moment(file.received_at), what)
    Console().print(done, *([came] if late else []))


def _tell(standing: "Standing") -> None:
    """What a closed month lacks: nobody should learn of it later."""
    sheets = sum(len(missing) for missing in standing.missing.values())
    if sheets:
        typer.echo(f"{sheets} sheets of {len(standing.missing)} units did not come.")
    if standing.to_mend:
        typer.echo(f"{standing.to_mend} refusals were not mended.")
    if standing.unsent:
        typer.echo(f"{standing.unsent} publications of it were not sent; they leave as they were made, once approved.")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M}"


COMMANDS = {"close": close, "reopen": reopen, "periods": periods}
