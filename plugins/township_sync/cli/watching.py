"""Commands of the watch: alerts (what stands, what was mended) and watch (look now, without Airflow if need be)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.domain.alert import Alert
    from township_sync.warehouse.connect import Connection


def alerts(
    everything: Annotated[bool, typer.Option("--all", help="Also those that were cleared.")] = False,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List what is wrong: since when, how often the engineers were told, and when it was last looked. Exit 0."""
    from township_sync.warehouse import watch
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        found = watch.alerts(connection, open_only=not everything)
        said = last_watched(connection, datetime.now(COUNTY_TIME))
    if json_file:
        write_json(json_file, {"alerts": [_as_json(alert) for alert in found], "watched": said})
    _show(found)
    typer.echo(said)


def watch(workspace: WorkspaceOption = None) -> None:
    """Look at everything now and tell the engineers what is new; cron may do so where Airflow itself may be down."""
    from township_sync.orchestration.watching import look

    for name, count in look(Settings.load(workspace), datetime.now(COUNTY_TIME)).counts.items():
        typer.echo(f"{name:<9} {count}")


def last_watched(connection: "Connection", now: datetime) -> str:
    """When everything was last looked at; who reads this watches the watcher."""
    from township_sync.steps.watch_kinds import watch_file
    from township_sync.steps.watch_words import shown, words
    from township_sync.warehouse.watch import watched

    said, last = words()["watched"], watched(connection).get("warehouse")
    if last is None:
        return str(said["never"])
    silent_after = watch_file().silent_after
    which = "silent" if now - last.asked_at > silent_after else "at"
    return str(said[which]).format(at=shown(last.asked_at), minutes=silent_after // timedelta(minutes=1))


def _show(found: "list[Alert]") -> None:
    from township_sync.steps.watch_words import began, sentence, shown, title, words

    said = words()
    table = Table(*said["headings"])
    for alert in found:
        table.add_row(said["severities"][alert.severity], title(alert), escape(sentence(alert)), shown(began(alert)),
                      str(alert.tellings), shown(alert.cleared_at) if alert.cleared_at else "")
    Console().print(table)
    typer.echo(said["standing"].format(count=sum(alert.cleared_at is None for alert in found)))


def _as_json(alert: "Alert") -> dict[str, Any]:
    from township_sync.steps.watch_words import sentence, title

    moments = {name: moment and moment.isoformat() for name, moment in (
        ("opened_at", alert.opened_at), ("seen_at", alert.seen_at), ("told_at", alert.told_at),
        ("cleared_at", alert.cleared_at))}
    return {"kind": alert.kind, "subject": alert.subject, "severity": alert.severity, "title": title(alert),
            "says": sentence(alert), "runbook": f"docs/runbook.md#{alert.kind}", "tellings": alert.tellings, **moments}


COMMANDS = {"alerts": alerts, "watch": watch}
