"""Commands that ask: mirror, trace, status, doctor, mail-token."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from township_sync.cli.confirming import list_waiting
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.connect import Connection
    from township_sync.warehouse.life_of_a_row import Trace

_MOST_DIGITS = 9


def trace(
    row: Annotated[str, typer.Argument(help="FILE#SHEET#ROW, such as 430981114/草尾镇.xlsx#招聘企业#7")],
    period: Annotated[str | None, typer.Option(help="The month; without it the newest with such a row.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell one row's whole life: from its file through findings and batches to receipts and what was told."""
    from township_sync.warehouse.life_of_a_row import trace as traced
    from township_sync.warehouse.questions import asked

    file, sheet, number = _place(row)
    month = str(Month.parse(period)) if period else None
    with asked(Settings.load(workspace)) as connection:
        life = traced(connection, file, sheet, number, month)
    if life is None:
        raise UsageError(f"No data row was read at {row}; the names are those of `check --json`.")
    _show("row", life.staged)
    for cell in _normalised(life):
        _show("cell", cell)
    for title, records in (("finding", life.findings), ("version", life.versions), ("sent", life.sent),
                           ("batch", life.batches), ("attempt", life.attempts), ("receipt", life.receipts),
                           ("report", life.reports)):
        for record in records:
            _show(title, record)


def _normalised(life: "Trace") -> Iterator[Mapping[str, Any]]:
    """The cells that were read otherwise than they were typed without a finding: column, rule, and what was typed."""
    from township_sync.checks.conform import shown
    from township_sync.checks.normalisations import normalisation_of
    from township_sync.domain.contract import contract

    for field, (raw, value, state) in life.cells.items():
        column = contract(life.entity).column(field)
        if not state and (name := normalisation_of(column, raw, value)):
            yield {"column": column.header, "normalised_by": name, "typed": shown("", column, raw)}


def _show(title: str, record: Mapping[str, Any]) -> None:
    said = ", ".join(f"{name} {value}" for name, value in record.items() if value not in (None, []))
    typer.echo(f"{title:<8} {said}")


def _place(row: str) -> tuple[str, str, int]:
    file, sheet, number = row.rsplit("#", 2) if row.count("#") >= 2 else ("", "", "")
    is_number = number.isdecimal() and len(number) <= _MOST_DIGITS
    if not is_number or not all(map(_is_text, (file, sheet))):
        raise UsageError(f"'{row}' is no place of a row; write FILE#SHEET#ROW.")
    return file, sheet, int(number)


def _is_text(name: str) -> bool:
    """Whether it is there and can be sent to a database, which bytes of an unknown encoding cannot."""
    return bool(name) and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in name)


def status(workspace: WorkspaceOption = None) -> None:
    """Show what runs, which months are loaded, and what is open."""
    from township_sync.orchestration import standalone
    from township_sync.sandbox import serve
    from township_sync.steps.follow import due_before
    from township_sync.warehouse import embedded
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    is_made = settings.workspace.is_dir()
    running = {} if settings.dsn else {"database": embedded.is_running(settings)}
    running["sandbox"] = is_made and serve.is_running(settings)
    running["Airflow"] = is_made and standalone.is_running(settings)
    for name, runs in running.items():
        typer.echo(f"{name:<10} {'running' if runs else 'stopped'}")
    with asked(settings) as connection:
        if settings.dsn:
            typer.echo(f"{'database':<10} running (TOWNSHIP_SYNC_DSN)")
        _months(connection)
        _unconfirmed(connection)
        _unapproved(connection)
        _cases(connection)
        _batches(connection, due_before(settings, datetime.now(UTC)))
        _outbox(connection)
        _alerts(connection)


def _outbox(connection: "Connection") -> None:
    """What waits to be told, channel by channel, since when, and why."""
    from township_sync.steps.outbox import waiting

    found = waiting(connection)
    typer.echo(f"messages waiting in the outbox: {sum(one.messages for one in found)}")
    for one in found:
        why = f"; {one.trouble}" if one.trouble else ""
        typer.echo(f"  {one.channel}: {one.messages} since {one.oldest.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M}{why}")


