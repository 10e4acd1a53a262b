"""The style sheet of an .xlsx: a red copy of any cell style, and the way back from it."""

from copy import deepcopy
from typing import Any

from lxml import etree

from township_sync.workbooks.package import MAIN, CannotEdit, parse, serialise

RED = "FFFF8A8B"
"""A red that nobody picks from a palette, so that our own marks are known again when the file comes back."""
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellXfs count="1"><xf/></cellXfs></styleSheet>'
).encode()
_LOOKS = {
    "plain": ("", "", '<alignment vertical="top" wrapText="1"/>'),
    "note": ("", "", ""),
    "number": ("", "", '<alignment vertical="top"/>'),
    "title": ('<b/><sz val="14"/>', "", ""),
    "heading": ('<b/><sz val="11"/>', "FFD9E1F2", '<alignment vertical="center"/>'),
    "link": ('<u/><sz val="11"/><color rgb="FF0563C1"/>', "", '<alignment vertical="top"/>'),
}


class StyleSheet:
    """`xl/styles.xml`, to which styles are only ever added; the township's own keep their numbers."""

    def __init__(self, data: bytes | None) -> None:
        self._root = parse(data or _EMPTY)
        self._formats = self._list("cellXfs")
        self._fills = self._list("fills")
        self._red: dict[int, int] = {}
        self._solids: dict[tuple[str, ...], int] = {}

    def unmark(self, knows_own_fills: bool = True) -> None:
        """Give every cell that we marked in an earlier round its own fill back (none, when that is not known)."""
        for fill in self._fills:
            pattern = fill.find(_tag("patternFill"))
            if pattern is not None and _colour(pattern, "fgColor") == RED:
                self._restore(pattern, knows_own_fills)

    def _restore(self, pattern: Any, knows_own_fill: bool) -> None:
        before = pattern.find(_tag("bgColor"))
        pattern.remove(pattern.find(_tag("fgColor")))
        if before is None or before.get("indexed") == "64" or not knows_own_fill:
            pattern.set("patternType", "none")
        else:
            pattern.insert(0, _element("fgColor", **before.attrib))
        for child in pattern.findall(_tag("bgColor")):
            pattern.remove(child)

    def red(self, style: int) -> int:
        """The number of a style that is like the given one, but red."""
        if style not in self._red:
            self._red[style] = self._red_copy(style)
        return self._red[style]

    def _red_copy(self, style: int) -> int:
        if style >= len(self._formats):
            raise CannotEdit(f"the style {style} is not in the style sheet")
        copy = deepcopy(self._formats[style])
        copy.set("fillId", str(self._red_fill(int(copy.get("fillId", "0")))))
        copy.set("applyFill", "1")
        return _append(self._formats, copy)

    def _red_fill(self, fill: int) -> int:
        own = self._fills[fill].find(_tag("patternFill")) if fill < len(self._fills) else None
        colour = own.find(_tag("fgColor")) if own is not None and own.get("patternType") == "solid" else None
        # The background of a solid fill is never seen: it keeps the township's own colour for the way back.
        kept = dict(colour.attrib) if colour is not None else {"indexed": "64"}
        return self._solid(RED, kept)

    def _solid(self, colour: str, background: dict[str, str]) -> int:
        key = (colour, *background.values())
        if key not in self._solids:
            pattern = _element("patternFill", patternType="solid")
            pattern.append(_element("fgColor", rgb=colour))
            pattern.append(_element("bgColor", **background))
            fill = _element("fill")
            fill.append(pattern)
            self._solids[key] = _append(self._fills, fill)
        return self._solids[key]

    def look(self, name: str) -> int:
        """The number of one of the looks of our own sheets."""
        font, fill, alignment = _LOOKS[name]
        style = _element("xf", numFmtId="0", borderId="0", applyFont="1", applyFill="1", applyAlignment="1")
        style.set("fontId", str(self._font(font or '<sz val="11"/>')))
        style.set("fillId", str(self._solid(fill, {"indexed": "64"}) if fill else 0))
        if alignment:
            style.append(etree.fromstring(alignment.replace("<alignment", f'<alignment xmlns="{MAIN}"')))
        return _append(self._formats, style)

    def _font(self, inner: str) -> int:
        text = f'<font xmlns="{MAIN}">{inner}<name val="宋体"/><charset val="134"/></font>'
        return _append(self._list("fonts"), etree.fromstring(text))

    def _list(self, name: str) -> Any:
        found = self._root.find(_tag(name))
        if found is None:
            raise CannotEdit(f"the style sheet has no {name}")
        return found

    def to_bytes(self) -> bytes:
        """The part."""
        return serialise(self._root)


def _append(parent: Any, child: Any) -> int:
    parent.append(child)
    parent.set("count", str(len(parent)))
    return len(parent) - 1


def _colour(pattern: Any, name: str) -> str | None:
    found = pattern.find(_tag(name))
    return None if found is None else found.get("rgb")


def _tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def _element(name: str, **attributes: str) -> Any:
    element = etree.Element(_tag(name), nsmap={None: MAIN})
    for key, value in attributes.items():
        element.set(key, value)
    return element
