"""The command `confirm`: somebody says what a submission is, everything or only corrected rows."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from township_sync.cli.serving import WorkspaceOption
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.submissions import Awaiting


class ModeName(StrEnum):
    """What a submission can be."""

    full = "full"
    correction = "correction"


def confirm(
    submission: Annotated[int | None, typer.Argument(help="Its number, as the reply and `status` name it.")] = None,
    mode: Annotated[ModeName | None, typer.Option(
        "--as", help="full: it replaces what came before; correction: only its rows change.")] = None,
    by: Annotated[str, typer.Option(help="Who says so.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say what a submission is (全量 or 补正); without a number, list those that wait for it."""
    from township_sync.warehouse import submissions
    from township_sync.warehouse.questions import asked

    if submission is not None and (mode is None or not by.strip()):
        raise UsageError("Say what it is and who says so: confirm SUBMISSION --as full|correction --by NAME.")
    with asked(Settings.load(workspace)) as connection:
        if submission is None or mode is None:
            list_waiting(submissions.awaiting_confirmation(connection))
            return
        sent = submissions.confirm(connection, submission, mode.value, by.strip(), datetime.now(UTC))
    typer.echo(f"{sent.name} is taken as {mode.value}; {sent.period} is judged again by the next run.")


def list_waiting(waiting: Iterable["Awaiting"]) -> None:
    """Show each submission that waits, by the number that `confirm` takes, its month and its name."""
    for one in waiting:
        typer.echo(f"{one.submission_id:>6}  {one.period}  {one.name}")


COMMANDS = {"confirm": confirm}
