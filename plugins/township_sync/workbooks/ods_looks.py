"""The look of an .ods, read lightly: widths, bold, colours, borders, alignment and wrapping of its cell styles."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from township_sync.workbooks.package import parse
from township_sync.workbooks.source_looks import CellLook, SourceLook

_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75}
_POINTS_OF_A_DIGIT = 5.6
_MOST_REPEATED_COLUMNS, _MOST_REPEATED_ROWS = 256, 1000
_ACROSS = {"start": "left", "left": "left", "center": "center", "end": "right", "right": "right", "justify": "justify"}
_DOWN = {"top": "top", "middle": "vcenter", "bottom": "bottom"}


def looks_of_ods(original: bytes) -> dict[str, SourceLook]:
    """The look of each sheet by its name."""
    with zipfile.ZipFile(BytesIO(original)) as archive:
        trees = [parse(archive.read(name)) for name in ("styles.xml", "content.xml") if name in archive.namelist()]
    styles: dict[str, CellLook] = {}
    sizes: dict[str, float] = {}
    for tree in trees:
        for style in _all(tree, "style"):
            _take_style(style, styles, sizes)
    return {_get(table, "name"): _sheet(table, styles, sizes) for table in _all(trees[-1], "table")}


def _take_style(style: Any, styles: dict[str, CellLook], sizes: dict[str, float]) -> None:
    name, look = _get(style, "name"), dict(styles.get(_get(style, "parent-style-name"), {}))
    for properties in style:
        kind = _local(properties)
        if kind == "table-column-properties":
            sizes[name] = _points(_get(properties, "column-width")) / _POINTS_OF_A_DIGIT
        elif kind == "text-properties":
            look |= _text(properties)
        elif kind == "table-cell-properties":
            look |= _cell(properties)
        elif kind == "paragraph-properties" and _get(properties, "text-align") in _ACROSS:
            look["align"] = _ACROSS[_get(properties, "text-align")]
    if _get(style, "family") == "table-cell":
        styles[name] = look


def _text(properties: Any) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for given, name in (("font-name", "font_name"), ("font-family", "font_name")):
        if _get(properties, given):
            look[name] = _get(properties, given).strip("'\"")
    if size := _points(_get(properties, "font-size")):
        look["font_size"] = size
    if _get(properties, "font-weight") == "bold":
        look["bold"] = True
    return look | _colour("font_color", _get(properties, "color"))


def _cell(properties: Any) -> dict[str, Any]:
    look: dict[str, Any] = _colour("bg_color", _get(properties, "background-color"))
    for side in ("left", "right", "top", "bottom"):
        line = _get(properties, f"border-{side}") or _get(properties, "border")
        if line and "none" not in line:
            look |= {side: 2 if _points(line.split()[0]) > 1 else 1}
    if _get(properties, "wrap-option") == "wrap":
        look["text_wrap"] = True
    if _get(properties, "vertical-align") in _DOWN:
        look["valign"] = _DOWN[_get(properties, "vertical-align")]
    return look


def _sheet(table: Any, styles: dict[str, CellLook], sizes: dict[str, float]) -> SourceLook:
    widths: dict[int, float] = {}
    by_column: dict[int, str] = {}
    hidden = set()
    for column, element in _counted(_all(table, "table-column"), "number-columns-repeated", _MOST_REPEATED_COLUMNS):
        if size := sizes.get(_get(element, "style-name")):
            widths[column] = size
        by_column[column] = _get(element, "default-cell-style-name")
        if _get(element, "visibility") == "collapse":
            hidden.add(column)
    cells = {}
    for row, line in _counted(_all(table, "table-row"), "number-rows-repeated", _MOST_REPEATED_ROWS):
        inside = [cell for cell in line if _local(cell) in ("table-cell", "covered-table-cell")]
        for column, cell in _counted(inside, "number-columns-repeated", _MOST_REPEATED_COLUMNS):
            if look := styles.get(_get(cell, "style-name") or by_column.get(column, "")):
                cells[row, column] = look
    return SourceLook(widths=widths, hidden_columns=frozenset(hidden), cells=cells)


def _counted(elements: Any, repeated: str, most: int) -> Iterator[tuple[int, Any]]:
    """Each element with its number from 1; what is repeated very often is the empty rest of a sheet."""
    number = 1
    for element in elements:
        times = int(_get(element, repeated) or 1)
        yield from ((number + index, element) for index in range(times if times <= most else 0))
        number += times


def _all(tree: Any, name: str) -> Iterator[Any]:
    return (element for element in tree.iter() if _local(element) == name)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _get(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _points(length: str) -> float:
    found = re.fullmatch(r"([\d.]+)(cm|mm|in|pt|px)", length)
    return float(found[1]) * _POINTS[found[2]] if found else 0.0


def _colour(name: str, text: str) -> dict[str, str]:
    return {name: text} if re.fullmatch("#[0-9a-fA-F]{6}", text) else {}
