"""How the sheets of a file look that cannot be marked in place: what can be carried over to a new .xlsx."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CellLook = Mapping[str, Any]
"""A cell format in xlsxwriter's words."""


@dataclass(frozen=True, slots=True)
class SourceLook:
    """One sheet; rows and columns from 1, widths in digits (None when hidden only), heights in points; `frozen` is how
    many rows and columns stay in sight, `notes` are (author, text) of the township's own comments."""

    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], CellLook] = field(default_factory=dict)
    frozen: tuple[int, int] = (0, 0)
    notes: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def of(self, row: int, column: int) -> CellLook | None:
        """The format of a cell; None when the file gives none."""
        return self.cells.get((row, column))


PLAIN = SourceLook()
_LARGEST = 20_000_000


def looks_of(original: bytes, kind: str) -> Mapping[str, SourceLook]:
    """The look of each sheet by its name; nothing when the kind has none or it cannot be made out.

    The values were read before, under the reader's limits; a look that cannot be read never keeps a file from being
    returned.
    """
    from township_sync.workbooks.ods_looks import looks_of_ods
    from township_sync.workbooks.xls_looks import looks_of_xls

    known = {"xls": looks_of_xls, "ods": looks_of_ods}
    if kind not in known or len(original) > _LARGEST:
        return {}
    try:
        return known[kind](original)
    except Exception:
        return {}
