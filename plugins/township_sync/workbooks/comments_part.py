"""The comments of one worksheet: ours are added to the township's own and taken out again when the file comes back."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from township_sync.workbooks.package import MAIN, parse, serialise, tag
from township_sync.workbooks.problems import Place, letters
from township_sync.workbooks.wording import words

_EMPTY = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class CommentsPart:
    """`xl/comments1.xml`. A cell has one comment, so that ours is joined to one that stands there already."""

    def __init__(self, data: bytes | None) -> None:
        self._root = parse(data or _EMPTY)
        self._authors = self._child("authors")
        self._list = self._child("commentList")
        self.is_changed = False

    def unmark(self) -> set[str]:
        """Take out what we wrote in an earlier round; returns the cells that have no comment any more."""
        emptied = set()
        for comment in list(self._list):
            if self._is_ours(comment):
                emptied.add(comment.get("ref"))
                self._list.remove(comment)
                self.is_changed = True
            else:
                self._cut(comment)
        return emptied

    def _is_ours(self, comment: Any) -> bool:
        """By the author, or, since LibreOffice drops authors, by the words that it begins with."""
        text = "".join(part.text or "" for part in comment.iter(tag("t")))
        return self._author(comment) == words()["author"] or text.startswith(words()["comment_heading"])

    def _cut(self, comment: Any) -> None:
        heading, seen = words()["comment_heading"], False
        for text in list(comment.iter(tag("t"))):
            before, mark, _ = (text.text or "").partition(heading)
            if seen:
                text.text = ""
            elif mark:
                text.text, seen = before.rstrip("\n"), True
                self.is_changed = True

    def mark(self, texts: Mapping[Place, str]) -> list[Place]:
        """Write our texts; returns the cells that had no comment and need a box to show it in."""
        existing = {comment.get("ref"): comment for comment in self._list}
        self.is_changed = self.is_changed or bool(texts)
        new = []
        for place in sorted(texts):
            reference = f"{letters(place[1])}{place[0]}"
            if reference in existing:
                self._join(existing[reference], texts[place])
            else:
                self._add(reference, texts[place])
                new.append(place)
        return new

    def _join(self, comment: Any, text: str) -> None:
        content = comment.find(tag("text"))
        if content is None:
            content = etree.SubElement(comment, tag("text"))
        content.append(_run("\n" + text))

    def _add(self, reference: str, text: str) -> None:
        comment = etree.SubElement(self._list, tag("comment"), ref=reference, authorId=str(self._our_author()))
        etree.SubElement(comment, tag("text")).append(_run(text))

    def _our_author(self) -> int:
        names = [author.text or "" for author in self._authors]
        if words()["author"] not in names:
            etree.SubElement(self._authors, tag("author")).text = words()["author"]
            names.append(words()["author"])
        return names.index(words()["author"])

    def _author(self, comment: Any) -> str:
        index = int(comment.get("authorId", "0"))
        return (self._authors[index].text or "") if index < len(self._authors) else ""

    def _child(self, name: str) -> Any:
        found = self._root.find(tag(name))
        return etree.SubElement(self._root, tag(name)) if found is None else found

    def to_bytes(self) -> bytes:
        """The part."""
        return serialise(self._root)


def _run(text: str) -> Any:
    run = etree.Element(tag("r"))
    properties = etree.SubElement(run, tag("rPr"))
    etree.SubElement(properties, tag("sz"), val="10")
    etree.SubElement(properties, tag("rFont"), val="宋体")
    content = etree.SubElement(run, tag("t"))
    content.text = text
    content.set(_SPACE, "preserve")
    return run

