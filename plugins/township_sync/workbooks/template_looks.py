"""How the cells of a pre-filled workbook look, and which of them are locked."""

from datetime import UTC, datetime
from typing import Any

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The creation date in every workbook of ours: a clock would give the same workbook other bytes each time."""
A4 = 9
"""The paper's number in xlsxwriter."""
_GREY, _YELLOW, _BLUE, _ORANGE = "#E7E6E6", "#FFF7D6", "#D9E1F2", "#F8CBAD"
_EDGE = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_size": 10}
_HEADER = _EDGE | {"bold": True, "text_wrap": True, "align": "center"}
_TEXT, _NUMBER = "@", "General"
_FONT = "宋体"
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "letterhead": {"locked": False},
    "machine": {"font_color": "#808080"},
    "guide_title": {"bold": True, "font_size": 16},
    "guide_known": _EDGE | {"bold": True, "bg_color": _GREY},
    "guide_each_month": _EDGE | {"bold": True, "bg_color": _YELLOW},
    "guide_doubted": _EDGE | {"bold": True, "bg_color": _ORANGE},
    "guide_plain": _EDGE | {"bold": True},
    "guide_text": _EDGE | {"text_wrap": True},
    "header_known": _HEADER | {"bg_color": _GREY},
    "header_each_month": _HEADER | {"bg_color": _YELLOW},
    "header_plain": _HEADER | {"bg_color": _BLUE},
    "known": _EDGE | {"bg_color": _GREY},
    "each_month": _EDGE | {"bg_color": _YELLOW, "locked": False},
    "doubted": _EDGE | {"bg_color": _ORANGE, "locked": False},
    "plain": _EDGE | {"locked": False},
    "blank": {"locked": False, "font_size": 10},
}


class Looks:
    """The formats of one workbook, each made once; everything a clerk may fill in is unlocked."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, bool], Any] = {}

    def of(self, name: str, is_text: bool = True, is_red: bool = False) -> Any:
        """The format of this name; `is_text` keeps digits as typed (`@`), `is_red` marks what must be filled in."""
        key = (name, _TEXT if is_text else _NUMBER, is_red)
        if key not in self._made:
            red = {"font_color": "#C00000"} if is_red else {}
            self._made[key] = self._workbook.add_format(_LOOKS[name] | red | {"font_name": _FONT, "num_format": key[1]})
        return self._made[key]
