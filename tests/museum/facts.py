"""What a museum case says must come out, as rows of facts, and what does come out.

Kinds: `status` (of the file), `counts` (of a sheet: entity and numbers; row is the header's), `finding` (says its
slug), `value` (the value that conforming gave a cell, the text as typed, its state).
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from museum.recipe import books
from museum.writers import file_bytes
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.steps.check import as_json, check

SENDER = "430981114"
MAY = Month(2020, 5)


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One row of `facts.csv`; every field is text, empty for not given."""

    kind: str
    file: str
    sheet: str = ""
    row: str = ""
    column: str = ""
    says: str = ""
    typed: str = ""
    state: str = ""


def facts_of(folder: Path) -> list[Fact]:
    """The facts that a case states."""
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as stream:
        return [Fact(**row) for row in csv.DictReader(stream)]


def observed(recipe: Mapping[str, Any], folder: Path) -> list[Fact]:
    """Everything that checking the recipe's files shows, with the value of every cell that is filled or not as typed.

    `folder` is an empty one, which becomes an inbox (and beside it that of the month before, when the recipe has one).
    """
    inbox = _inbox(recipe, folder / "2020-05", "2020-05")
    previous = _inbox(recipe["previous"], folder / "2020-04", "2020-04") if "previous" in recipe else None
    files, judgement = check([inbox], MAY, previous)
    facts: list[Fact] = []
    for file, told in zip(files, as_json(files, judgement)["files"], strict=True):
        name = file.file.removeprefix(f"{SENDER}/")
        facts.append(Fact("status", name, says=told["status"]))
        facts += _counts(name, told["sheets"])
        for found in told["findings"]:
            place = (found["sheet"] or "", str(found["row"] or ""), found["column"] or "")
            facts.append(Fact("finding", name, *place, found["slug"]))
        for sheet in file.sheets:
            headers = {one.field: one.header for one in contract(sheet.entity).columns}
            for row in sheet.rows:
                facts += [
                    Fact("value", name, sheet.sheet, str(row.number), headers[field], value or "",
                         row.raw.get(field, ""), row.states.get(field, ""))
                    for field, value in row.values.items()
                ]
    return facts


def _inbox(recipe: Mapping[str, Any], folder: Path, month: str) -> Path:
    sender = folder / recipe.get("sender", SENDER)
    sender.mkdir(parents=True)
    for name, book in books(recipe, month).items():
        (sender / name).parent.mkdir(parents=True, exist_ok=True)
        (sender / name).write_bytes(file_bytes(book))
    return folder


def _counts(file: str, sheets: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    for sheet in sheets:
        numbers = ", ".join(f"{sheet[f'rows_{fate}']} {fate}" for fate in ("read", "accepted", "rejected", "skipped"))
        says = f"{sheet['entity']}: {numbers}"
        yield Fact("counts", file, sheet["sheet"], str(sheet["header_row"]), says=says)
