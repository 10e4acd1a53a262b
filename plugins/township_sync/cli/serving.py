"""Commands that run the road: run, demo, up, down."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from township_sync.cli.checking import JsonOption, path_of, try_json, write_json
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

WorkspaceOption = Annotated[Path | None, typer.Option(
    "--workspace", parser=path_of, metavar="FOLDER", help="Where everything is kept.")]


def run(
    inbox: Annotated[Path, typer.Option(
        parser=path_of, metavar="FOLDER", help="A folder with one folder per unit code.")],
    period: Annotated[str, typer.Option(help="The month, such as 2020-05.")],
    workspace: WorkspaceOption = None,
    json_file: JsonOption = None,
) -> None:
    """Walk the whole road without Airflow: receive, judge, merge, publish, push, follow, reconcile, tell.

    Without PLATFORM_URL and SMTP_URL the sandbox's platform and mail sink stand in.
    """
    from township_sync.steps.walk import walk

    _refuse_missing(inbox)
    month = Month.parse(period)
    try_json(json_file)
    settings = Settings.load(workspace)
    console = Console(stderr=True)
    with console.status("starting") as status:
        walked = walk(settings, inbox, month, datetime.now(COUNTY_TIME), status.update)
    if json_file:
        write_json(json_file, walked.answer)
    for name, value in walked.figures.items():
        typer.echo(f"{name:<22} {value}")


def demo(
    inbox: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="FOLDER", help="Somebody else's inbox instead of the sample.")] = None,
    period: Annotated[str | None, typer.Option(help="Its month, unless the folder is named by it.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the sample.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Run three sample months, or somebody else's inbox, through Airflow's own scheduler."""
    from township_sync.orchestration import demo as demonstration

    if inbox:
        period = str(_month_of(inbox, period))
    elif period:
        raise UsageError("--period belongs to --inbox; give both or neither.")
    chosen = demonstration.SAMPLE_SEED if seed is None else seed
    demonstration.demo(Settings.load(workspace), inbox, period, chosen)


def _month_of(inbox: Path, period: str | None) -> Month:
    """The month as given, else the one that the folder is named by."""
    _refuse_missing(inbox)
    if period:
        return Month.parse(period)
    try:
        return Month.parse(inbox.absolute().name)
    except UsageError:
        raise UsageError(f"The folder {inbox.name} is named by no month; say it with --period 2020-05.") from None


def _refuse_missing(inbox: Path) -> None:
    if not inbox.is_dir():
        raise UsageError(f"There is no folder {inbox.name}; --inbox takes a folder with one folder per unit code.")


def up(workspace: WorkspaceOption = None) -> None:
    """Start database, sandbox and Airflow and keep them running."""
    from township_sync.orchestration import installation

    settings = Settings.load(workspace)
    console = Console(stderr=True)
    with console.status("starting") as status:
        running = installation.up(settings, status.update)
    keys = running.keys
    typer.echo(f"Airflow   http://127.0.0.1:{keys.port}   user {keys.user}   password {keys.password}")
    for name, value in sorted(running.settings.environment.items()):
        if name.startswith("TOWNSHIP_SYNC_") and name.endswith("_URL"):
            typer.echo(f"{name:<28} {value}")


def down(workspace: WorkspaceOption = None) -> None:
    """Stop everything that runs on a workspace."""
    from township_sync.orchestration import installation

    stopped = installation.down(Settings.load(workspace))
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


def serve_sandbox(workspace: WorkspaceOption = None) -> None:
    """Serve the sandbox (portal, platform, mail sink) in this process until it is told to stop."""
    from township_sync.sandbox.serve import serve

    settings = Settings.load(workspace)
    serve(replace(settings, environment=dict(settings.environment)))


COMMANDS = {"run": run, "demo": demo, "up": up, "down": down, "serve-sandbox": serve_sandbox}
