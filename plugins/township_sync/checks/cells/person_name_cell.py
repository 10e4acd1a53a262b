"""Names of persons (民委发〔2016〕33号; domain.md part 4, patterns 27 and 34-36).

NFKC is never run on a name: it turns some compatibility characters into other ones.
"""

import re

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import one_line, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

SEPARATOR = "·"
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_DOT = re.compile(rf"(?<=[{HAN}])\s*[·•‧∙⋅・･．.●˙․﹒。｡]\s*(?=[{HAN}])")
_ONLY_HAN = re.compile(rf"[{HAN}{SEPARATOR}\s]+")


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Dots between Han characters become U+00B7, a name of Han characters loses its inner spaces, the rest stays."""
    name = one_line(typed_text(cell)).strip("'\"‘’“”`").strip()
    name = _DOT.sub(SEPARATOR, name)
    if _ONLY_HAN.fullmatch(name):
        name = "".join(name.split())
    return Reading(name or None)