def _alerts(connection: "Connection") -> None:
    """How many alerts stand, and when it was last looked for them."""
    from township_sync.cli.watching import last_watched
    from township_sync.warehouse.watch import alerts

    remedy = " (`township-sync alerts` lists them)" if (found := alerts(connection)) else ""
    typer.echo(f"alerts: {len(found)}{remedy}; {last_watched(connection, datetime.now(UTC))}")


def _months(connection: "Connection") -> None:
    from township_sync.warehouse.summary import exchange_sums
    from township_sync.warehouse.waiting import months_waiting

    table = Table(*screen("status")["headings"])
    for line in exchange_sums(connection):
        table.add_row(line.period, *map(str, (line.sent, line.accepted, line.refused, line.held)))
    Console().print(table)
    typer.echo(f"months waiting to be loaded: {', '.join(months_waiting(connection)) or 'none'}")


def _unconfirmed(connection: "Connection") -> None:
    """How many submissions wait until somebody says what they are, and which."""
    from township_sync.warehouse.submissions import awaiting_confirmation

    waiting = awaiting_confirmation(connection)
    remedy = " (`township-sync confirm` says what they are)" if waiting else ""
    typer.echo(f"submissions waiting for confirmation: {len(waiting)}{remedy}")
    list_waiting(waiting)


def _unapproved(connection: "Connection") -> None:
    from township_sync.warehouse.approval_figures import waiting

    count = len(waiting(connection))
    typer.echo(f"publications waiting for approval: {count}{' (`township-sync approvals` shows them)' * bool(count)}")


def _cases(connection: "Connection") -> None:
    """How many persons are claimed by several units without a decision, and for how long at most."""
    from township_sync.warehouse.cases import cases

    ages = [age for case in cases(connection) if (age := case.age_in_days(datetime.now(UTC))) is not None]
    oldest = f", the oldest for {max(ages)} days (`township-sync cases`)" if ages else ""
    typer.echo(f"cases waiting for a decision: {len(ages)}{oldest}")


def _batches(connection: "Connection", due_before: datetime) -> None:
    """How many batches are open, and which of them somebody has to ask the platform about."""
    from township_sync.warehouse.exchange import batch_notes, open_batches

    still_open = open_batches(connection)
    typer.echo(f"open batches: {len(still_open)}")
    wrong = {one.batch_id: "out of balance" for one in still_open if one.state == "out_of_balance"}
    late = {one.batch_id: "overdue" for one in still_open if one.sent_at and one.sent_at < due_before}
    for number, client_ref, note in batch_notes(connection, [*(late | wrong)]):
        typer.echo(f"  {client_ref}  {(late | wrong)[number]}: {note or 'no receipt yet'}")


def doctor(workspace: WorkspaceOption = None) -> None:
    """Say what is missing on this machine, each with its remedy. Exit 0: nothing; 2: something."""
    from township_sync.cli.health import complaints

    found = complaints(Settings.load(workspace))
    for complaint in found:
        typer.echo(complaint)
    typer.echo(f"{len(found)} thing(s) to mend" if found else "all is well")
    raise typer.Exit(2 if found else 0)


def mail_token(
    unit: Annotated[str, typer.Option(help="The unit's code of 9 digits.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Show the token by which a unit's mail proves itself (TOWNSHIP_SYNC_IMAP_PROOF=token); give it to nobody else."""
    from township_sync.domain.unit import units
    from township_sync.sources.mail_senders import sender_token

    if unit not in units():
        raise UsageError(f"There is no unit {unit}; the codes are in contracts/units.csv.")
    typer.echo(sender_token(Settings.load(workspace), unit))


def mirror(workspace: WorkspaceOption = None) -> None:
    """Bring the lists that the provincial platform keeps (the register of persons) up to date, now."""
    from township_sync.steps.month import mirror as mirror_lists
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    with asked(settings) as connection:
        done = mirror_lists(settings, connection, datetime.now(COUNTY_TIME))
    for one in done:
        typer.echo(f"{one.entity:<16} {one.state}: {one.rows} rows, {one.rejected} rejected, {one.changes} changes")
    typer.echo(f"{len(done)} list(s) asked for")


COMMANDS = {"mirror": mirror, "trace": trace, "status": status, "doctor": doctor, "mail-token": mail_token}
