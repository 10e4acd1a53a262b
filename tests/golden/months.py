"""Golden months: a folder with `case.yaml` (what lies in the inbox) and `expected.csv` (all that must be found)."""

import csv
import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from township_sync.domain.finding import Finding
from township_sync.domain.identity import id_check_character, uscc_check_character
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/case.yaml"))
Expected = tuple[str, str, str, str, str]
"""(slug, file, sheet, row, column), empty where there is none"""


@dataclass(frozen=True)
class Case:
    """One golden month; `deletes` names the files of expectations/ whose every entry it plants a fault for."""

    name: str
    period: Month
    files: list[ReadFile]
    previous: list[AcceptedRow] | None
    loaded: list[AcceptedRow]
    deletes: list[str]
    expected: list[Expected]


@cache
def case(name: str) -> Case:
    """Read one case."""
    written = yaml.safe_load((HERE / name / "case.yaml").read_text(encoding="utf-8"))
    made: dict[str, list[ConformedRow]] = {}
    period = Month.parse(written["period"])
    files = [_file(given, written["period"], made) for given in written["files"]]
    before = [row for given in written.get("previous", ()) for row in _accepted(given, made)]
    previous = before if "previous" in written else None
    loaded = [row for given in written.get("loaded", ()) for row in _accepted(given, made)]
    with (HERE / name / "expected.csv").open(encoding="utf-8") as lines:
        expected = [(r["slug"], r["file"], r["sheet"], r["row"], r["column"]) for r in csv.DictReader(lines)]
    return Case(name, period, files, previous, loaded, written.get("deletes", []), expected)


def told(found: Finding) -> Expected:
    """A finding as expected.csv writes it."""
    return found.slug, found.file, found.sheet or "", str(found.row or ""), found.column or ""


def id_no(short: str) -> str:
    """`19800101/101` → a good number of the unassigned area 439999; anything else stays as it is."""
    if not re.fullmatch(r"\d{8}/\d{3}", short):
        return short
    first = "439999" + short.replace("/", "")
    return first + id_check_character(first)


def _file(given: dict[str, Any], period: str, made: dict[str, list[ConformedRow]]) -> ReadFile:
    sheets = [
        ReadSheet(sheet["sheet"], sheet["entity"], 3, {}, _rows(sheet, given["unit"], made))
        for sheet in given["sheets"]
    ]
    for sheet in sheets:
        made[f"{given['file']}#{sheet.sheet}"] = list(sheet.rows)
    sha256 = hashlib.sha256(given.get("same_bytes_as", given["file"]).encode()).hexdigest()
    mode = given.get("mode", "full")
    return ReadFile(given["file"], sha256, given["unit"], period, "xlsx", sheets, (), given.get("bundle"), mode)


def _accepted(given: dict[str, Any], made: dict[str, list[ConformedRow]]) -> list[AcceptedRow]:
    rows = _rows(given, given["unit"], made)
    return [AcceptedRow(given["entity"], given["unit"], "before.xlsx", "before", row) for row in rows]


def _rows(given: dict[str, Any], unit: str, made: dict[str, list[ConformedRow]]) -> list[ConformedRow]:
    """Rows of a sheet: those of another (`like`, changed by `values`, without `but`), those written, and a crowd."""
    values = given.get("values", {})
    copied = [
        _changed(row, values) for row in made.get(given.get("like", ""), []) if row.number not in given.get("but", ())
    ]
    written = [dict(values, **row) for row in given.get("rows") or []]
    crowd = [dict(values) for _ in range(given.get("crowd", 0))]
    start = given.get("first_row", 4)
    differences = enumerate([*written, *crowd], start)
    return [*copied, *(_row(given["entity"], number, unit, row, given.get("n", 0)) for number, row in differences)]


def _changed(row: ConformedRow, values: dict[str, str | None]) -> ConformedRow:
    changed = {**row.values, **{key: value and id_no(str(value)) for key, value in values.items()}}
    return ConformedRow(row.number, changed, row.states, row.raw)


def _row(entity: str, number: int, unit: str, differs: dict[str, Any], first: int) -> ConformedRow:
    number = int(differs.pop("row", number))
    rejected, emptied = differs.pop("rejected", []), differs.pop("emptied", [])
    filled = {**_defaults(entity, number + first, unit), **differs}
    values = {field: None if value is None else _whole_uscc(id_no(str(value))) for field, value in filled.items()}
    states = dict.fromkeys(rejected, "rejected") | dict.fromkeys(emptied, "emptied")
    values |= dict.fromkeys(states)
    raw = {field: value for field, value in values.items() if value is not None} | dict.fromkeys(states, "?")
    return ConformedRow(number, values, states, raw)  # type: ignore[arg-type]  # the states are the two literals


@cache
def _patterns() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "defaults.yaml").read_text(encoding="utf-8"))
    return loaded


def _defaults(entity: str, n: int, unit: str) -> dict[str, str]:
    day = date(2019, 1, 1) + timedelta(days=11 * n % 360)
    marks = {"n": n, "unit": unit, "han": chr(0x5000 + n), "yy": 60 + n % 39, "seq": f"{(100 + n) % 1000:03d}",
             "m": day.month, "d": day.day}
    return {field: str(text).format(**marks) for field, text in _patterns()[entity].items()}


def _whole_uscc(text: str) -> str:
    short = re.fullmatch(r"[0-9A-Z]{16}", text)
    return f"{text}0{uscc_check_character(text + '0')}" if short and text.startswith("9143") else text
