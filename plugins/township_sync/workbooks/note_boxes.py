"""The boxes in which Excel and WPS show comments: a VML drawing for each sheet, edited as text.

VML written by Excel is often no well-formed XML, so that it is never parsed: our boxes go in before its last tag.
"""

import re
from collections.abc import Mapping, Sequence

from township_sync.workbooks.package import CannotEdit
from township_sync.workbooks.problems import Place, letters

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
    'margin-top:2pt;width:240pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{column}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row0}</x:Row><x:Column>{column0}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>", re.DOTALL)
_ROW = re.compile(rb"<\w+:Row>\s*(\d+)\s*</")
_COLUMN = re.compile(rb"<\w+:Column>\s*(\d+)\s*</")
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_IDS_IN_A_BLOCK = 1024
_LETTERS_IN_A_LINE = 18
_POINTS_IN_A_LINE = 14


def without_boxes(data: bytes, cells: set[str]) -> bytes:
    """The drawing without the boxes of these cells (`B17`)."""
    return _SHAPE.sub(lambda found: b"" if _cell(found[0]) in cells else found[0], data)


def with_boxes(data: bytes | None, places: Sequence[Place], texts: Mapping[Place, str], block: int) -> bytes:
    """The drawing with a box for each place; a new drawing takes its shape numbers from `block` on (1, 2 …)."""
    blocks = range(block, block + len(places) // _IDS_IN_A_BLOCK + 1)
    drawing = data or _EMPTY.format(ids=",".join(map(str, blocks)), names=_NAMESPACES).encode()
    first = max([block * _IDS_IN_A_BLOCK, *(int(number) for number in _NUMBER.findall(drawing))]) + 1
    # A drawing may name its namespaces on each element, or use other prefixes: then ours bring their own.
    declared = all(name in drawing[:drawing.find(b">")] for name in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x="))
    names = "" if declared else _NAMESPACES
    boxes = [_box(place, texts[place], first + index, index + 1, names) for index, place in enumerate(places)]
    if b'id="_x0000_t202"' not in drawing:
        boxes.insert(0, _KIND_OF_BOX.format(names=names))
    end = drawing.rfind(b"</xml>")
    if end < 0:
        raise CannotEdit("a drawing of comments cannot be understood")
    return drawing[:end] + "".join(boxes).encode() + drawing[end:]


def _box(place: Place, text: str, number: int, order: int, names: str) -> str:
    row, column = place
    lines = sum(len(line) // _LETTERS_IN_A_LINE + 1 for line in text.split("\n"))
    top = max(row - 2, 0)
    return _BOX.format(
        names=names, number=number, order=order, height=(lines + 1) * _POINTS_IN_A_LINE,
        row0=row - 1, column0=column - 1, column=column, right=column + 4, top=top, bottom=top + lines + 1,
    )


def _cell(shape: bytes) -> str | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if b'"Note"' not in shape or not row or not column:
        return None
    return f"{letters(int(column[1]) + 1)}{int(row[1]) + 1}"
