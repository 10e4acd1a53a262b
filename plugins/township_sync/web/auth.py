"""The gate of the board inside Airflow: the user whom Airflow's auth manager knows, with the roles that he has there.

The only module of the board that imports Airflow; it does so when the first request comes. Airflow does not protect
the applications of its plugins: without this gate every page would be open to everybody who reaches the port.
"""

from collections.abc import Iterable
from typing import Any

from fastapi import HTTPException, Request

from township_sync.web.viewer import Viewer, viewer_of


async def airflow_gate(request: Request) -> Viewer:
    """The viewer who is signed in at Airflow by its cookie or a bearer token; HTTPException 401 for nobody, 403 for a
    token that is not Airflow's and for somebody without a role of the board."""
    user = await _signed_in(request)
    known = viewer_of(str(user.get_name()), roles_of(user))
    if known is None:
        raise HTTPException(403)
    return known


async def _signed_in(request: Request) -> Any:
    from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
    from airflow.api_fastapi.core_api.security import resolve_user_from_token

    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    # An explicit credential wins over the cookie, as in Airflow's own routes.
    token = presented if kind.lower() == "bearer" else request.cookies.get(COOKIE_NAME_JWT_TOKEN)
    return await resolve_user_from_token(token)


def roles_of(user: Any) -> Iterable[str]:
    """The names of a user's roles: one text in Airflow's simple auth manager, rows with a name in that of FAB."""
    role = getattr(user, "role", None)
    if role is not None:
        return [str(getattr(role, "value", role)).lower()]
    return [str(getattr(each, "name", each)) for each in getattr(user, "roles", None) or ()]
