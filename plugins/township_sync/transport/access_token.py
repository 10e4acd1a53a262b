"""Our token at one peer: asked for when there is none, given up when it is refused, and never hammered for."""

from collections.abc import Callable

from township_sync.errors import TerminalError, TownshipSyncError
from township_sync.settings import Settings
from township_sync.transport.answer import Answer, Unreachable

_MOST_IN_VAIN = 3
_SECONDS_BEFORE_EXPIRY = 30.0
_REFUSED = {400, 401, 403, 422}


class TokenKeeper:
    """The token of one run; after three requests in a row that led to nothing the peer is not asked again.

    A peer that locks accounts out would otherwise lock ours: one run has many calls, and each of them tries again.
    """

    def __init__(self, settings: Settings, name: str, clock: Callable[[], float]) -> None:
        self.form = {"grant_type": "client_credentials", "client_id": settings.get(f"{name}_CLIENT"),
                     "client_secret": settings.get(f"{name}_SECRET")}
        self._peer, self._variables = name.lower(), f"TOWNSHIP_SYNC_{name}_CLIENT and _SECRET"
        self._clock = clock
        self._token, self._ends, self._in_vain = "", 0.0, 0
        self._last_word: TownshipSyncError | None = None

    @property
    def is_spent(self) -> bool:
        """Whether there will be no token in this run, however long one waits."""
        return self._last_word is not None

    def token(self, ask: Callable[[], Answer]) -> str:
        """The token; `ask` makes the request for one. TerminalError for a wrong client or secret, Unreachable when none
        is to be had."""
        if not self._token or self._clock() > self._ends:
            if self._last_word:
                raise self._last_word
            self._in_vain += 1
            try:
                self._keep(ask())
            except TownshipSyncError as problem:
                self._remember(problem)
                raise
        return self._token

    def refused(self) -> None:
        """The peer does not take the token (any more)."""
        self._token = ""
        if self._in_vain >= _MOST_IN_VAIN:
            self._last_word = TerminalError(f"The {self._peer} gives tokens and refuses them all; tell its operator.")

    def accepted(self) -> None:
        """The peer took the token."""
        self._in_vain = 0

    def _remember(self, problem: TownshipSyncError) -> None:
        if isinstance(problem, TerminalError) or self._in_vain >= _MOST_IN_VAIN:
            self._last_word = problem

    def _keep(self, answer: Answer) -> None:
        if answer.status in _REFUSED:
            raise TerminalError(f"The {self._peer} does not accept our client or secret ({answer.status}); "
                                f"set {self._variables}.")
        said = answer.json() if answer.is_success else {}
        token, lifetime = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise Unreachable(f"The {self._peer} gave no token (answer {answer.status}); it is tried again later.")
        seconds = float(lifetime) if isinstance(lifetime, int | float) else 300.0
        self._token = token
        # A token that lives shorter than our margin is used for half of its life.
        self._ends = self._clock() + max(seconds - _SECONDS_BEFORE_EXPIRY, seconds / 2)
