"""Recipes of the museum's files: a folder's `workbook.yaml` becomes sheets of typed cells, healthy but for its disease.

A plain scalar is text. Typed cells: `{n: 43965}` number, `{d: 2020-05-14}` or `{d: 2020-05-14 08:30}` date,
`{b: true}`, `{e: "#REF!"}` error, `{f: "N4*2", v: 12}` formula with its stored result (without `v`: none); `fmt` gives
any of them a number format. A row is a list of cells, or a mapping from known header to the cell that is not healthy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from township_sync.domain.identity import id_check_character, uscc_check_character

PATTERNS = Path(__file__).parent / "patterns"
NAMES = (
    "张建国", "李秀英", "王志强", "刘桂兰", "陈友良", "杨冬梅", "赵德明", "黄翠娥", "周立新", "吴春桃",
    "徐国富", "孙菊香", "胡少华", "朱玉珍", "高长庚", "林腊梅", "何光辉", "郭银秀", "马跃进", "罗金莲",
)
VILLAGES = ("乐园村", "三码头村", "大同闸村", "和平村", "新安村")


@dataclass(frozen=True, slots=True)
class Value:
    """One typed cell; `result` is the stored result of a formula."""

    kind: str
    value: Any
    form: str = ""
    result: Any = None


@dataclass(slots=True)
class Page:
    """One sheet to be written: cells by row, and what a program's user can do to a sheet."""

    name: str
    rows: list[list[Value | None]]
    merges: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    state: str = "visible"
    comments: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    empty_rows_with_format: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """One file to be written; `form` is its true format, whatever its name says."""

    form: str
    pages: Sequence[Page] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    from_1904: bool = False
    damage: str = ""
    inside: Mapping[str, "Book"] = field(default_factory=dict)


@cache
def healthy() -> dict[str, Any]:
    """The healthy row of every entity."""
    return dict(_yaml(PATTERNS / "healthy.yaml"))


def recipe_of(folder: Path) -> dict[str, Any]:
    """The recipe of one case."""
    return dict(_yaml(folder / "workbook.yaml"))


def books(recipe: Mapping[str, Any], month: str = "2020-05") -> dict[str, Book]:
    """Every file of a recipe by its name; a recipe with one file may leave out `files`."""
    files = recipe.get("files") or {recipe.get("name", f"报表.{recipe.get('format', 'xlsx')}"): recipe}
    return {name: _book(written, month) for name, written in files.items()}


def healthy_twin(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the recipe's first sheet in a plain workbook without any disease."""
    sheet = next((sheet for file in _files(recipe) for sheet in (file.get("sheets") or {}).values() if sheet), {})
    entity = sheet.get("entity", "worker_employment")
    rows = [row for row in sheet.get("rows", [{}]) if isinstance(row, Mapping)]
    people = max(1, sum(int(row.get("times", 1)) for row in rows))
    return {"sheets": {healthy()[entity]["sheet"]: {"entity": entity, "rows": [{"times": str(people)}]}}}


def _files(recipe: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for file in (recipe.get("files") or {"": recipe}).values():
        yield file
        yield from (file.get("inside") or {}).values()


def _book(written: Mapping[str, Any], month: str) -> Book:
    pages = [_page(name, sheet or {}, month) for name, sheet in (written.get("sheets") or {}).items()]
    inside = {name: _book(inner, month) for name, inner in (written.get("inside") or {}).items()}
    return Book(
        written.get("format", "xlsx"), pages, written.get("encoding", "utf-8"), written.get("delimiter", ","),
        "date1904" in written, written.get("damage", ""), inside,
    )


def _page(name: str, sheet: Mapping[str, Any], month: str) -> Page:
    usual = healthy()[sheet.get("entity", "worker_employment")]["row"]
    columns = list(sheet.get("columns") or [*usual, *sheet.get("more_columns", [])])
    named = sheet.get("named", {})
    year, number = month.split("-")
    title = [[f"{year}年{int(number)}月{name}"], [f"填报单位：草尾镇    填报期：{month}    填报人：王敏"]]
    header = [[named.get(column, column) for column in columns]]
    rows = [*sheet.get("above", title), *sheet.get("header", header)]
    start, count = int(sheet.get("first", 1)), 0
    for row in sheet.get("rows", [{}]):
        if isinstance(row, Mapping):
            different = {key: value for key, value in row.items() if key != "times"}
            if odd := different.keys() - set(columns):
                raise ValueError(f"The sheet {name} has no column {', '.join(odd)}.")
            for _ in range(int(row.get("times", 1))):
                person = {**healthy_row(usual, start + count), **different}
                rows.append([person.get(column, "") for column in columns])
                count += 1
        else:
            rows.append(row)
    return Page(
        name, [[value_of(cell) for cell in row] for row in rows], sheet.get("merges", ()),
        [int(row) for row in sheet.get("hidden_rows", ())], sheet.get("hidden_columns", ()),
        sheet.get("state", "visible"), sheet.get("comments", {}), sheet.get("colours", {}),
        int(sheet.get("empty_rows_with_format", 0)),
    )


def healthy_row(usual: Mapping[str, str], number: int) -> dict[str, str]:
    """The healthy cells of the row of this number; nobody shares a value with a neighbour that would be suspicious."""
    known = {
        "n": number, "name": NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else "文"), "id": id_no(number),
        "sex": "男" if number % 2 else "女", "mobile": f"139{number * 7_654_321 % 10**8:08d}",
        "village": VILLAGES[number % len(VILLAGES)], "wage": 2000 + 37 * number,
        "day": f"2020-05-{number % 27 + 1:02d}", "start": f"2019-{number % 12 + 1:02d}-{number % 25 + 1:02d}",
        "attendance": 18 + number % 9, "uscc": uscc(number),
    }
    return {column: text.format_map(known) for column, text in usual.items()}


def id_no(number: int) -> str:
    """A number of the unassigned area 439999 with a right check character; odd numbers are men's."""
    first = f"439999{1960 + number % 35}{number % 12 + 1:02d}{number % 28 + 1:02d}{number * 2 % 100:02d}{number % 2}"
    return first + id_check_character(first)


def uscc(number: int) -> str:
    """A credit code of the unassigned area 439999 with a right check character."""
    first = f"91439999MA4L{number:04d}X"
    return first + uscc_check_character(first)


def value_of(cell: Any) -> Value | None:
    """The typed cell that a recipe writes."""
    if isinstance(cell, str):
        return Value("text", cell) if cell else None
    form = cell.get("fmt", "")
    if "f" in cell:
        return Value("formula", cell["f"], form, _result(cell["v"]) if "v" in cell else None)
    if "d" in cell:
        return Value("date", _day(cell["d"]), form or "yyyy-mm-dd")
    if "n" in cell:
        return Value("number", _plain(cell["n"]), form)
    if "b" in cell:
        return Value("boolean", cell["b"] == "true", form)
    if "t" in cell:
        return Value("text", cell["t"], form)
    return Value("error", cell["e"], form)


def _day(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if ":" in text else date.fromisoformat(text)


def _result(stored: Any) -> Any:
    return _plain(stored) if isinstance(stored, str) else stored["t"]


def _plain(text: str) -> Any:
    try:
        return float(text) if "." in text or "E" in text else int(text)
    except ValueError:
        return text


def _yaml(path: Path) -> Any:
    """YAML whose scalars all stay text: 2020-05-14 and 否 mean what they look like."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # BaseLoader makes nothing but text
