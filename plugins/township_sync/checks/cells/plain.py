"""Which texts mean exactly what they say: most cells of a good sheet, told by one regular expression and not read.

A text that matches here is its own canonical value, without state or finding, for `conform.read_cell` too; a property
test compares the two. No marker of emptiness, no error and no 同上 may match.
"""

import re
from collections.abc import Callable

from township_sync.checks.cells.mobile_cell import PLACEHOLDER
from township_sync.domain.contract import Column
from township_sync.domain.identity import USCC_ALPHABET

Test = Callable[[str], object]
_WORD = r"(?!(?:无|空|未知|同上|N|0)\Z)[0-9A-Za-z\u4e00-\u9fff]+"
_SENTENCE = r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff（）()、，。：:.-]{3,}"
_NUMBER = r"[0-9A-Za-z]{2,}"
_MOBILE = rf"(?!{PLACEHOLDER})1[3-9][0-9](?!([0-9])\1{{7}})[0-9]{{8}}"
_PATTERNS = {
    "text": f"{_WORD}|{_SENTENCE}", "person_name": _WORD, "id_no": "[0-9]{17}[0-9X]", "mobile": _MOBILE,
    "telephone": _MOBILE, "identifier": _NUMBER, "sequence": _NUMBER, "bank_account": _NUMBER,
    "disability_cert": "[0-9A-Z]{2,}",
}


def plain_test(column: Column) -> Test | None:
    """The test for texts of this column, or None for types of which every text has to be read."""
    if column.type == "uscc":
        return re.compile(f"[{USCC_ALPHABET}]{{18}}").fullmatch if column.required else None
    pattern = _PATTERNS.get(column.type)
    return re.compile(pattern).fullmatch if pattern else None
