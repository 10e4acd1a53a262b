"""What a unit has to mend as a table for WPS or Excel; nothing in it tells a whole value of a person."""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from township_sync.domain.life import Life
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.unit import Unit
from township_sync.web.page import today_of
from township_sync.web.rule_words import rule_title
from township_sync.web.words import language_of, words

TO_DO = ("open", "reported")
"""The states of findings that wait for their unit."""
_FORMULA_MARKS = tuple("=+-@＝＋－＠\t\r\n")
"""The wide ones are typed by Chinese input methods, and some table programs take them for the narrow ones."""
_HEADINGS = ("rule", "file", "sheet_name", "row", "column", "message", "state_of")


def finding_list(request: Request, found: Sequence[Life], unit: Unit, period: str) -> Response:
    """The findings of a unit's month that wait for it, as CSV in UTF-8 with the mark by which WPS and Excel tell it."""
    said, text = words(language_of(request))["unit"], io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([said[name] for name in _HEADINGS])
    for each in found:
        if (state := each.state(today_of(request))) in TO_DO:
            file = each.file.removeprefix(f"{unit.code}/")
            title = rule_title(each.slug, language_of(request))
            table.writerow(_plain((title, file, each.sheet, each.row, each.column, each.message,
                                   said["states"][state])))
    name = quote(said["list_name"].format(unit=unit.name, period=period))
    return Response(f"\N{ZERO WIDTH NO-BREAK SPACE}{text.getvalue()}", media_type="text/csv; charset=utf-8",
                    headers={"content-disposition": f"attachment; filename*=utf-8''{name}"})


def _plain(cells: Iterable[object]) -> list[str]:
    """Masked, and none that a table program would take for a formula (OWASP, CSV injection)."""
    masked = [mask_whole_numbers("" if cell is None else str(cell)) for cell in cells]
    return [f"'{cell}" if cell.startswith(_FORMULA_MARKS) else cell for cell in masked]
