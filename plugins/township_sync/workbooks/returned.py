"""The township's own workbook back: bad cells red with a comment each, 问题清单 and 回执 in front (issue 3, item 4)."""

from collections.abc import Callable, Sequence
from functools import cache

from township_sync.domain.finding import Finding
from township_sync.domain.table import Grid, ReadSheet
from township_sync.workbooks.edited import edit
from township_sync.workbooks.package import CannotEdit
from township_sync.workbooks.problems import list_problems
from township_sync.workbooks.rebuilt import grids_of, rebuild
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.source_looks import looks_of
from township_sync.workbooks.what_stands_there import WhatStandsThere

_ZIP = b"PK\x03\x04"


def annotate(
    original: bytes, kind: str, findings: Sequence[Finding], sheets: Sequence[ReadSheet], receipt: Receipt,
    grids: Callable[[], Sequence[Grid]] | None = None,
) -> bytes:
    """An .xlsx that shows every finding; the same input gives the same bytes.

    An .xlsx is edited part by part, so that its formatting, other sheets, pictures and charts stay. Of any other
    `kind` (and of an .xlsx in a dialect that we do not edit) a new workbook is made from what `grids` gives
    (or, without it, from the texts as typed in `sheets`) in the look of the file as far as it can be made out, and
    list and receipt say so. Infos stand on the receipt only.
    """
    opened = cache(grids) if grids else cache(lambda: grids_of(sheets))
    problems, there = list_problems(findings, sheets), WhatStandsThere(sheets, opened)
    if original.startswith(_ZIP) and kind == "xlsx":
        try:
            return edit(original, problems, findings, receipt, there)
        except CannotEdit:
            pass
    given = opened()
    looks = looks_of(original, kind) if given else {}
    return rebuild(given, kind, problems, findings, receipt, there, looks)
