"""Names of places as patterns, from `expectations/_places.yaml`."""

import re
from typing import Any

from township_sync import project


def place_patterns() -> dict[str, Any]:
    """`impossible`: code of a work region → pattern of what cannot lie there; `no_name`: pattern of a text that is made
    of nothing but places and general words."""
    data = project.mapping("expectations/_places.yaml")
    groups = {name: _beginning(group) for name, group in data["groups"].items()}
    impossible = {code: "^(?:" + "|".join(groups[name] for name in names) + ")"
                  for code, names in data["impossible"].items()}
    return {"impossible": impossible, "no_name": _nothing_else(data)}


def _beginning(group: dict[str, Any]) -> str:
    return str(group.get("before", "")) + "(?:" + "|".join(map(re.escape, group["names"])) + ")"


def _nothing_else(data: dict[str, Any]) -> str:
    places = [name for group in data["groups"].values() for name in group["names"]]
    words = "|".join(map(re.escape, [*places, *data["general_words"]]))
    return f"^(?:(?:{words})(?:{'|'.join(map(re.escape, data['endings']))})?)+$"
