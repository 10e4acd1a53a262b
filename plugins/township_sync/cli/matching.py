"""Commands of identity: candidates (in a folder), pairs (the queue of the warehouse), decide-pair."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, PeriodOption, path_of, try_json, write_json
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain import masking
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.identity import Known, Pair


class VerdictName(StrEnum):
    """What two can be."""

    same = "same"
    different = "different"
    open = "open"


def candidates(
    inbox: Annotated[Path, typer.Argument(
        parser=path_of, metavar="INBOX", help="An inbox folder with one folder per unit.")],
    period: PeriodOption = None,
    json_file: JsonOption = None,
) -> None:
    """List rows that may be one person or one employer written twice, with what speaks for it; nothing is merged."""
    from township_sync.domain.period import Month
    from township_sync.steps.check import period_of
    from township_sync.steps.match import match
    from township_sync.steps.read import read_inbox

    try_json(json_file)
    month = Month.parse(period) if period else period_of([inbox])
    found = match(read_inbox(inbox, month))
    words = screen("candidates")
    table = Table(*words["headings"])
    for each in found:
        rows = ["#".join(map(str, side.ref[1:4])) for side in (each.pair.left, each.pair.right)]
        table.add_row(words["kinds"][each.kind], *map(escape, rows), _evidence(each.pair.evidence, words))
    if json_file:
        write_json(json_file, {"period": str(month), "candidates": [
            {"kind": each.kind, "entities": [each.pair.left.ref[4], each.pair.right.ref[4]],
             "left": each.pair.left.ref[1:4], "right": each.pair.right.ref[1:4], "evidence": each.pair.evidence}
            for each in found]})
    Console().print(table)
    typer.echo(f"{len(found)} pairs to decide on")


def pairs(
    is_all: Annotated[bool, typer.Option("--all/--open", help="Those that are decided as well.")] = False,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List pairs that may be one person or one employer, and since when they wait for somebody to decide."""
    from township_sync.warehouse import identity
    from township_sync.warehouse.questions import asked

    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        known = identity.pairs(connection)
    shown = [_shown(one, datetime.now(UTC)) for one in known if is_all or one.is_open]
    words = screen("pairs")
    table = Table(*words["headings"])
    for one in shown:
        sides = [escape("\n".join([f"{side['name']} {side['number'] or words['no_code']}", side["row"]]))
                 for side in (one["1"], one["2"])]
        table.add_row(str(one["pair"]), words["kinds"][one["kind"]], *sides, _evidence(one["evidence"], words),
                      _standing(one, words))
    if json_file:
        write_json(json_file, {"pairs": shown})
    Console().print(table)
    typer.echo(f"{sum(one.is_open for one in known)} of {len(known)} pairs are open"
               " (`township-sync decide-pair` says what they are)")


def _shown(pair: "Pair", now: datetime) -> dict[str, Any]:
    """A pair as it may be seen: numbers and names masked, days as of now."""
    return {
        "pair": pair.pair_id, "kind": pair.kind, "1": _side(pair.left), "2": _side(pair.right),
        "evidence": list(pair.evidence), "periods": [pair.first_period, pair.last_period],
        "open_days": (now - pair.first_seen_at).days if pair.is_open else None,
        "verdict": pair.implied or (None if pair.is_open else pair.verdict), "is_implied": pair.implied is not None,
        "decided_by": pair.decided_by, "decided_at": pair.decided_at and pair.decided_at.isoformat(),
        "because": pair.because,
    }


def _side(known: "Known") -> dict[str, Any]:
    name = masking.person_name(known.name) if known.kind == "person" else known.name
    return {"name": name, "number": known.number and masking.id_no(known.number), "is_right": known.is_right,
            "unit": known.unit_code, "row": f"{known.file}#{known.sheet}#{known.row}"}


def _evidence(names: "list[str] | tuple[str, ...]", words: Mapping[str, Any]) -> str:
    from township_sync.matching.pairs import settings

    told = settings("evidence")
    return str(words["join"]).join(told[name] for name in names)


def _standing(shown: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if shown["verdict"] is None:
        return str(words["open"]).format(days=shown["open_days"])
    said = words["verdicts"][shown["verdict"]]
    return str(words["implied"] if shown["is_implied"] else words["decided"]).format(**{**shown, "verdict": said})


def decide_pair(
    pair: Annotated[int, typer.Argument(help="Its number, as `pairs` shows it.")],
    verdict: Annotated[VerdictName, typer.Argument(
        help="same: one person or employer; different: two; open: not decided yet.")],
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    because: Annotated[str, typer.Option(help="Why.")] = "",
    keep: Annotated[int | None, typer.Option(
        min=1, max=2, help="Whose number counts, where both are right.")] = None,
    overrule: Annotated[bool, typer.Option("--overrule", help="Decide otherwise than somebody did before.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Say whether the two of a pair are one; the history follows at once, and is restored by deciding otherwise."""
    from township_sync.steps.decide_pair import Said, decide
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    said = Said(verdict.value, by, because, keep, overrule)
    with asked(settings) as connection:
        decided = decide(settings, connection, pair, said, datetime.now(UTC))
    changes = ", ".join(f"{name} {count}" for name, count in decided.changes.items()) or "0 changes"
    typer.echo(f"pair {pair} is {verdict.value}; history: {changes}" if decided.is_new
               else f"pair {pair} was decided so before; 0 changes")


COMMANDS = {"candidates": candidates, "pairs": pairs, "decide-pair": decide_pair}
