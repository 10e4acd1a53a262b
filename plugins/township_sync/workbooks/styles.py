"""The style sheet of an .xlsx: a red copy of any cell style, and the way back from it."""

from copy import deepcopy
from typing import Any

from lxml import etree

from township_sync.workbooks.looks import Look
from township_sync.workbooks.package import MAIN, CannotEdit, parse, serialise, tag

RED = "FFFF8A8B"
"""A red that nobody picks from a palette, so that our own marks are known again when the file comes back."""
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellXfs count="1"><xf/></cellXfs></styleSheet>'
).encode()
MOST_FORMATS = 65_490
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")

class StyleSheet:
    """`xl/styles.xml`, to which styles are only ever added; the township's own keep their numbers."""

    def __init__(self, data: bytes | None) -> None:
        self._root = parse(data or _EMPTY)
        self._formats = self._list("cellXfs", _element("xf"))
        self._fills = self._list("fills", *(_pattern(name) for name in ("none", "gray125")))
        self._list("borders", _element("border"))
        self._red: dict[tuple[int, bool], int] = {}
        self._seen: dict[bytes, int] = {}
        self._solids: dict[tuple[str, ...], int] = {}

    def unmark(self, knows_own_fills: bool = True) -> None:
        """Give every cell that we marked in an earlier round its own fill back (none, when that is not known)."""
        for fill in self._fills:
            pattern = fill.find(tag("patternFill"))
            if pattern is not None and _colour(pattern, "fgColor") == RED:
                self._restore(pattern, knows_own_fills)

    def _restore(self, pattern: Any, knows_own_fill: bool) -> None:
        before = pattern.find(tag("bgColor"))
        pattern.remove(pattern.find(tag("fgColor")))
        if before is None or before.get("indexed") == "64" or not knows_own_fill:
            pattern.set("patternType", "none")
        else:
            pattern.insert(0, _element("fgColor", **before.attrib))
        for child in pattern.findall(tag("bgColor")):
            pattern.remove(child)

    def red(self, style: int, unlocked: bool = False) -> int:
        """The number of a style that is like the given one, but red (and `unlocked`, on a protected sheet)."""
        if (style, unlocked) not in self._red:
            self._red[style, unlocked] = self._red_copy(style, unlocked)
        return self._red[style, unlocked]

    def _red_copy(self, style: int, unlocked: bool) -> int:
        if style >= len(self._formats):
            raise CannotEdit(f"the style {style} is not in the style sheet")
        copy = deepcopy(self._formats[style])
        copy.set("fillId", str(self._red_fill(int(copy.get("fillId", "0")))))
        copy.set("applyFill", "1")
        if int(copy.get("xfId", "0")) >= max(1, self._size("cellStyleXfs")):
            del copy.attrib["xfId"]
        if unlocked:
            _unlock(copy)
        return self._add_format(copy)

    def _size(self, name: str) -> int:
        found = self._root.find(tag(name))
        return 0 if found is None else len(found)

    def _add_format(self, form: Any) -> int:
        if len(self._formats) >= MOST_FORMATS:
            raise CannotEdit("the style sheet is full")
        return _append(self._formats, form)

    def _red_fill(self, fill: int) -> int:
        own = self._fills[fill].find(tag("patternFill")) if fill < len(self._fills) else None
        colour = own.find(tag("fgColor")) if own is not None and own.get("patternType") == "solid" else None
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

    def look(self, look: Look) -> int:
        """The number of one of the looks of our own sheets."""
        style = _element("xf", numFmtId="0", applyFont="1", applyFill="1", applyBorder="1", applyAlignment="1")
        style.set("fontId", str(self._made("fonts", "font", look.font_xml())))
        style.set("fillId", str(self._solid(look.fill, {"indexed": "64"}) if look.fill else 0))
        style.set("borderId", str(self._made("borders", "border", look.border_xml())))
        style.append(_element("alignment", **look.alignment()))
        return self._add_format(style)

    def _made(self, group: str, name: str, inner: str) -> int:
        """The number of a font or border, which is added when nothing alike is there."""
        wanted = etree.fromstring(f'<{name} xmlns="{MAIN}">{inner}</{name}>')
        known = self._list(group)
        plain = etree.tostring(wanted, method="c14n")
        if plain not in self._seen:
            self._seen[plain] = next((index for index, one in enumerate(known) if _alike(one, wanted)), -1)
            if self._seen[plain] < 0:
                self._seen[plain] = _append(known, wanted)
        return self._seen[plain]

    def _list(self, name: str, *least: Any) -> Any:
        """A list of the style sheet; one that is missing or empty is made, with the least that it must hold."""
        found = self._root.find(tag(name))
        if found is None:
            found = _element(name)
            before = [self._root.find(tag(other)) for other in _ORDER[: _ORDER.index(name)]]
            self._root.insert(sum(other is not None for other in before), found)
        for child in least if not len(found) else ():
            _append(found, child)
        return found

    def to_bytes(self) -> bytes:
        """The part."""
        return serialise(self._root)


def _alike(one: Any, other: Any) -> bool:
    same = (one.tag, dict(one.attrib), len(one)) == (other.tag, dict(other.attrib), len(other))
    return same and all(_alike(*pair) for pair in zip(one, other, strict=True))


def _unlock(form: Any) -> None:
    protection = form.find(tag("protection"))
    if protection is None:
        protection = _element("protection")
        extensions = form.find(tag("extLst"))
        form.insert(len(form) if extensions is None else form.index(extensions), protection)
    protection.set("locked", "0")
    form.set("applyProtection", "1")


def _pattern(name: str) -> Any:
    fill = _element("fill")
    fill.append(_element("patternFill", patternType=name))
    return fill


def _append(parent: Any, child: Any) -> int:
    parent.append(child)
    parent.set("count", str(len(parent)))
    return len(parent) - 1


def _colour(pattern: Any, name: str) -> str | None:
    found = pattern.find(tag(name))
    return None if found is None else found.get("rgb")



def _element(name: str, **attributes: str) -> Any:
    element = etree.Element(tag(name), nsmap={None: MAIN})
    for key, value in attributes.items():
        element.set(key, value)
    return element
