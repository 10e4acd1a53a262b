"""A call, its answer, and what can be known of a call that got none."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from township_sync.errors import TransientError

_WHOLE_UP_TO = 2.0**53


class Unreachable(TransientError):
    """The request certainly was not acted upon: it did not get there, or the peer said that it is busy.

    `wait` are the seconds that the peer asked for, if it did.
    """

    wait: float | None = None


class OutcomeUnknown(TransientError):
    """The request may have taken effect: no answer came, or one that cannot be read; `wait` as above."""

    wait: float | None = None


@dataclass(frozen=True)
class Call:
    """One request: a path below the peer's address, with what is sent along.

    `json` is sent as JSON, and then there is no other body. `before` is called before each try of it, that of getting a
    token included; what it raises ends the call.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | memoryview | Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    largest_answer: int | None = None
    needs_token: bool = True
    before: Callable[[], None] | None = None


@dataclass(frozen=True)
class Answer:
    """One whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def code(self) -> str:
        """The peer's short error code, if it gave one; its free text may hold personal values and is never shown."""
        said = _parsed(self.body)
        detail = said.get("detail", said) if isinstance(said, dict) else {}
        code = detail.get("code", "") if isinstance(detail, dict) else ""
        return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,39}", code) else ""

    @property
    def details(self) -> Mapping[str, Any]:
        """What an answer says beside its code (an error's fields); empty when it is no JSON object."""
        said = _parsed(self.body)
        return said if isinstance(said, dict) else {}

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; OutcomeUnknown when it is none (an HTML page, cut short, …)."""
        said = _parsed(self.body)
        if not isinstance(said, dict):
            kind = self.media_type or "no media type"
            raise OutcomeUnknown(f"The answer ({self.status}, {kind}, {len(self.body)} bytes) is no JSON object.")
        return said


def _parsed(body: bytes) -> Any:
    """What a body says as JSON; None when it is none, or none that two readers would understand alike."""
    try:
        return json.loads(body, object_pairs_hook=_once, parse_float=_number, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a key twice")
    return said


def _number(text: str) -> float | int:
    """A number with a point or an exponent; JSON knows one kind of number, so 1.0 is 1."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < _WHOLE_UP_TO else number


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are no JSON
