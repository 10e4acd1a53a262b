"""One of our own pages as a worksheet part; texts are written inline, so that the shared strings stay untouched."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from township_sync.workbooks.comment_text import clean
from township_sync.workbooks.package import MAIN
from township_sync.workbooks.problems import letters
from township_sync.workbooks.sheet_page import A4, Page, PageCell
from township_sync.workbooks.wording import words

__all__ = ["clean", "filter_range", "page_xml"]
_ONE_PAGE_WIDE = '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
_MARGINS = '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
_PAPER = f'<pageSetup paperSize="{A4}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'


def page_xml(page: Page, looks: Mapping[str, int], selected: bool) -> bytes:
    """The part; `looks` gives the style number of each look."""
    rows = "".join(_row(page, number, cells, looks) for number, cells in enumerate(page.rows, start=1))
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">{_ONE_PAGE_WIDE}'
        f"{_view(page, selected)}"
        f"<sheetFormatPr defaultRowHeight=\"15\"/>{_columns(page)}<sheetData>{rows}</sheetData>"
        f"{_filter(page)}{_links(page)}{_MARGINS}{_PAPER}{_foot()}</worksheet>"
    )
    return text.encode()


def filter_range(page: Page) -> str:
    """The range of the table that can be filtered, as `A3:H20`."""
    return f"A{page.frozen}:{letters(len(page.widths))}{len(page.rows)}"


def _foot() -> str:
    return f"<headerFooter><oddFooter>{escape(words()['footer'])}</oddFooter></headerFooter>"


def _view(page: Page, selected: bool) -> str:
    tab = ' tabSelected="1"' if selected else ""
    pane = (
        f'<pane ySplit="{page.frozen}" topLeftCell="A{page.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        if page.frozen else ""
    )
    return f'<sheetViews><sheetView showGridLines="0"{tab} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _columns(page: Page) -> str:
    columns = (f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(page.widths, 1))
    return f"<cols>{''.join(columns)}</cols>"


def _row(page: Page, number: int, cells: Sequence[PageCell], looks: Mapping[str, int]) -> str:
    written = "".join(_cell(f"{letters(i)}{number}", cell, looks) for i, cell in enumerate(cells, start=1))
    return f'<row r="{number}" ht="{page.height(cells):g}" customHeight="1">{written}</row>' if written else ""


def _cell(reference: str, cell: PageCell, looks: Mapping[str, int]) -> str:
    if cell.value is None:
        return ""
    style = looks[cell.look]
    if cell.value == "":
        return f'<c r="{reference}" s="{style}"/>'
    if isinstance(cell.value, int):
        return f'<c r="{reference}" s="{style}"><v>{cell.value}</v></c>'
    text = escape(clean(cell.value))
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _filter(page: Page) -> str:
    return f'<autoFilter ref="{filter_range(page)}"/>' if page.filtered else ""


def _links(page: Page) -> str:
    links = [
        f'<hyperlink ref="{letters(column)}{row}" location={quoteattr(clean(cell.target))}/>'
        for row, cells in enumerate(page.rows, start=1)
        for column, cell in enumerate(cells, start=1) if cell.target
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
