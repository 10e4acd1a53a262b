"""One peer: its address, our token for it, and calls that are repeated only where that is safe.

Redirects are never followed (credentials stay with the host they were made for), answers are bounded in size, packed
answers are refused, proxies and .netrc of the environment are ignored.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.transport.access_token import TokenKeeper
from township_sync.transport.answer import Answer, Call, OutcomeUnknown, Unreachable
from township_sync.transport.exchange import exchange
from township_sync.transport.pace import Pace, unhurried
from township_sync.transport.patience import Budget, Patience, asked_wait

_BUSY = {408, 425, 429, 500, 502, 503, 504}
_SURELY_NOT_DONE = {425, 429, 503}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Read = TypeVar("Read")


class Peer:
    """A peer named `PORTAL` or `PLATFORM` in the settings (`<name>_URL`, `_CLIENT`, `_SECRET`)."""

    def __init__(
        self, settings: Settings, name: str, patience: Patience | None = None, pace: Pace = unhurried
    ) -> None:
        self.name = name.lower()
        self.patience = patience or Patience.of(settings)
        self._pace = pace
        self._address = _safe_address(settings, name)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = settings.get("CA_BUNDLE") or True
        self._tokens = TokenKeeper(settings, name, self.patience.clock)

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
        doubt: OutcomeUnknown | None = None
        problem: Unreachable | OutcomeUnknown
        may_renew = call.needs_token
        while True:
            try:
                answer = self._try(call, budget)
                if answer.status == 401 and may_renew:
                    may_renew = False
                    answer = self._try(call, budget)
                if answer.status not in _BUSY:
                    return read(self._success(answer, call))
                problem = self._busy(answer)
            except (Unreachable, OutcomeUnknown) as error:
                problem = error
            if isinstance(problem, OutcomeUnknown):
                doubt = problem
                settled = _settled(settle, budget)
                if settled is not None:
                    return settled
            # One try of unknown outcome makes the whole call one, however the later tries ended.
            if self._tokens.is_spent:
                raise doubt or problem
            budget.pause(problem.wait, doubt or problem)

    def _try(self, call: Call, budget: Budget) -> Answer:
        """One try with the token that we have."""
        if not call.needs_token:
            return self._exchange(call, {}, budget)
        token = self._tokens.token(lambda: self._ask_for_token(call, budget))
        answer = self._exchange(call, {"Authorization": f"Bearer {token}"}, budget)
        if answer.status == 401:
            self._tokens.refused()
        else:
            self._tokens.accepted()
        return answer

    def _ask_for_token(self, call: Call, budget: Budget) -> Answer:
        wanted = Call("POST", "/oauth/token", body=self._tokens.form, needs_token=False, before=call.before)
        answer = self._exchange(wanted, {}, budget)
        if answer.status in _SURELY_NOT_DONE:
            raise self._busy(answer)
        return answer

    def _exchange(self, call: Call, headers: dict[str, str], budget: Budget) -> Answer:
        while (seconds := self._pace()) > 0:
            budget.wait(seconds, Unreachable(
                f"The {self.name} is left alone for another {seconds:.0f} seconds, as it asked or as PLATFORM_RATE "
                "says; run again later, nothing is lost."))
        if call.before:
            call.before()
        return exchange(self._session, self.name, self._address, call, headers, self.patience, budget)

    def _success(self, answer: Answer, call: Call) -> Answer:
        if answer.is_success:
            return answer
        where = f"{call.method} {call.path.split('?')[0]}"
        if 300 <= answer.status < 400:
            raise TerminalError(f"The {self.name} redirects {where} ({answer.status}); redirects are not followed, "
                                "correct its address in the settings.")
        raise Refused(self.name, where, answer.status, answer.code, answer.details)

    def _busy(self, answer: Answer) -> Unreachable | OutcomeUnknown:
        """What an answer of a busy peer means, and how long it asks to wait; every sender is told that."""
        asked = asked_wait(answer.headers.get("Retry-After"), answer.headers.get("Date"))
        wait = f" and asks to wait {asked:.0f} seconds" if asked is not None else ""
        code = f" {answer.code}" if answer.code else ""
        text = f"The {self.name} answers {answer.status}{code}{wait}; run again later, nothing is lost."
        is_undone = answer.status in _SURELY_NOT_DONE
        if is_undone and asked is not None:
            self._pace(busy_for=asked)
        problem = Unreachable(text) if is_undone else OutcomeUnknown(text)
        problem.wait = asked
        return problem


class Refused(TerminalError):
    """The peer understood the call and refuses it: `status` is that of HTTP, `code` its own word, or empty.

    `details` are the other fields of its answer; they may hold anything and are never shown.
    """

    def __init__(
        self, peer: str, where: str, status: int, code: str = "", details: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        said = f"{status} {code}".strip()
        super().__init__(f"The {peer} refuses {where} with {said}; repeating it is of no use.")
        self.status, self.code, self.details = status, code, details


def _settled(settle: Callable[[Budget], Read | None] | None, budget: Budget) -> Read | None:
    try:
        return settle(budget) if settle else None
    except (Unreachable, OutcomeUnknown):
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
