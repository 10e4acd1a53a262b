"""What makes two rows speak of the same thing."""

from collections.abc import Mapping

from township_sync.domain.contract import Entity
from township_sync.domain.identity import is_good_id, is_good_uscc


def key_of(entity: Entity, values: Mapping[str, str | None]) -> tuple[str, ...] | None:
    """The values of the entity's key; None when a required part of it is missing.

    A part that may be left out (the post of a service that is no recommendation) counts as an empty text.
    """
    parts = tuple(values.get(name) or "" for name in entity.key)
    if any(entity.column(name).required and not part for name, part in zip(entity.key, parts, strict=True)):
        return None
    return parts if any(parts) else None


def likeness_of(entity: Entity, values: Mapping[str, str | None]) -> tuple[str | None, ...] | None:
    """What a row says of its thing besides the identity numbers of its key: name, village and the rest of the key.

    None where that names nothing: no name, or no identity number (ID or credit code) in the key that could differ.
    """
    named = values.get(entity.name_field) if entity.name_field else None
    rest = [name for name in entity.key if name not in number_fields(entity)]
    if not named or len(rest) == len(entity.key):
        return None
    return named, values.get("village_name"), *(values.get(name) for name in rest)


def number_fields(entity: Entity) -> list[str]:
    """The identity numbers in the entity's key."""
    return [name for name in entity.key if entity.column(name).type in ("id_no", "uscc")]


def is_misread(entity: Entity, values: Mapping[str, str | None]) -> bool:
    """Whether the key is not that of any thing: a part is missing, or an identity number in it cannot be one."""
    numbers = {name: values.get(name) or "" for name in number_fields(entity)}
    return key_of(entity, values) is None or not all(
        is_good_id(number) if entity.column(name).type == "id_no" else is_good_uscc(number)
        for name, number in numbers.items()
    )
