"""The policy pack that holds on a day: dated values, never constants in code."""

from datetime import date
from functools import cache
from typing import Any

from township_sync import project
from township_sync.errors import DefinitionError


@cache
def policy_on(day: date) -> dict[str, Any]:
    """The values of the one pack of `policies/` that is valid on the day.

    DefinitionError when none is, or more than one.
    """
    packs = {name: project.mapping(f"policies/{name}.yaml") for name in project.names("policies", ".yaml")}
    valid = [name for name, pack in packs.items() if _holds(pack, day)]
    if len(valid) != 1:
        found = ", ".join(valid) or "none"
        raise DefinitionError(f"Exactly one policy pack must be valid on {day}; found {found}. Mend policies/.")
    values: dict[str, Any] = packs[valid[0]]["values"]
    return values


def _holds(pack: dict[str, Any], day: date) -> bool:
    ends = pack.get("valid_to")
    return pack["valid_from"] <= day and (ends is None or day < ends)
