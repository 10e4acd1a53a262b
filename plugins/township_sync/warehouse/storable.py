"""Texts as the database can hold them."""

from typing import Any


def storable(value: Any) -> Any:
    """The same value with all its texts as PostgreSQL's `text` and `jsonb` hold them: neither NUL nor half a character.

    Dictionaries (names as well), lists and tuples are gone through to any depth; a tuple becomes a list.
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    return [storable(each) for each in value] if isinstance(value, list | tuple) else value
