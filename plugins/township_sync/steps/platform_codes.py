"""The platform's codes in a township's words (contracts/letters/platform_codes.zh.yaml)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.masking import mask_whole_numbers

_WIDE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "<>&[]{}*_#`|\\~\"'"}
                     | dict(zip("（）()", "〔〕〔〕", strict=True)))


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code means and how it is mended; `fields` are those that it is about."""

    title: str
    fix: str
    fields: tuple[str, ...]


@cache
def words() -> Mapping[str, Any]:
    """The file."""
    return project.mapping("contracts/letters/platform_codes.zh.yaml")


def code_words(code: str | None, message: str | None) -> CodeWords:
    """What we say of a code; of one that we do not know, the platform's words, plain and cut."""
    known = words()["codes"].get(code or "")
    if known:
        return CodeWords(known["title"], known["fix"], tuple(known.get("fields", ())))
    unknown = words()["unknown"]
    said = plain(message or "", int(words()["longest_in_a_letter"])) or words()["no_message"]
    return CodeWords(unknown["title"].format(message=said), unknown["fix"], ())


def plain(text: str, longest: int | None = None) -> str:
    """The platform's words on one line, without signs that a mail or chat program would obey, and no whole number."""
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in mask_whole_numbers(text))
    line = " ".join(shown.split()).translate(_WIDE)
    if longest is None or len(line) <= longest:
        return line
    return str(words()["cut"]).format(message=line[:longest])
