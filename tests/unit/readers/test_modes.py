"""Full or correction: what a file says of itself."""

import pytest

from township_sync.domain.table import Cell, Grid
from township_sync.readers import Opened
from township_sync.readers.modes import mode_of

UNIT = "430981114"


def opened(name: str, meta: str | None = None, bundle: str | None = None) -> Opened:
    rows = [[Cell(text, "text") for text in row] for row in (("version", "1"), ("mode", meta or ""), ("mode",))]
    grids = [Grid("_meta", rows, visible=False)] if meta is not None else []
    return Opened(name, "0", "xlsx", grids, bundle=bundle)


@pytest.mark.parametrize(("file", "mode", "said_by"), [
    (opened(f"{UNIT}/5月.xlsx"), "full", ""),
    (opened(f"{UNIT}/5月补正.xlsx"), "correction", "name"),
    (opened(f"{UNIT}/5月（全量）.xlsx"), "full", "name"),
    (opened(f"{UNIT}/补正/5月.xlsx"), "full", ""),
    (opened(f"{UNIT}/5月补正.zip/一.xlsx", bundle=f"{UNIT}/5月补正.zip"), "correction", "name"),
    (opened(f"{UNIT}/5月.zip/补正/一.xlsx", bundle=f"{UNIT}/5月.zip"), "correction", "name"),
    (opened(f"{UNIT}/5月.xlsx", "correction"), "correction", "meta"),
    (opened(f"{UNIT}/5月.xlsx", " Full "), "full", "meta"),
    (opened(f"{UNIT}/5月补正.xlsx", "full"), "correction", "name"),
    (opened(f"{UNIT}/5月全量.xlsx", "correction"), "correction", "meta"),
    (opened(f"{UNIT}/5月补正全量.xlsx"), "correction", "name"),
    (opened(f"{UNIT}/5月.xlsx", "nonsense"), "full", ""),
    *((opened(f"{UNIT}/5月{word}.xlsx"), "full", "") for word in ("更正", "重发", "补报", "最终版2")),
])
def test_a_mark_for_a_correction_counts_wherever_it_stands(file: Opened, mode: str, said_by: str) -> None:
    assert mode_of(file) == (mode, said_by)
