"""By which rule a cell that raised no finding came from its text as typed to its value (domain.md part 4, class A).

Nothing is stored for it: the text and the value are, and what lies between them can always be worked out again.
"""

import unicodedata
from collections.abc import Callable

from township_sync.checks.cells.date_cell import OPEN_ENDS
from township_sync.checks.cells.typed import is_invisible, one_line, without_separators
from township_sync.domain.contract import Column, code_set, plain_text

_BY_TYPE = {
    "date": "date_form", "amount": "number_form", "count": "number_form", "unit": "name_of_unit",
    "mobile": "telephone_form", "telephone": "telephone_form", "person_name": "dot_in_name",
    "id_no": "last_character_x", "disability_cert": "last_character_x",
}
_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("invisible_characters", lambda text: "".join(sign for sign in text if not is_invisible(sign))),
    ("white_space", one_line),
    ("white_space", lambda text: "".join(text.split())),
    ("full_width", lambda text: unicodedata.normalize("NFKC", text)),
    ("hyphens_and_quotes", without_separators),
    ("capital_letters", str.upper),
)
_NAME_STEPS = tuple(step for step in _STEPS if step[0] in ("invisible_characters", "white_space"))


def normalisation_of(column: Column, raw: str, value: str | None) -> str:
    """The name of the rule by which `raw` became `value`; empty when they are the same.

    Of several it names the last one that was needed: `full_width` may also have taken white space off.
    """
    if value == raw or not (raw or value):
        return ""
    if value is None:
        return "open_end" if column.type == "date" and plain_text(raw) in OPEN_ENDS else "empty_marker"
    if column.type in ("code", "yes_no"):
        return _of_code(column, raw, value)
    text = raw
    for name, step in _NAME_STEPS if column.type == "person_name" else _STEPS:
        text = step(text)
        if text == value:
            return name
    if column.type == "date" and raw.replace(".", "", 1).isdecimal() and len(raw.partition(".")[0]) == 5:
        return "serial_number_of_day"
    return _BY_TYPE.get(column.type, "hyphens_and_quotes")


def _of_code(column: Column, raw: str, value: str) -> str:
    known = code_set(column.codes or "yes_no")
    plain = plain_text(raw)
    if value not in known.labels:
        return "white_space"
    if plain == plain_text(known.labels[value]):
        return "code_of_label"
    return "code_of_alias" if plain in known.spellings else "code_with_number"
