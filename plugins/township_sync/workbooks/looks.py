"""How the cells of our own two sheets look, for both writers: of an edited package and of a new workbook."""

from dataclasses import dataclass
from typing import Any

FONT = "微软雅黑"
_LINE = "FFBFBFBF"


@dataclass(frozen=True, slots=True)
class Look:
    """One cell format; colours as ARGB, sizes in points."""

    size: int = 10
    bold: bool = False
    underlined: bool = False
    colour: str = "FF262626"
    fill: str | None = None
    framed: bool = True
    wrapped: bool = False
    across: str = "left"
    down: str = "center"

    def for_xlsxwriter(self) -> dict[str, Any]:
        """The same in xlsxwriter's words."""
        given: dict[str, Any] = {
            "font_name": FONT, "font_size": self.size, "font_color": f"#{self.colour[2:]}", "align": self.across,
            "valign": "vcenter" if self.down == "center" else self.down,
        }
        if self.framed:
            given |= {"border": 1, "border_color": f"#{_LINE[2:]}"}
        if self.fill:
            given |= {"bg_color": f"#{self.fill[2:]}"}
        wishes = {"bold": self.bold, "underline": int(self.underlined), "text_wrap": self.wrapped}
        return given | {name: wish for name, wish in wishes.items() if wish}

    def font_xml(self) -> str:
        """The children of a `font`, in the order of the schema."""
        return (
            f'{"<b/>" if self.bold else ""}{"<u/>" if self.underlined else ""}<sz val="{self.size}"/>'
            f'<color rgb="{self.colour}"/><name val="{FONT}"/><charset val="134"/>'
        )

    def border_xml(self) -> str:
        """The children of a `border`."""
        if not self.framed:
            return "<left/><right/><top/><bottom/><diagonal/>"
        sides = (f'<{side} style="thin"><color rgb="{_LINE}"/></{side}>' for side in ("left", "right", "top", "bottom"))
        return "".join(sides) + "<diagonal/>"

    def alignment(self) -> dict[str, str]:
        """The attributes of an `alignment`."""
        wrap = {"wrapText": "1"} if self.wrapped else {}
        return {"horizontal": self.across, "vertical": self.down, **wrap}


LOOKS: dict[str, Look] = {
    "title": Look(16, bold=True, colour="FF1F3864", framed=False),
    "note": Look(framed=False, colour="FF595959"),
    "jump": Look(framed=False, underlined=True, colour="FF0563C1"),
    "heading": Look(bold=True, colour="FFFFFFFF", fill="FF2F5597", wrapped=True, across="center"),
    "section": Look(11, bold=True, colour="FF1F3864", framed=False),
    "label": Look(bold=True, fill="FFE9EFF9"),
    "plain": Look(wrapped=True),
    "number": Look(across="center"),
    "count": Look(across="right"),
    "total": Look(bold=True, fill="FFF2F2F2", across="right"),
    "total_name": Look(bold=True, fill="FFF2F2F2"),
    "link": Look(underlined=True, colour="FF0563C1", wrapped=True),
    "typed": Look(fill="FFFFF2F2", wrapped=True),
    "reject_file": Look(bold=True, colour="FFC00000", wrapped=True, across="center"),
    "reject_row": Look(bold=True, colour="FFC55A11", wrapped=True, across="center"),
    "warn": Look(colour="FF7F6000", wrapped=True, across="center"),
}
