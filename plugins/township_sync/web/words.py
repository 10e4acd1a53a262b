"""The words of the board: contracts/letters/board.<language>.yaml, Chinese first, English second."""

from functools import cache
from typing import Any

from fastapi import Request

from township_sync import project

LANGUAGES = ("zh", "en")


@cache
def words(language: str) -> dict[str, Any]:
    """All words of one language, by page."""
    return project.mapping(f"contracts/letters/board.{language}.yaml")


def language_of(request: Request) -> str:
    """The language that was asked for by `?lang=`; Chinese when it is none that we have."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]
