"""The command corrections-of: what became known of a month after it was published."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.checking import JsonOption, try_json, write_json
from township_sync.cli.screens import screen
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain import masking
from township_sync.domain.contract import contract, sent_entities
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.late_corrections import Correction

_PLATFORM = "province"


def corrections_of(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A month that was published, such as 2020-05.")],
    entity: Annotated[str | None, typer.Option(help="Only this entity, such as worker_employment.")] = None,
    json_file: JsonOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell what was published of a month and is known better now: since when, by which row, and whether it was told."""
    from township_sync.warehouse.late_corrections import corrections_of as corrected
    from township_sync.warehouse.questions import asked

    month = Month.parse(period)
    datasets = {name: one.outbound[_PLATFORM]["dataset"] for name, one in sent_entities().items()
                if _PLATFORM in one.outbound}
    if entity not in (None, *datasets):
        raise UsageError(f"No entity '{entity}' is published; there are {', '.join(datasets)}.")
    try_json(json_file)
    with asked(Settings.load(workspace)) as connection:
        found = [each for name, dataset in datasets.items() if entity in (None, name)
                 for each in corrected(connection, contract(name), dataset, month)]
    if json_file:
        write_json(json_file, {"period": str(month), "corrections": [_record(each) for each in found]})
    _show(found)
    untold = sum(each.told_in is None for each in found)
    typer.echo(f"{len(found)} correction(s) of {month} since it was published; {untold} not told to the platform yet")


def _record(found: "Correction") -> dict[str, Any]:
    """Everything about one correction; personal values are masked (law 5)."""
    return {"entity": found.entity, "kind": found.kind, "unit_code": found.unit_code,
            "thing": _thing(found), "changes": [dict(zip(("column", "published", "known"), each, strict=True))
                                                for each in _changes(found)],
            "known_since": _moment(found.known_since),
            "published_in": found.published_in, "told_in": found.told_in, "file": found.file, "sheet": found.sheet,
            "row": found.sheet_row,
            "received_at": found.received_at and _moment(found.received_at)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(COUNTY_TIME).isoformat(timespec="seconds")


def _thing(found: "Correction") -> dict[str, str | None]:
    entity, values = contract(found.entity), found.after or found.before or {}
    names = [name for name in dict.fromkeys((*entity.key, entity.name_field)) if name]
    return {name: masking.mask(entity.column(name).privacy, values[name]) for name in names}


def _changes(found: "Correction") -> list[tuple[str, str | None, str | None]]:
    columns = [contract(found.entity).column(name) for name in found.fields]
    before, after = found.before or {}, found.after or {}
    return [(each.header, masking.mask(each.privacy, before[each.field]), masking.mask(each.privacy, after[each.field]))
            for each in columns]


def _show(found: Sequence["Correction"]) -> None:
    words = screen("corrections_of")
    table = Table(*words["headings"])
    for each in found:
        record = _record(each)
        changes = "\n".join(f"{column}: {old or ''} → {new or ''}" for column, old, new in _changes(each))
        place = "#".join(str(record[name]) for name in ("file", "sheet", "row") if record[name] is not None)
        table.add_row(*(escape(value or "") for value in (
            record["unit_code"], contract(each.entity).title, " ".join(filter(None, record["thing"].values())),
            changes or words["kinds"][each.kind], record["published_in"], record["known_since"], place,
            record["told_in"])))
    Console().print(table)


COMMANDS = {"corrections-of": corrections_of}
