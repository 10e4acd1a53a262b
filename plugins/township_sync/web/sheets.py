"""Sheets as columns of a table: their short names, and in which order they stand."""

from collections.abc import Iterable

from township_sync.domain.contract import contracts, sent_entities
from township_sync.web.words import words


def short_title(entity: str, language: str) -> str:
    """The short name of a sheet; of an entity that nobody named yet what its contract says."""
    named = words(language)["sheets"].get(entity)
    return str(named or (contracts()[entity].title if entity in contracts() else entity))


def in_order(found: Iterable[str]) -> list[str]:
    """Entities as the words list them, then those that are not named there."""
    named = [*words("zh")["sheets"]]
    order = [*named, *(name for name in sent_entities() if name not in named)]
    wanted = set(found)
    return [name for name in order if name in wanted]
