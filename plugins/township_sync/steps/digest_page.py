"""The text of a digest as a page of HTML: the same words in the same order, so that both tell the same facts."""

from collections.abc import Mapping
from html import escape
from itertools import groupby

from township_sync.steps.digest_letter import digest_words


def page_of(subject: str, text: str) -> str:
    """The page: a line in 【】 is a heading, lines with a dash are a list, all else paragraphs; all of it escaped."""
    looks = digest_words()["html"]
    blocks = [_block(block.split("\n"), looks) for block in text.strip().split("\n\n")]
    return str(looks["page"]).format(title=escape(subject), blocks="".join(blocks))


def _block(lines: list[str], looks: Mapping[str, str]) -> str:
    parts = []
    for is_list, group in groupby(lines, key=lambda line: line.startswith("- ")):
        found = list(group)
        if is_list:
            items = "".join(looks["item"].format(text=escape(line[2:])) for line in found)
            parts.append(looks["list"].format(items=items))
        else:
            parts += [_line(line, looks) for line in found]
    return "".join(parts)


def _line(line: str, looks: Mapping[str, str]) -> str:
    if line.startswith("【") and line.endswith("】"):
        return looks["heading"].format(text=escape(line[1:-1]))
    return looks["paragraph"].format(text=escape(line.strip()))
