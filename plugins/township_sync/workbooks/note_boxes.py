"""The boxes in which Excel and WPS show comments: a VML drawing for each sheet, edited as text.

VML written by Excel is often no well-formed XML, so that it is never parsed: our boxes go in before its last tag.
"""

import re
from collections.abc import Mapping, Sequence
from math import ceil

from township_sync.workbooks.package import CannotEdit
from township_sync.workbooks.problems import Place, letters
from township_sync.workbooks.sheet_sizes import SheetSizes

_NAMESPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_EMPTY = (
    '<xml{names}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{ids}"/></o:shapelayout></xml>'
)
_KIND_OF_BOX = (
    '<v:shapetype{names} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape{names} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row0}</x:Row><x:Column>{column0}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>", re.DOTALL)
_ROW = re.compile(rb"<\w+:Row>\s*(\d+)\s*</")
_COLUMN = re.compile(rb"<\w+:Column>\s*(\d+)\s*</")
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_IDS_IN_A_BLOCK = 1024
_PIXELS_IN_A_LINE, _LETTERS_IN_A_LINE, _PIXELS_OF_A_LINE = 300, 20, 18
_HIGHEST = 600


def without_boxes(data: bytes, cells: set[str]) -> bytes:
    """The drawing without the boxes of these cells (`B17`)."""
    return _SHAPE.sub(lambda found: b"" if _cell(found[0]) in cells else found[0], data)


def with_boxes(
    data: bytes | None, places: Sequence[Place], texts: Mapping[Place, str], block: int, sizes: SheetSizes
) -> bytes:
    """The drawing with a box for each place; a new drawing takes its shape numbers from `block` on (1, 2 …)."""
    blocks = range(block, block + len(places) // _IDS_IN_A_BLOCK + 1)
    drawing = data or _EMPTY.format(ids=",".join(map(str, blocks)), names=_NAMESPACES).encode()
    first = max([block * _IDS_IN_A_BLOCK, *(int(number) for number in _NUMBER.findall(drawing))]) + 1
    # A drawing may name its namespaces on each element, or use other prefixes: then ours bring their own.
    declared = all(name in drawing[:drawing.find(b">")] for name in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x="))
    names = "" if declared else _NAMESPACES
    boxes = [_box(place, texts[place], first + index, index + 1, names, sizes) for index, place in enumerate(places)]
    if b'id="_x0000_t202"' not in drawing:
        boxes.insert(0, _KIND_OF_BOX.format(names=names))
    end = drawing.rfind(b"</xml>")
    if end < 0:
        raise CannotEdit("a drawing of comments cannot be understood")
    return drawing[:end] + "".join(boxes).encode() + drawing[end:]


def lines_of(text: str, letters_in_a_line: int = _LETTERS_IN_A_LINE) -> int:
    """How many lines a text takes; a Chinese letter is as wide as two Latin ones."""
    return sum(max(1, ceil(wide(line) / (2 * letters_in_a_line))) for line in text.split("\n"))


def wide(line: str) -> int:
    """The width of a line in Latin letters."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in line)


def _box(place: Place, text: str, number: int, order: int, names: str, sizes: SheetSizes) -> str:
    height = min((lines_of(text) + 1) * _PIXELS_OF_A_LINE, _HIGHEST)
    anchor = sizes.anchor(place, _PIXELS_IN_A_LINE, height)
    return _BOX.format(
        names=names, number=number, order=order, width=_PIXELS_IN_A_LINE * 3 // 4, height=height * 3 // 4,
        row0=place[0] - 1, column0=place[1] - 1, anchor=", ".join(map(str, anchor)),
    )


def _cell(shape: bytes) -> str | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if b'"Note"' not in shape or not row or not column:
        return None
    return f"{letters(int(column[1]) + 1)}{int(row[1]) + 1}"
