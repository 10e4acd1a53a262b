"""Commands of cases: cases (persons whom several units claim), decide-case."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.cases import Case

ByOption = Annotated[str, typer.Option("--by", help="Who says so.")]
BecauseOption = Annotated[str, typer.Option("--because", help="Why; no names or numbers of persons.")]


def cases(
    is_open: Annotated[bool, typer.Option("--open", help="Only those that wait for a decision.")] = False,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the cases of persons whom several units claim: since when each waits, and who decided what."""
    from township_sync.warehouse import cases as kept
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        known = kept.cases(connection)
    shown = [_shown(case, datetime.now(UTC)) for case in known if case.state == "open" or not is_open]
    if json_file:
        write_json(json_file, {"cases": shown})
    words = screen("cases")
    table = Table(*words["headings"])
    for case in shown:
        claimants = words["join"].join(name_of(code) for code in case["units"] or case["units_ever"])
        table.add_row(case["number"], claimants, words["join"].join(case["periods"]), escape(_state(case, words)))
    Console().print(table)
    typer.echo(f"{sum(case['state'] == 'open' for case in shown)} cases wait for a decision")


def decide_case(
    number: Annotated[str, typer.Argument(help="The case's number, such as 2020-05-0007.")],
    owner: Annotated[str, typer.Option(help="The code of the unit whose the person is; it must be one that claims.")],
    by: ByOption,
    because: BecauseOption,
    since: Annotated[str | None, typer.Option(
        help="The first month for which it holds; without it the first in which that unit claims.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide whose the person of a case is; the decision is kept, a later one overrules it."""
    from township_sync.warehouse import cases as kept
    from township_sync.warehouse.questions import asked

    who, why = said(by, "--by"), said(because, "--because")
    month = Month.parse(since) if since else None
    with asked(Settings.load(workspace)) as connection:
        case = kept.decide(connection, number, owner, who, why, datetime.now(UTC), month)
    typer.echo(f"Case {number} belongs to {name_of(owner)}; {', '.join(case.periods)} is judged again by the next run.")


def said(text: str, option: str) -> str:
    """What somebody typed, with whole numbers of persons masked. UsageError when it says nothing."""
    from township_sync.domain import masking

    if not text.strip():
        raise UsageError(f"{option} must not be empty; the decision is kept with it.")
    return masking.mask_whole_numbers(text.strip())


def name_of(code: str) -> str:
    """A unit as people call it."""
    return units()[code].name if code in units() else code


def _shown(case: "Case", now: datetime) -> dict[str, Any]:
    """A case without its key, which stands for a person."""
    decision = None if case.owner is None else {
        "owner": case.owner, "since": case.since, "is_by_register": case.is_by_register,
        "decided_by": case.decided_by, "decided_at": _iso(case.decided_at), "because": case.because}
    return {"number": case.number, "entity": case.entity, "state": case.state, "age_days": case.age_in_days(now),
            "opened_at": _iso(case.opened_at), "open_since": _iso(case.open_since), "units": list(case.units),
            "units_ever": list(case.units_ever), "periods": list(case.periods), "decision": decision}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _state(case: dict[str, Any], words: dict[str, Any]) -> str:
    decision = case["decision"] or {}
    name = "registered" if case["state"] == "decided" and decision.get("is_by_register") else case["state"]
    return str(words["states"][name]).format(
        days=case["age_days"], owner=name_of(decision.get("owner", "")), by=decision.get("decided_by"),
        because=decision.get("because"))


COMMANDS = {"cases": cases, "decide-case": decide_case}
