"""`xl/workbook.xml`: the list of sheets, with our two in front, and every number that counts sheets put right."""

import re
from typing import Any

from lxml import etree

from township_sync.workbooks.package import OFFICE_RELATION, CannotEdit, Package, parse, serialise, tag
from township_sync.workbooks.wording import words

_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "vbaProject"
MARKS = ("_township_sync_problems", "_township_sync_receipt")
"""Hidden names that point to our two sheets, so that they are known again whatever the clerk calls them."""
_FILTER, _TITLES = "_xlnm._FilterDatabase", "_xlnm.Print_Titles"
_BEFORE_NAMES = ("externalReferences", "functionGroups", "sheets")


class BookPart:
    """The workbook part of a package. Raises CannotEdit for the strict dialect and for damaged lists."""

    def __init__(self, package: Package) -> None:
        self._package = package
        name = package.relations("").of_type("officeDocument")
        if name is None:
            raise CannotEdit("the package has no workbook")
        self.name = name
        self._root = parse(package.part(name))
        self._relations = package.relations(name)
        found = self._root.find(tag("sheets"))
        if found is None:
            raise CannotEdit("the workbook has no list of sheets in the common dialect")
        self._sheets = found

    def sheets(self) -> dict[str, str]:
        """The part of each sheet (of charts and dialogs too), by its name, in order."""
        found = {}
        for sheet in self._sheets:
            part = self._relations.target(sheet.get(f"{{{OFFICE_RELATION}}}id", ""))
            if part and self._package.actual(part):
                found[sheet.get("name", "")] = part
        return found

    def worksheets(self) -> dict[str, str]:
        """The sheets that have cells."""
        kinds = set(self._relations.all_of_type("worksheet"))
        return {name: part for name, part in self.sheets().items() if part in kinds}

    def visible(self) -> frozenset[str]:
        """The sheets that a link can lead to."""
        shown = {sheet.get("name", "") for sheet in self._sheets if sheet.get("state", "visible") == "visible"}
        return frozenset(shown & set(self.sheets()))

    def without_macros(self) -> None:
        """Make a workbook of an .xlsm or a template: macros are never sent back, and .xlsx may not hold them."""
        if self._package.type_of(self.name) not in ("", _BOOK_TYPE):
            self._package.declare(self.name, _BOOK_TYPE)
        while found := self._relations.id_of_type(_MACROS):
            part = self._relations.target(found)
            self._relations.remove(found)
            if part:
                self._package.remove(part)

    def styles_part(self) -> str | None:
        """The part of the style sheet."""
        return self._relations.of_type("styles")

    def add_styles(self, name: str) -> None:
        """Point to a new style sheet."""
        self._relations.add("styles", name)

    def remove_ours(self) -> None:
        """Take out the two sheets that we added in an earlier round."""
        ours = {_sheet_of(name.text or "") for name in self._names() if name.get("name") in MARKS}
        order = list(self._sheets)
        kept = [sheet for sheet in order if sheet.get("name") not in ours]
        if not kept:
            raise CannotEdit("the workbook holds nothing but our own sheets")
        for sheet in order:
            if sheet not in kept:
                self._remove(sheet)
        self._renumber({order.index(sheet): index for index, sheet in enumerate(kept)})

    def _remove(self, sheet: Any) -> None:
        relation = sheet.get(f"{{{OFFICE_RELATION}}}id", "")
        part = self._relations.target(relation)
        self._sheets.remove(sheet)
        self._relations.remove(relation)
        if part:
            self._package.remove(part)

    def free_names(self) -> tuple[str, str]:
        """Names for our two sheets that none of the township's sheets has."""
        taken = {sheet.get("name", "").lower() for sheet in self._sheets}
        given = words()["sheets"]
        return _free(given["problems"], taken), _free(given["receipt"], taken)

    def put_in_front(self, parts: tuple[str, str], names: tuple[str, str], filtered: str | None, opens: bool) -> None:
        """List our sheets first; `filtered` is the range of the first, `opens` makes it the one that is shown.

        The line of headings, the first of that range, is printed on every page.
        """
        self._ensure_view()
        self._renumber({index: index + 2 for index in range(len(self._sheets))})
        highest = max((int(sheet.get("sheetId", "0")) for sheet in self._sheets), default=0)
        for index, (part, name) in enumerate(zip(parts, names, strict=True)):
            sheet = etree.Element(tag("sheet"), name=name, sheetId=str(highest + 1 + index))
            sheet.set(f"{{{OFFICE_RELATION}}}id", self._relations.add("worksheet", part))
            self._sheets.insert(index, sheet)
            self._name(MARKS[index], f"'{name}'!$A$1")
        if filtered:
            self._name(_FILTER, f"'{names[0]}'!{_absolute(filtered)}", local=0)
            first = re.sub(r"\D", "", filtered.partition(":")[0])
            self._name(_TITLES, f"'{names[0]}'!${first}:${first}", local=0, hidden=False)
        if opens:
            for view in self._root.iter(tag("workbookView")):
                view.set("activeTab", "0")
                view.attrib.pop("firstSheet", None)

    def _ensure_view(self) -> None:
        """Without a view the first sheet would be shown, together with the one whose tab is selected."""
        if self._root.find(tag("bookViews")) is None:
            views = etree.Element(tag("bookViews"))
            etree.SubElement(views, tag("workbookView"))
            self._sheets.addprevious(views)

    def _renumber(self, moved: dict[int, int]) -> None:
        for view in self._root.iter(tag("workbookView")):
            for key in ("activeTab", "firstSheet"):
                if key in view.attrib or key == "activeTab":
                    view.set(key, str(moved.get(int(view.get(key, "0")), 0)))
        for name in self._names():
            local = name.get("localSheetId")
            if name.get("name") in MARKS or (local is not None and int(local) not in moved):
                name.getparent().remove(name)
            elif local is not None:
                name.set("localSheetId", str(moved[int(local)]))
        names = self._root.find(tag("definedNames"))
        if names is not None and not len(names):
            self._root.remove(names)

    def _names(self) -> list[Any]:
        found = self._root.find(tag("definedNames"))
        return [] if found is None else list(found)

    def _name(self, name: str, text: str, local: int | None = None, hidden: bool = True) -> None:
        names = self._root.find(tag("definedNames"))
        if names is None:
            names = etree.Element(tag("definedNames"))
            place = next(found for key in _BEFORE_NAMES if (found := self._root.find(tag(key))) is not None)
            place.addnext(names)
        element = etree.SubElement(names, tag("definedName"), name=name)
        if hidden:
            element.set("hidden", "1")
        element.text = text
        if local is not None:
            element.set("localSheetId", str(local))

    def save(self) -> None:
        """Write the part back into the package."""
        self._package.put(self.name, serialise(self._root))


def _sheet_of(reference: str) -> str:
    found = re.match(r"'((?:[^']|'')+)'!|([^!']+)!", reference)
    return (found[1] or found[2]).replace("''", "'") if found else ""


def _free(name: str, taken: set[str]) -> str:
    count, free = 1, name
    while free.lower() in taken:
        count += 1
        free = f"{name}({count})"
    return free


def _absolute(area: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)
