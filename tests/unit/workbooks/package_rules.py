"""What Excel demands of an .xlsx package (ECMA-376 parts 1 and 2), since Excel itself is not here.

`violations` lists what is wrong with a package; a workbook that we edited must have none that it did not arrive with.
"""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

TYPES = "[Content_Types].xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
MOST_FORMATS, MOST_TEXT, LAST_ROW, LAST_COLUMN = 65_490, 32_767, 1_048_576, 16_384
WORKSHEET = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
]
WORKBOOK = [
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "workbookProtection",
    "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
]
STYLES = [
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
]


def violations(data: bytes) -> Counter[str]:
    """Every broken rule as a sentence, with how often."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            parts = {name: archive.read(name) for name in names}
    except zipfile.BadZipFile:
        return Counter(["the archive is damaged"])
    doubled = [f"{name} is there twice" for name, count in Counter(map(str.lower, names)).items() if count > 1]
    return Counter([*doubled, *_Rules(parts).broken()])


class _Rules:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.lower = {name.lower(): name for name in parts}
        self.formats = 0

    def broken(self) -> Iterator[str]:
        try:
            yield from self._types()
            for name in self.parts:
                if name.endswith(".rels"):
                    yield from self._relations_of(name)
            yield from self._book()
        except (etree.XMLSyntaxError, KeyError) as error:
            yield f"not well-formed: {error}"

    def _types(self) -> Iterator[str]:
        defaults, overrides = set(), set()
        for element in etree.fromstring(self.parts[TYPES]):
            if _local(element) == "Default":
                defaults.add(element.get("Extension").lower())
            else:
                overrides.add(element.get("PartName").lower())
        for name in self.parts:
            known = f"/{name}".lower() in overrides or name.rpartition(".")[2].lower() in defaults
            if not known and name != TYPES:
                yield f"{name} has no content type"
        yield from (f"{name} is declared and missing" for name in overrides if name[1:] not in self.lower)

    def _relations_of(self, name: str) -> Iterator[str]:
        seen: set[str] = set()
        for relation in etree.fromstring(self.parts[name]):
            if relation.get("Id") in seen:
                yield f"{name} has the id {relation.get('Id')} twice"
            seen.add(relation.get("Id"))
        source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5])
        for identifier, target in self.targets(source).items():
            if target.lower() not in self.lower and not target.startswith("#"):
                yield f"{name} {identifier} points to {target}, which is missing"

    def targets(self, source: str) -> dict[str, str]:
        folder, base = posixpath.split(source)
        name = self.lower.get(posixpath.join(folder, "_rels", base + ".rels").lower(), "")
        if not name:
            return {}
        found = {}
        for relation in etree.fromstring(self.parts[name]):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target")
                whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                found[relation.get("Id")] = posixpath.normpath(whole)
        return found

    def tree(self, name: str) -> Any:
        return etree.fromstring(self.parts[self.lower[name.lower()]])

    def _book(self) -> Iterator[str]:
        name = next((target for target in self.targets("").values() if "workbook" in target.lower()), None)
        if name is None:
            yield "there is no workbook"
            return
        root, targets = self.tree(name), self.targets(name)
        yield from _out_of_order(root, WORKBOOK, "the workbook")
        styles = next((target for target in targets.values() if "style" in posixpath.basename(target).lower()), None)
        if styles and styles.lower() in self.lower:
            yield from self._styles(self.tree(styles))
        sheets = _all(root, "sheet")
        yield from _sheet_names(sheets)
        yield from _defined_names(root, sheets)
        for view in _all(root, "workbookView"):
            if int(view.get("activeTab", "0")) >= len(sheets):
                yield "the active tab is not there"
        for sheet in sheets:
            identifier = sheet.get(RELATION + "id") or sheet.get(STRICT_RELATION + "id")
            target = targets.get(identifier, "")
            if target.lower() not in self.lower:
                yield f"the sheet {sheet.get('name')} has no part"
            else:
                yield from self._sheet(target)

    def _styles(self, root: Any) -> Iterator[str]:
        yield from _out_of_order(root, STYLES, "the style sheet")
        sizes = {}
        for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
            found = _all(root, name)
            sizes[name] = len(found[0]) if found else 0
            if found and found[0].get("count", str(len(found[0]))) != str(len(found[0])):
                yield f"the count of {name} is wrong"
        self.formats = sizes["cellXfs"]
        if self.formats > MOST_FORMATS:
            yield "there are more cell formats than Excel takes"
        lists = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
        for group in _all(root, "cellXfs"):
            for index, form in enumerate(group):
                for key, name in lists.items():
                    if int(form.get(key, "0")) >= max(sizes[name], 1):
                        yield f"cell format {index} names a {key} that is not there"

    def _sheet(self, name: str) -> Iterator[str]:
        root, targets = self.tree(name), self.targets(name)
        if _local(root) != "worksheet":
            return
        yield from _out_of_order(root, WORKSHEET, name)
        yield from self._rows(root, name)
        for merged in _all(root, "mergeCells"):
            if merged.get("count", str(len(merged))) != str(len(merged)):
                yield f"{name}: the count of merges is wrong"
        shown = [element.get(RELATION + "id") or element.get(STRICT_RELATION + "id")
                 for element in root if _local(element) == "legacyDrawing"]
        boxes: set[str] = set()
        for identifier in shown:
            if identifier not in targets:
                yield f"{name}: the drawing of comments {identifier} is not related"
            elif targets[identifier].lower() in self.lower:
                boxes = _boxes(self.parts[self.lower[targets[identifier].lower()]])
        comments = [target for target in targets.values() if _is_comments(target)]
        for target in comments:
            if target.lower() in self.lower:
                yield from _comments(self.tree(target), target, boxes)

    def _rows(self, root: Any, name: str) -> Iterator[str]:
        row = 0
        for element in _all(root, "row"):
            number = int(element.get("r", row + 1))
            if number <= row or number > LAST_ROW:
                yield f"{name}: row {number} does not follow row {row}"
            row, column = number, 0
            for cell in (child for child in element if _local(child) == "c"):
                at = _column(cell.get("r")) if cell.get("r") else column + 1
                if at <= column or at > LAST_COLUMN:
                    yield f"{name}: {cell.get('r')} is out of order"
                if cell.get("r") and not cell.get("r").endswith(str(row)):
                    yield f"{name}: {cell.get('r')} stands in row {row}"
                if int(cell.get("s", "0")) >= max(self.formats, 1):
                    yield f"{name}: {cell.get('r')} has a format that is not there"
                column = at


def _comments(root: Any, name: str, boxes: set[str]) -> Iterator[str]:
    authors = len(_all(root, "author"))
    seen: set[str] = set()
    for comment in _all(root, "comment"):
        cell = comment.get("ref")
        if cell in seen:
            yield f"{name}: two comments in {cell}"
        if int(comment.get("authorId", "0")) >= authors:
            yield f"{name}: the comment in {cell} has no author"
        if cell not in boxes:
            yield f"{name}: the comment in {cell} has no box"
        if len("".join(comment.itertext())) > MOST_TEXT:
            yield f"{name}: the comment in {cell} is too long"
        seen.add(cell)


def _boxes(drawing: bytes) -> set[str]:
    import re

    found = set()
    for shape in re.findall(rb"<(?:\w+:)?ClientData\b.*?</(?:\w+:)?ClientData>", drawing, re.DOTALL):
        row = re.search(rb"Row>\s*(\d+)\s*<", shape)
        column = re.search(rb"Column>\s*(\d+)\s*<", shape)
        if row and column:
            found.add(f"{_letters(int(column[1]) + 1)}{int(row[1]) + 1}")
    return found


def _sheet_names(sheets: list[Any]) -> Iterator[str]:
    for key in ("name", "sheetId"):
        for value, count in Counter(sheet.get(key, "").lower() for sheet in sheets).items():
            if count > 1:
                yield f"two sheets have the {key} {value}"
    for sheet in sheets:
        if len(sheet.get("name")) > 31 or set(sheet.get("name")) & set("[]:*?/\\"):
            yield f"no sheet may be named {sheet.get('name')}"
    if sheets and all(sheet.get("state", "visible") != "visible" for sheet in sheets):
        yield "no sheet is visible"


def _defined_names(root: Any, sheets: list[Any]) -> Iterator[str]:
    names = [(name.get("name").lower(), name.get("localSheetId")) for name in _all(root, "definedName")]
    twice = (name for (name, _), count in Counter(names).items() if count > 1)
    yield from (f"the name {name} is defined twice" for name in twice)
    for name, local in names:
        if local is not None and int(local) >= len(sheets):
            yield f"the name {name} belongs to a sheet that is not there"


def _out_of_order(root: Any, order: list[str], what: str) -> Iterator[str]:
    last = -1
    for child in root:
        if not isinstance(child.tag, str) or _local(child) not in order:
            continue
        at = order.index(_local(child))
        if at < last or (at == last and _local(child) not in ("conditionalFormatting", "AlternateContent")):
            yield f"{what}: {_local(child)} stands out of order"
        last = max(at, last)


def _is_comments(target: str) -> bool:
    return "comment" in posixpath.basename(target).lower() and "threaded" not in target.lower() \
        and target.endswith(".xml")


def _all(root: Any, name: str) -> list[Any]:
    return [element for element in root.iter() if isinstance(element.tag, str) and _local(element) == name]


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _column(reference: str) -> int:
    value = 0
    for letter in reference.rstrip("0123456789").upper():
        value = value * 26 + ord(letter) - 64
    return value


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
