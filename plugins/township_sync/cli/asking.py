"""Commands that ask: trace, status, doctor."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from township_sync.cli.serving import WorkspaceOption
from township_sync.errors import UsageError
from township_sync.settings import Settings


def trace(
    row: Annotated[str, typer.Argument(help="FILE#SHEET#ROW, such as 430981114/草尾镇.xlsx#招聘企业#7")],
    period: Annotated[str | None, typer.Option(help="The month; without it the newest with such a row.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell one row's whole life: where it came from, what was found, what became of it, where it was sent."""
    from township_sync.warehouse.connect import connect
    from township_sync.warehouse.life_of_a_row import trace as traced

    parts = row.rsplit("#", 2)
    if len(parts) != 3 or not parts[2].isdigit():
        raise UsageError(f"'{row}' is no place of a row; write FILE#SHEET#ROW.")
    with connect(Settings.load(workspace)) as connection:
        life = traced(connection, parts[0], parts[1], int(parts[2]), period)
    if life is None:
        raise UsageError(f"No data row was read at {row}; the names are those of `check --json`.")
    _show("row", life.staged)
    for title, records in (("finding", life.findings), ("version", life.versions), ("sent", life.sent)):
        for record in records:
            _show(title, record)


def _show(title: str, record: Mapping[str, Any]) -> None:
    said = ", ".join(f"{name} {value}" for name, value in record.items() if value not in (None, []))
    typer.echo(f"{title:<8} {said}")


def status(workspace: WorkspaceOption = None) -> None:
    """Show what runs, which months are loaded, and what is open."""
    from township_sync.orchestration import standalone
    from township_sync.sandbox import serve
    from township_sync.warehouse import embedded

    settings = Settings.load(workspace)
    running = {"database": embedded.is_running(settings) or bool(settings.dsn), "sandbox": serve.is_running(settings),
               "Airflow": standalone.is_running(settings)}
    for name, runs in running.items():
        typer.echo(f"{name:<10} {'running' if runs else 'stopped'}")
    if running["database"]:
        _months(settings)


def _months(settings: Settings) -> None:
    from township_sync.warehouse import exchange
    from township_sync.warehouse.connect import connect
    from township_sync.warehouse.summary import exchange_sums
    from township_sync.warehouse.waiting import months_waiting

    with connect(settings) as connection:
        sums, waiting = exchange_sums(connection), months_waiting(connection)
        open_batches = len(exchange.open_batches(connection))
    table = Table("期别", "已推送", "已接收", "被退回", "暂存")
    for line in sums:
        table.add_row(line.period, *map(str, (line.sent, line.accepted, line.refused, line.held)))
    Console().print(table)
    typer.echo(f"months waiting to be loaded: {', '.join(waiting) or 'none'}; open batches: {open_batches}")


def doctor(workspace: WorkspaceOption = None) -> None:
    """Say what is missing on this machine, each with its remedy. Exit 0: nothing; 2: something."""
    from township_sync.cli.health import complaints

    found = complaints(Settings.load(workspace))
    for complaint in found:
        typer.echo(complaint)
    typer.echo(f"{len(found)} thing(s) to mend" if found else "all is well")
    raise typer.Exit(2 if found else 0)


COMMANDS = {"trace": trace, "status": status, "doctor": doctor}
