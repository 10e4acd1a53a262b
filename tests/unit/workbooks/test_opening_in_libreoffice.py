"""The marked workbook, opened and saved by a real office program (Debian's libreoffice-calc-nogui, where it is)."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"
SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")


def saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
    """Open in LibreOffice, save as .xlsx, give back what it wrote."""
    (folder / "sent.xlsx").write_bytes(data)
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder / "out"), str(folder / "sent.xlsx")], check=True, timeout=120)
    return (folder / "out" / "sent.xlsx").read_bytes()


def sheet_of(data: bytes, folder: Path) -> Any:
    path = folder / "look.xlsx"
    path.write_bytes(data)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_a_workbook_made_anew_opens_in_libreoffice_with_its_marks(
    kind: str, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt, tmp_path: Path
) -> None:
    head = [Cell(text, "text") for text in ("姓名", "身份证号", "绑定手机号", "注册日期")]
    person = [Cell("张丰", "text"), Cell("43999", "text"), Cell("13800001234", "text"), Cell("2020-05-14", "text")]
    found = finding("id_no_length", 4, "身份证号")
    marked = annotate(b"", kind, [found], sheets, receipt, lambda: [Grid(SHEET, [[], [], head, person])])
    after = sheet_of(saved_by_libreoffice(marked, tmp_path), tmp_path)
    assert after.sheetnames == ["问题清单", "回执", SHEET]
    cell = after[SHEET]["B4"]
    assert (cell.value, cell.fill.fgColor.rgb, found.message in cell.comment.text) == ("43999", RED, True)
    assert any(link and SHEET in (link.location or "") for (link,) in
               ([one.hyperlink] for line in after["问题清单"].iter_rows() for one in line))


@pytest.mark.parametrize("book", ["by_openpyxl", "by_xlsxwriter"])
def test_marks_comments_and_links_survive_libreoffice(
    book: str, request: pytest.FixtureRequest, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt,
    tmp_path: Path,
) -> None:
    found = finding("id_no_length", 5, "身份证号")
    marked = annotate(request.getfixturevalue(book), "xlsx", [found], sheets, receipt)
    saved = saved_by_libreoffice(marked, tmp_path)
    after = sheet_of(saved, tmp_path)
    assert after.sheetnames[:2] == ["问题清单", "回执"]
    cell = after[SHEET]["B5"]
    assert (cell.fill.fgColor.rgb, found.message in cell.comment.text) == (RED, True)
    assert SHEET in after["问题清单"]["B6"].hyperlink.location

    clean = sheet_of(annotate(saved, "xlsx", [], sheets, receipt), tmp_path)
    assert clean.sheetnames.count("问题清单") == 1
    assert clean[SHEET]["B5"].comment is None
    assert clean[SHEET]["B5"].fill.patternType is None
