"""The township's own .xlsx with our marks: only the parts that must change are changed, all others keep their bytes."""

from collections.abc import Mapping, Sequence

from township_sync.domain.finding import Finding
from township_sync.workbooks.book_part import BookPart
from township_sync.workbooks.comments_part import CommentsPart
from township_sync.workbooks.note_boxes import with_boxes, without_boxes
from township_sync.workbooks.package import Package
from township_sync.workbooks.page_xml import clean, filter_range, page_xml
from township_sync.workbooks.pages import Book, Page, pages
from township_sync.workbooks.problems import Place, Problem, marks
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.sheet_part import SheetPart, deselected, is_selected
from township_sync.workbooks.styles import StyleSheet
from township_sync.workbooks.wording import words

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LOOKS = ("plain", "note", "title", "heading", "link", "number")


def edit(original: bytes, problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt) -> bytes:
    """The workbook with marks, comments and the two sheets in front; marks of an earlier round are replaced.

    Raises CannotEdit when the package is not of the kind that we know how to edit.
    """
    package = Package(original)
    book = BookPart(package)
    styles_name = book.styles_part()
    styles = StyleSheet(package.parts.get(styles_name) if styles_name else None)
    book.remove_ours()
    # LibreOffice writes a colour of its own where we keep the township's.
    styles.unmark(knows_own_fills=b"LibreOffice" not in package.parts.get("docProps/app.xml", b""))
    sheets, marked = book.sheets(), marks(problems)
    for block, (name, part) in enumerate(sheets.items(), start=1):
        _mark_sheet(package, styles, part, marked.get(name, {}), block)
    _add_pages(package, book, styles, problems, findings, receipt)
    _save_styles(package, book, styles_name, styles)
    book.save()
    return package.to_bytes()


def comment_text(problems: Sequence[Problem]) -> str:
    """What the comment of one cell says."""
    lines = [words()["comment_heading"]]
    for problem in problems:
        lines.append(problem.finding.message)
        if problem.advice.fix:
            lines.append(problem.advice.fix)
    return clean("\n".join(lines))


def _mark_sheet(
    package: Package, styles: StyleSheet, part: str, places: Mapping[Place, Sequence[Problem]], block: int
) -> None:
    texts = {place: comment_text(found) for place, found in places.items()}
    relations = package.relations(part)
    comments_name = relations.of_type("comments")
    if not texts and comments_name not in package.parts:
        return
    sheet = SheetPart(package.part(part), places, styles.red)
    drawing_name = relations.target(sheet.legacy_drawing) if sheet.legacy_drawing else None
    comments = CommentsPart(package.parts.get(comments_name or ""))
    emptied = comments.unmark()
    drawing = package.parts.get(drawing_name or "")
    if drawing and emptied:
        drawing = without_boxes(drawing, emptied)
    new = comments.mark(texts)
    if new:
        drawing = with_boxes(drawing, new, texts, block)
    if comments.is_changed:
        _put_comments(package, part, comments_name, comments.to_bytes())
    relation = _put_drawing(package, part, drawing_name, drawing) if drawing and (new or emptied) else None
    if texts:
        package.put(part, sheet.with_notes(relation))


def _put_comments(package: Package, sheet: str, name: str | None, data: bytes) -> None:
    if name in package.parts:
        package.put(name, data)
        return
    free = package.free_name("xl/comments{}.xml")
    package.put(free, data, f"{_SPREADSHEET}.comments+xml")
    package.relations(sheet).add("comments", free)


def _put_drawing(package: Package, sheet: str, name: str | None, data: bytes) -> str | None:
    """Returns the relation id of a new drawing; an existing one keeps its own."""
    if name in package.parts:
        package.put(name, data)
        return None
    free = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(free, data, "application/vnd.openxmlformats-officedocument.vmlDrawing")
    return package.relations(sheet).add("vmlDrawing", free)


def _add_pages(
    package: Package, book: BookPart, styles: StyleSheet, problems: Sequence[Problem], findings: Sequence[Finding],
    receipt: Receipt,
) -> None:
    names = book.free_names()
    added = pages(problems, findings, receipt, Book(*names, frozenset(book.sheets())))
    opens = _open_on_ours(package, book, set(marks(problems)))
    looks = {name: styles.look(name) for name in _LOOKS}
    parts = tuple(_put_page(package, page, looks, opens and page is added[0]) for page in added)
    filtered = filter_range(added[0]) if added[0].filtered else None
    book.put_in_front((parts[0], parts[1]), names, filtered, opens)


def _open_on_ours(package: Package, book: BookPart, marked: set[str]) -> bool:
    """Show the list first, unless an otherwise untouched sheet would have to be changed for it."""
    selected = {name: part for name, part in book.sheets().items() if is_selected(package.part(part))}
    if not set(selected) <= marked:
        return False
    for part in selected.values():
        package.put(part, deselected(package.part(part)))
    return True


def _put_page(package: Package, page: Page, looks: Mapping[str, int], selected: bool) -> str:
    name = package.free_name("xl/worksheets/sheet{}.xml")
    package.put(name, page_xml(page, looks, selected), f"{_SPREADSHEET}.worksheet+xml")
    return name


def _save_styles(package: Package, book: BookPart, name: str | None, styles: StyleSheet) -> None:
    if name:
        package.put(name, styles.to_bytes())
        return
    package.put("xl/styles.xml", styles.to_bytes(), f"{_SPREADSHEET}.styles+xml")
    book.add_styles("xl/styles.xml")
