"""The township's own .xlsx with our marks: only the parts that must change are changed, all others keep their bytes."""

from collections.abc import Mapping, Sequence

from township_sync.domain.finding import Finding
from township_sync.workbooks.book_part import BookPart
from township_sync.workbooks.comment_text import comment_text
from township_sync.workbooks.comments_part import CommentsPart
from township_sync.workbooks.looks import LOOKS
from township_sync.workbooks.note_boxes import with_boxes, without_boxes
from township_sync.workbooks.package import Package
from township_sync.workbooks.page_xml import filter_range, page_xml
from township_sync.workbooks.pages import Book, pages
from township_sync.workbooks.problems import Place, Problem, marks, on_what_is_seen
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.sheet_page import Page
from township_sync.workbooks.sheet_part import SheetPart, deselected, is_protected, is_selected, merged_areas
from township_sync.workbooks.styles import StyleSheet
from township_sync.workbooks.what_stands_there import WhatStandsThere

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def edit(
    original: bytes, problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt,
    there: WhatStandsThere | None = None,
) -> bytes:
    """The workbook with marks, comments and the two sheets in front; marks of an earlier round are replaced.

    Raises CannotEdit when the package is not of the kind that we know how to edit.
    """
    package = Package(original)
    book = BookPart(package)
    book.without_macros()
    styles_name = book.styles_part()
    styles = StyleSheet(package.read(styles_name))
    book.remove_ours()
    # LibreOffice writes a colour of its own where we keep the township's.
    styles.unmark(knows_own_fills=b"LibreOffice" not in (package.read("docProps/app.xml") or b""))
    editing = _Editing(package, book, styles, list(problems))
    editing.mark_sheets()
    editing.add_pages(findings, receipt, there or WhatStandsThere())
    _save_styles(package, book, styles_name, styles)
    book.save()
    return package.to_bytes()


class _Editing:
    """One workbook while it is edited."""

    def __init__(self, package: Package, book: BookPart, styles: StyleSheet, problems: list[Problem]) -> None:
        self._package, self._book, self._styles = package, book, styles
        self._sheets = book.worksheets()
        wanted = marks(problems)
        merges = {name: merged_areas(package.part(part)) for name, part in self._sheets.items() if name in wanted}
        self._problems = on_what_is_seen(problems, merges)
        self._marked = {name: places for name, places in marks(self._problems).items() if name in self._sheets}
        self._hidden: set[tuple[str, Place]] = set()

    def mark_sheets(self) -> None:
        """Red cells and comments on every sheet; what an earlier round wrote is taken out."""
        for block, (name, part) in enumerate(self._sheets.items(), start=1):
            self._mark_sheet(name, part, self._marked.get(name, {}), block)

    def _mark_sheet(self, name: str, part: str, places: Mapping[Place, Sequence[Problem]], block: int) -> None:
        package = self._package
        texts = {place: comment_text(found) for place, found in places.items()}
        relations = package.relations(part)
        comments_name = package.actual(relations.of_type("comments"))
        if not texts and comments_name is None:
            return
        data = package.part(part)
        unlocked = is_protected(data)
        sheet = SheetPart(data, places, lambda style: self._styles.red(style, unlocked))
        self._hidden |= {(name, place) for place in places if sheet.sizes.is_hidden(place)}
        drawing_name = package.actual(relations.target(sheet.legacy_drawing)) if sheet.legacy_drawing else None
        comments = CommentsPart(package.read(comments_name))
        emptied = comments.unmark()
        drawing = package.read(drawing_name)
        if drawing and emptied:
            drawing = without_boxes(drawing, emptied)
        new = comments.mark(texts)
        if new:
            drawing = with_boxes(drawing, new, texts, block, sheet.sizes)
        if comments.is_changed:
            _put_comments(package, part, comments_name, comments.to_bytes())
        relation = _put_drawing(package, part, drawing_name, drawing) if drawing and (new or emptied) else None
        if texts:
            package.put(part, sheet.with_notes(relation))

    def add_pages(self, findings: Sequence[Finding], receipt: Receipt, there: WhatStandsThere) -> None:
        """问题清单 and 回执 in front of all sheets."""
        names = self._book.free_names()
        book = Book(*names, self._book.visible(), frozenset(self._hidden))
        added = pages(self._problems, findings, receipt, book, there)
        opens = self._opens_on_ours()
        looks = {name: self._styles.look(look) for name, look in LOOKS.items()}
        parts = tuple(_put_page(self._package, page, looks, opens and page is added[0]) for page in added)
        filtered = filter_range(added[0]) if added[0].filtered else None
        self._book.put_in_front((parts[0], parts[1]), names, filtered, opens)

    def _opens_on_ours(self) -> bool:
        """Show the list first, unless an otherwise untouched sheet would have to be changed for it."""
        package = self._package
        selected = {name: part for name, part in self._book.sheets().items() if is_selected(package.part(part))}
        if not set(selected) <= set(self._marked):
            return False
        for part in selected.values():
            package.put(part, deselected(package.part(part)))
        return True


def _put_comments(package: Package, sheet: str, name: str | None, data: bytes) -> None:
    if name:
        package.put(name, data)
        return
    free = package.free_name("xl/comments{}.xml")
    package.put(free, data, f"{_SPREADSHEET}.comments+xml")
    package.relations(sheet).add("comments", free)


def _put_drawing(package: Package, sheet: str, name: str | None, data: bytes) -> str | None:
    """Returns the relation id of a new drawing; an existing one keeps its own."""
    if name:
        package.put(name, data)
        return None
    free = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(free, data)
    package.declare_ending("vml", _DRAWING)
    return package.relations(sheet).add("vmlDrawing", free)


def _put_page(package: Package, page: Page, looks: Mapping[str, int], selected: bool) -> str:
    name = package.free_name("xl/worksheets/sheet{}.xml")
    package.put(name, page_xml(page, looks, selected), f"{_SPREADSHEET}.worksheet+xml")
    return name


def _save_styles(package: Package, book: BookPart, name: str | None, styles: StyleSheet) -> None:
    found = package.actual(name)
    if found:
        package.put(found, styles.to_bytes())
        return
    package.put("xl/styles.xml", styles.to_bytes(), f"{_SPREADSHEET}.styles+xml")
    if name is None:
        book.add_styles("xl/styles.xml")
