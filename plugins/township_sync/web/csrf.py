"""Tokens of forms: an HMAC of the installation's secret over who, which form and when (OWASP, signed token pattern)."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from fastapi import HTTPException

from township_sync.settings import Settings
from township_sync.web.viewer import Viewer

FIELD = "form_token"
LIFE_SECONDS = 12 * 3600
"""A form that was left open longer has to be opened anew."""


def token(settings: Settings, viewer: Viewer, path: str, now: datetime) -> str:
    """The token that a form of this viewer, sent to this path of the board, must hold."""
    since = str(int(now.timestamp()))
    return f"{since}.{_signature(settings, viewer, path, since)}"


def refuse_foreign(settings: Settings, viewer: Viewer, path: str, form: Mapping[str, object], now: datetime) -> None:
    """403 for a form that has no token, or one of somebody else, of another form, or of too long ago."""
    since, _, signature = str(form.get(FIELD, "")).partition(".")
    expected = _signature(settings, viewer, path, since)
    if not hmac.compare_digest(signature.encode(), expected.encode()) or not _is_fresh(since, now):
        raise HTTPException(403, "form")


def _is_fresh(since: str, now: datetime) -> bool:
    return 0 <= now.timestamp() - int(since) + 60 <= LIFE_SECONDS


def _signature(settings: Settings, viewer: Viewer, path: str, since: str) -> str:
    told = "\n".join(("board form", viewer.name, path, since))
    return hmac.new(settings.secret, told.encode(), sha256).hexdigest()
