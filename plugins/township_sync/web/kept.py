"""What takes long to count, kept in the process until anything is done.

Whatever receives, judges, decides, publishes or hears from the platform puts an act on record in its own transaction,
so that the head of that record (`ops.audit`) says whether a count still stands; what depends on the day ends with it.
"""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.web.page import today_of

_Counted = TypeVar("_Counted")
_MOST = 64


def kept(request: Request, connection: Connection, name: str, count: Callable[[], _Counted]) -> _Counted:
    """What `count` gives, counted anew when an act was put on record or a day began since it was counted last."""
    stands = (audit.head(connection), today_of(request))
    if getattr(request.app.state, "kept", (None, {}))[0] != stands:
        request.app.state.kept = (stands, {})
    counted: dict[str, _Counted] = request.app.state.kept[1]
    known = counted.get(name)  # once: another request may clear them in between
    if known is not None:
        return known
    found = count()
    if len(counted) >= _MOST:
        counted.clear()
    counted[name] = found
    return found
