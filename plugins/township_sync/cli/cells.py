"""The command that shows what the reader sees in a file: the way to hold our reading against another library's."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from township_sync.cli.checking import path_of, try_json, write_json
from township_sync.errors import UsageError

if TYPE_CHECKING:
    from township_sync.readers.raw import Mark, RawFile, RawSheet, RawValue


def cells(
    file: Annotated[Path, typer.Argument(parser=path_of, metavar="FILE", help="A workbook, a text file or a bundle.")],
    json_file: Annotated[Path | None, typer.Option(
        "--json", parser=path_of, metavar="FILE", help="Write every cell to this file as JSON.")] = None,
    password: Annotated[list[str] | None, typer.Option(help="A password to try; may be repeated.")] = None,
) -> None:
    """Show what the reader sees in one file, cell by cell, before any rule is applied.

    Values are written in clear, personal ones too: it is meant for the owner of the file, on their own machine.
    A bundle gives one entry per file in it. A cell is a list of row, column (from 1), kind and value;
    dates are ISO texts.
    Exit 0: read; 1: refused by a finding; 2: wrong usage.
    """
    try_json(json_file)
    if not file.is_file():
        raise UsageError(f"{file} is no file that can be read; name a workbook or a bundle.")
    seen = list(seen_in(file.name, file.read_bytes(), password or ()))
    if json_file:
        write_json(json_file, {"files": seen})
    for one in seen:
        _tell(one)
    raise typer.Exit(int(any(found["severity"] == "reject_file" for one in seen for found in one["findings"])))


def seen_in(name: str, data: bytes, passwords: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """One entry per file; of a bundle, one for itself when it is refused, and one for each file in it."""
    from township_sync.readers.guard import parse_guarded

    raw = parse_guarded(name, data, passwords)
    if raw.findings or not raw.members:
        yield _file(name, raw)
    for member in raw.members:
        inner = f"{name}/{member.name}"
        yield _file(inner, parse_guarded(inner, member.data, passwords))


def _file(name: str, raw: "RawFile") -> dict[str, Any]:
    from township_sync.domain.finding import Finding

    found = [Finding(one.slug, name, details=one.details) for one in raw.findings]
    return {
        "file": name, "kind": raw.kind,
        "findings": [{"slug": one.slug, "severity": one.severity, "message": one.message} for one in found],
        "sheets": [_sheet(sheet) for sheet in raw.sheets],
    }


def _sheet(sheet: "RawSheet") -> dict[str, Any]:
    return {
        "name": sheet.name, "visible": sheet.visible, "hidden_rows": sorted(sheet.hidden_rows),
        "merges": [list(corners) for corners in sheet.merges], "too_many_rows": sheet.too_many_rows,
        "cells_far_away_not_read": [list(place) for place in sheet.strays],
        "cells": sorted(_cells(sheet), key=lambda cell: cell[:2]),
    }


def _cells(sheet: "RawSheet") -> Iterator[list[Any]]:
    marks = dict(sheet.marks)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row, 1):
            mark = marks.pop((number, column), None)
            if value is not None or mark is not None:
                yield [number, column, *_kind_and_value(value, mark)]
    for (number, column), mark in marks.items():
        yield [number, column, *_kind_and_value(None, mark)]


def _kind_and_value(value: "RawValue", mark: "Mark | None") -> tuple[str, Any]:
    if mark is not None and mark.error is not None:
        return "error", mark.error
    if mark is not None and not mark.has_result:
        return "formula_without_value", None
    if value is None or isinstance(value, str):
        return "text" if value else "empty", value
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, date | time):
        return "time" if isinstance(value, time) else "date", value.isoformat()
    return "number", value


def _tell(seen: dict[str, Any]) -> None:
    typer.echo(f"{seen['file']}  {seen['kind']}")
    for found in seen["findings"]:
        typer.echo(f"  {found['slug']}: {found['message']}")
    for sheet in seen["sheets"]:
        hidden = "" if sheet["visible"] else ", hidden"
        typer.echo(f"  {sheet['name']}: {len(sheet['cells'])} cells, {len(sheet['merges'])} merges{hidden}")


COMMANDS = {"cells": cells}
