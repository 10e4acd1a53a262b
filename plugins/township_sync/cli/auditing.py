"""Commands about the record of acts: audit verify, audit who-sent, audit list."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync import project
from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.days import day_of
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.audit_chain import Act
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import UsageError
from township_sync.settings import Settings


def verify(
    first: Annotated[int, typer.Option("--from", min=1, help="Begin at this row; the one before is trusted.")] = 1,
    head: Annotated[str | None, typer.Option(
        metavar="NUMBER:HASH", help="A head that was kept elsewhere, as an earlier `audit verify` printed it.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Prove that no act on record was changed, removed, put elsewhere or cut off. Exit 2: at which row it breaks."""
    from township_sync.steps import audit
    from township_sync.warehouse.questions import asked

    settings, known = Settings.load(workspace), audit.parse_head(head) if head else None
    with asked(settings) as connection:
        verified = audit.verify(connection, settings, first, known)
    typer.echo(f"{verified.rows} acts hold, {verified.heads} heads kept outside agree; the head to note elsewhere is "
               f"{verified.head.number}:{verified.head.hash}")


def who_sent(
    batch: Annotated[str, typer.Argument(help="Its number or name, such as month-recruiter-2020-05-r1-1.")],
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell who approved a batch, when, of which publication it is, every attempt to send it, and what was answered."""
    from township_sync.warehouse.audit_rows import sent_batch
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        found = sent_batch(connection, batch)
    approved = [act for act in found.acts if act.action == "approval_given"]
    if json_file:
        write_json(json_file, {"batch": found.client_ref, "batch_id": found.batch_id, "state": found.state,
                               "publication_id": found.publication_id, "rows": found.row_count,
                               "approved_by": [act.actor for act in approved],
                               "acts": [_record(act) for act in found.acts]})
    _show(found.acts)
    said = "、".join(f"{act.actor} {_moment(act)}" for act in approved) or _words()["nobody"]
    typer.echo(_words()["sent"].format(name=found.client_ref, rows=found.row_count, state=found.state,
                                       publication=found.publication_id, approved=said))


def list_acts(
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only from this day on, such as 2020-06-01.")] = None,
    action: Annotated[str | None, typer.Option(help="Only of this kind, such as approval_given.")] = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the acts on record: who did what to what, when."""
    from township_sync.warehouse.audit import actions
    from township_sync.warehouse.audit_rows import listed
    from township_sync.warehouse.questions import asked

    if action not in (None, *actions()):
        raise UsageError(f"There is no act '{action}'; there are {', '.join(actions())}.")
    begin = _midnight(since) if since else None
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        acts = listed(connection, begin, action)
    if json_file:
        write_json(json_file, {"acts": [_record(act) for act in acts]})
    _show(acts)
    typer.echo(f"{len(acts)} acts")


def _midnight(day: str) -> datetime:
    return datetime.combine(day_of(day), time(), COUNTY_TIME)


def _words() -> dict[str, Any]:
    words: dict[str, Any] = project.mapping("contracts/letters/audit.zh.yaml")["words"]
    return words


def _record(act: Act) -> dict[str, Any]:
    return {"number": act.number, "moment": act.moment.astimezone(COUNTY_TIME).isoformat(), "actor": act.actor,
            "action": act.action, "subject": dict(act.subject), "details": dict(act.details)}


def _moment(act: Act) -> str:
    return f"{act.moment.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M:%S}"


def _show(acts: Iterable[Act]) -> None:
    from township_sync.warehouse.audit import actions

    table = Table(*_words()["headings"])
    for act in acts:
        title = actions().get(act.action, {}).get("title", act.action)
        table.add_row(*map(escape, (str(act.number), _moment(act), act.actor, title, _told(act.subject),
                                    _told(act.details))))
    Console().print(table)


def _told(said: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in said.items())


AUDIT_COMMANDS: dict[str, Callable[..., None]] = {"verify": verify, "who-sent": who_sent, "list": list_acts}
