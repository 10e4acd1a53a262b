"""One peer: its address, our token for it, and calls that are repeated only where that is safe.

Redirects are never followed (credentials stay with the host they were made for), answers are bounded in size, packed
answers are refused, proxies and .netrc of the environment are ignored.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import Answer, Call, OutcomeUnknown, Unreachable
from township_sync.transport.exchange import exchange
from township_sync.transport.patience import Budget, Patience, asked_wait

_BUSY = {408, 425, 429, 500, 502, 503, 504}
_SURELY_NOT_DONE = {425, 429, 503}
_SECONDS_BEFORE_EXPIRY = 30.0
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Read = TypeVar("Read")


class Peer:
    """A peer named `PORTAL` or `PLATFORM` in the settings (`<name>_URL`, `_CLIENT`, `_SECRET`)."""

    def __init__(self, settings: Settings, name: str, patience: Patience | None = None) -> None:
        self.name = name.lower()
        self.patience = patience or Patience.of(settings)
        self._address = _safe_address(settings, name)
        client, secret = settings.get(f"{name}_CLIENT"), settings.get(f"{name}_SECRET")
        self._credentials = {"client_id": client, "client_secret": secret}
        self._variables = f"TOWNSHIP_SYNC_{name}_CLIENT and _SECRET"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = settings.get("CA_BUNDLE") or True
        self._token, self._token_ends = "", 0.0

    def ask(
        self, call: Call, read: Callable[[Answer], Read], settle: Callable[[Budget], Read | None] | None = None,
        budget: Budget | None = None,
    ) -> Read:
        """Make a call that may be repeated safely, and give what `read` makes of its successful answer.

        `read` raises OutcomeUnknown for an answer that makes no sense. `settle` is asked, before a repetition, whether
        a call of unknown outcome took effect; what it gives is then the answer, and it shares the call's budget.
        TransientError when the time is over, TerminalError when repeating is of no use.
        """
        budget = budget or Budget(self.patience)
        doubt: TransientError | None = None
        while True:
            asked: float | None = None
            try:
                answer = self._with_token(call, budget)
                if answer.status not in _BUSY:
                    return read(self._success(answer, call))
                asked = asked_wait(answer.headers.get("Retry-After"), answer.headers.get("Date"))
                problem = self._busy(answer, asked)
            except (Unreachable, OutcomeUnknown) as error:
                problem = error
            if isinstance(problem, OutcomeUnknown):
                doubt = problem
                settled = _settled(settle, budget)
                if settled is not None:
                    return settled
            # One try of unknown outcome makes the whole call one, however the later tries ended.
            budget.pause(asked, doubt or problem)

    def _with_token(self, call: Call, budget: Budget) -> Answer:
        """One try with a good token; a token that is refused is renewed once."""
        answer = self._try(call, budget)
        if answer.status == 401 and call.needs_token:
            self._token = ""
            answer = self._try(call, budget)
        return answer

    def _try(self, call: Call, budget: Budget) -> Answer:
        headers = {"Authorization": f"Bearer {self._good_token(budget)}"} if call.needs_token else {}
        return exchange(self._session, self.name, self._address, call, headers, self.patience, budget)

    def _good_token(self, budget: Budget) -> str:
        if not self._token or self.patience.clock() > self._token_ends:
            call = Call("POST", "/oauth/token", body={"grant_type": "client_credentials", **self._credentials},
                        needs_token=False)
            answer = self._try(call, budget)
            if answer.status in (400, 401, 403):
                raise TerminalError(f"The {self.name} does not accept our client or secret ({answer.status}); "
                                    f"set {self._variables}.")
            self._keep_token(answer)
        return self._token

    def _keep_token(self, answer: Answer) -> None:
        said = answer.json() if answer.is_success else {}
        if not isinstance(said.get("access_token"), str):
            raise Unreachable(f"The {self.name} gave no token (answer {answer.status}); it is tried again later.")
        lifetime = said.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, int | float) else 300.0
        self._token = said["access_token"]
        self._token_ends = self.patience.clock() + max(0.0, seconds - _SECONDS_BEFORE_EXPIRY)

    def _success(self, answer: Answer, call: Call) -> Answer:
        if answer.is_success:
            return answer
        where = f"{call.method} {call.path.split('?')[0]}"
        if 300 <= answer.status < 400:
            raise TerminalError(f"The {self.name} redirects {where} ({answer.status}); redirects are not followed, "
                                "correct its address in the settings.")
        code = f" {answer.code}" if answer.code else ""
        raise Refused(self.name, where, answer.status, code)

    def _busy(self, answer: Answer, asked: float | None) -> TransientError:
        wait = f" and asks to wait {asked:.0f} seconds" if asked is not None else ""
        text = f"The {self.name} answers {answer.status}{wait}; run again later, nothing is lost."
        return Unreachable(text) if answer.status in _SURELY_NOT_DONE else OutcomeUnknown(text)


class Refused(TerminalError):
    """The peer understood the call and refuses it; `status` is its HTTP status."""

    def __init__(self, peer: str, where: str, status: int, code: str) -> None:
        super().__init__(f"The {peer} refuses {where} with {status}{code}; repeating it is of no use.")
        self.status = status


def _settled(settle: Callable[[Budget], Read | None] | None, budget: Budget) -> Read | None:
    try:
        return settle(budget) if settle else None
    except TransientError:
        return None


def _safe_address(settings: Settings, name: str) -> str:
    address = settings.url(f"{name}_URL").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise UsageError(f"TOWNSHIP_SYNC_{name}_URL must be http(s)://host[:port][/path] without credentials.")
    is_local = parts.hostname in _LOOPBACK
    if parts.scheme == "http" and not is_local and settings.get("ALLOW_PLAINTEXT") != "1":
        raise UsageError(f"TOWNSHIP_SYNC_{name}_URL is plain http to {parts.hostname}; use https, "
                         "or set TOWNSHIP_SYNC_ALLOW_PLAINTEXT=1.")
    return address
