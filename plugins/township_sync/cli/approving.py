"""Commands of the approval before a push: approvals, approve, return."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from township_sync.cli.deciding import BecauseOption, ByOption
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month, Quarter
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.approvals import Answered
    from township_sync.warehouse.connect import Connection

WhichArgument = Annotated[str, typer.Argument(
    metavar="PERIOD|IDS", help="A month or quarter, or numbers of publications as `approvals` shows them: 7,8.")]


def approvals(workspace: WorkspaceOption = None) -> None:
    """Show what waits to be approved: what would leave, against what stood before, what stays and why."""
    from township_sync.steps.approval_letter import words
    from township_sync.steps.approve import question
    from township_sync.warehouse.questions import asked

    with asked(Settings.load(workspace)) as connection:
        waits = question(connection)
    if waits is None:
        typer.echo(words()["nothing_waits"])
        return
    Console().print(Markdown(waits.body))
    typer.echo(f"publications {', '.join(map(str, waits.publication_ids))} wait; `township-sync approve` or `return`")


def approve(which: WhichArgument, by: ByOption, because: BecauseOption = "", workspace: WorkspaceOption = None) -> None:
    """Let what waits leave for the platform; it is pushed within a quarter of an hour, or by the run that waits."""
    from township_sync.steps.approve import approve as approve_publications
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    with asked(settings) as connection:
        ids = _chosen(connection, which)
        _tell("approved", approve_publications(connection, settings, ids, datetime.now(COUNTY_TIME), by, because))


def return_(which: WhichArgument, by: ByOption, because: BecauseOption, workspace: WorkspaceOption = None) -> None:
    """Give up what waits, with the reason: its rows are made anew with the next publication."""
    from township_sync.steps.approve import return_ as return_publications
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    with asked(settings) as connection:
        ids = _chosen(connection, which)
        _tell("returned", return_publications(connection, settings, ids, datetime.now(COUNTY_TIME), by, because))


def _chosen(connection: "Connection", which: str) -> Sequence[int]:
    """The numbers named, or all that waits of the period named."""
    from township_sync.warehouse.approval_figures import waiting

    numbers = which.split(",")
    if all(number.isdecimal() and len(number) < 10 for number in numbers):
        return [int(number) for number in numbers]
    period = Quarter.parse(which) if "Q" in which else Month.parse(which)
    if found := waiting(connection, period=str(period)):
        return [made.publication_id for made in found]
    raise UsageError(f"Nothing of {period} waits for an answer; `township-sync approvals` lists what does.")


def _tell(done: str, answered: "Answered") -> None:
    """What the answer did; UsageError when it did nothing at all."""
    passed = [f"{number} is {state}" for number, state in answered.passed_over.items()]
    if not answered.done and not answered.waiting:
        raise UsageError(f"Nothing was {done}: {', '.join(passed)}.")
    if answered.done:
        typer.echo(f"{done}: publications {', '.join(map(str, answered.done))}")
    if answered.waiting:
        typer.echo(f"one more person has to agree: publications {', '.join(map(str, answered.waiting))}")
    if passed:
        typer.echo(f"left as they are: {', '.join(passed)}")


COMMANDS = {"approvals": approvals, "approve": approve, "return": return_}
