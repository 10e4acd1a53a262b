"""The look of an .xls: fonts, fills, borders, number formats, widths, heights and frozen panes, as xlrd tells them."""

from typing import Any

from township_sync.workbooks.source_looks import CellLook, SourceLook

_ACROSS = {1: "left", 2: "center", 3: "right", 4: "fill", 5: "justify", 6: "center_across", 7: "distributed"}
_DOWN = {0: "top", 1: "vcenter", 2: "bottom", 3: "vjustify", 4: "vdistributed"}
_SIDES = ("left", "right", "top", "bottom")
_UNITS_OF_A_DIGIT = 256
_TWIPS_OF_A_POINT = 20
_NO_LINE, _SOLID, _AUTOMATIC = 0, 1, 0x7FFF


def looks_of_xls(original: bytes) -> dict[str, SourceLook]:
    """The look of each sheet by its name."""
    import xlrd

    book = xlrd.open_workbook(file_contents=original, formatting_info=True, logfile=_Silent())
    made: dict[int, CellLook] = {}
    return {sheet.name: _sheet(book, sheet, made) for sheet in book.sheets()}


class _Silent:
    def write(self, _: str) -> int:
        """xlrd prints what it wonders about."""
        return 0

    def flush(self) -> None:
        """Nothing waits."""


def _sheet(book: Any, sheet: Any, made: dict[int, CellLook]) -> SourceLook:
    cells = {}
    for row in range(sheet.nrows):
        for column, style in enumerate(sheet._cell_xf_indexes[row]):
            if style not in made:
                made[style] = _look(book, book.xf_list[style])
            cells[row + 1, column + 1] = made[style]
    columns = sheet.colinfo_map.items()
    rows = [(row, info.height) for row, info in sheet.rowinfo_map.items() if info.height_mismatch and info.height]
    frozen = (sheet.horz_split_pos, sheet.vert_split_pos) if sheet.panes_are_frozen else (0, 0)
    return SourceLook(
        widths={column + 1: info.width / _UNITS_OF_A_DIGIT for column, info in columns if info.width},
        heights={row + 1: height / _TWIPS_OF_A_POINT for row, height in rows},
        hidden_columns=frozenset(column + 1 for column, info in columns if info.hidden),
        cells=cells, frozen=frozen,
        notes={(row + 1, column + 1): (note.author or "", note.text)
               for (row, column), note in sheet.cell_note_map.items() if note.text},
    )


def _look(book: Any, form: Any) -> CellLook:
    look: dict[str, Any] = {"num_format": book.format_map[form.format_key].format_str}
    look |= _font(book, book.font_list[form.font_index])
    if form.background.fill_pattern:
        # A solid fill shows its pattern colour, any other pattern both.
        look |= {"pattern": form.background.fill_pattern}
        look |= _colour(book, "fg_color", form.background.pattern_colour_index)
        if form.background.fill_pattern != _SOLID:
            look |= _colour(book, "bg_color", form.background.background_colour_index)
    for side in _SIDES:
        if line := getattr(form.border, f"{side}_line_style"):
            look[side] = line
            look |= _colour(book, f"{side}_color", getattr(form.border, f"{side}_colour_index"))
    return look | _alignment(form.alignment)


def _font(book: Any, font: Any) -> dict[str, Any]:
    look: dict[str, Any] = {"font_name": font.name, "font_size": font.height / _TWIPS_OF_A_POINT}
    wishes = {
        "bold": font.bold, "italic": font.italic, "underline": font.underline_type,
        "font_strikeout": font.struck_out,
    }
    return look | {name: wish for name, wish in wishes.items() if wish} | _colour(book, "font_color", font.colour_index)


def _alignment(alignment: Any) -> dict[str, Any]:
    look: dict[str, Any] = {"valign": _DOWN.get(alignment.vert_align, "bottom")}
    if alignment.hor_align in _ACROSS:
        look["align"] = _ACROSS[alignment.hor_align]
    if alignment.text_wrapped:
        look["text_wrap"] = True
    if alignment.indent_level:
        look["indent"] = alignment.indent_level
    return look


def _colour(book: Any, name: str, index: int) -> dict[str, str]:
    parts = book.colour_map.get(index)
    return {name: "#{:02X}{:02X}{:02X}".format(*parts)} if parts and index != _AUTOMATIC else {}
