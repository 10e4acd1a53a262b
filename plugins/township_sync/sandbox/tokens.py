"""Bearer tokens of a sandbox server: client id and secret against a token that runs out."""

import hmac
import secrets
import time
from typing import Annotated

from fastapi import APIRouter, Form, Header, HTTPException


class TokenDesk:
    """Gives tokens to one client and recognises them; a token lives `lifetime_seconds` of the monotonic clock."""

    def __init__(self, client: str, secret: str, lifetime_seconds: float = 3600) -> None:
        self._client, self._secret, self._lifetime = client, secret, lifetime_seconds
        self._expiry: dict[str, float] = {}

    def give(self, client: str, secret: str) -> str | None:
        """A new token, or None for a wrong client or secret."""
        if not (_same(client, self._client) and _same(secret, self._secret)):
            return None
        token = secrets.token_urlsafe(32)
        self._expiry[token] = time.monotonic() + self._lifetime
        return token

    def revoke_all(self) -> None:
        """Every token given so far is worth nothing."""
        self._expiry.clear()

    def knows(self, authorization: str) -> bool:
        """Whether the value of an Authorization header bears a token that is still good."""
        scheme, _, token = authorization.partition(" ")
        return scheme == "Bearer" and self._expiry.get(token, 0.0) > time.monotonic()

    def require(self, authorization: Annotated[str, Header()] = "") -> None:
        """FastAPI dependency: answer 401 unless the request bears a token that is still good."""
        if not self.knows(authorization):
            raise HTTPException(401, {"code": "TOKEN_INVALID", "message": "令牌无效或已过期"})

    def router(self) -> APIRouter:
        """The token endpoint, `POST /oauth/token` (client credentials)."""
        router = APIRouter()

        @router.post("/oauth/token")
        def token(client_id: Annotated[str, Form()], client_secret: Annotated[str, Form()]) -> dict[str, object]:
            given = self.give(client_id, client_secret)
            if given is None:
                raise HTTPException(401, {"code": "CLIENT_INVALID", "message": "客户端标识或密钥错误"})
            return {"access_token": given, "token_type": "Bearer", "expires_in": int(self._lifetime)}

        return router


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
