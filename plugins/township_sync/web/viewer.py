"""Who looks at the board, and what he may do there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from township_sync import project
from township_sync.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person whom the gate let in: `name` as the record of acts tells it, `roles` of the board."""

    name: str
    roles: frozenset[str]


@cache
def _rules() -> dict[str, Any]:
    return project.mapping("config/board_roles.yaml")


def viewer_of(name: str, manager_roles: Iterable[str]) -> Viewer | None:
    """The viewer that somebody with these roles of the auth manager is; None when none of them opens the board."""
    rules = _rules()
    granted = {role for given in manager_roles for role in rules["roles"].get(given, ())}
    granted |= set((rules["people"] or {}).get(name, ()))
    return Viewer(name, frozenset(granted)) if granted else None


def may(viewer: Viewer, act: str) -> bool:
    """Whether one of the viewer's roles may do this; DefinitionError for an act that config/board_roles.yaml lacks."""
    acts: dict[str, list[str]] = _rules()["acts"]
    if act not in acts:
        raise DefinitionError(f"config/board_roles.yaml has no act '{act}'; add it with the roles that may do it.")
    return not viewer.roles.isdisjoint(acts[act])


def viewer(request: Request) -> Viewer:
    """The viewer of this request, put there by the gate of the application."""
    found: Viewer = request.state.viewer
    return found


WhoLooks = Annotated[Viewer, Depends(viewer)]


def must(act: str) -> Any:
    """A dependency of a route: 403 for a viewer who may not do this."""

    def check(who: WhoLooks) -> None:
        if not may(who, act):
            raise HTTPException(403)

    return Depends(check)
