"""A chat robot: one POST to its secret address, answered with HTTP 200 and a code of its own in the body."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import Call, OutcomeUnknown, Unreachable
from township_sync.transport.exchange import exchange
from township_sync.transport.patience import Budget, Patience

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class AskedTooOften(Unreachable):
    """The robot was told too much lately and took nothing; whoever goes on is shut out for longer."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a robot's codes mean: the `busy` ones, and remedies by code."""

    busy: frozenset[int]
    remedies: Mapping[int, str]


def robot_address(settings: Settings, kind: str, name: str) -> str:
    """The secret address of a robot, `<KIND>_URL_<name>` of the settings, else `<KIND>_URL`.

    UsageError when there is none or when it would travel unencrypted; TerminalError for a contact without a name.
    """
    if not name:
        raise TerminalError("The contact names no robot; correct its address in contracts/contacts.csv.")
    setting = f"{kind}_URL_{name}"
    address = settings.get(setting) or settings.url(f"{kind}_URL")
    parts = urlsplit(address)
    is_plain = parts.scheme == "http" and (parts.hostname in _LOOPBACK or settings.get("ALLOW_PLAINTEXT") == "1")
    if not parts.hostname or not (parts.scheme == "https" or is_plain):
        raise UsageError(f"TOWNSHIP_SYNC_{setting} must be an https:// address with the robot's key.")
    return address


def robot_id(settings: Settings, kind: str, name: str) -> str:
    """A name that all contacts of one robot share, whatever they call it, and that tells nothing of its address.

    The platform counts by robot; a contact without an address (told so when it is sent something) is its own.
    """
    try:
        address = robot_address(settings, kind, name)
    except (TerminalError, UsageError):
        return name
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def tell_robot(settings: Settings, address: str, call: Call, peer: str, codes: Codes) -> dict[str, Any]:
    """Make the call (below the scheme and host of the address) and give the answer of code 0.

    Unreachable: surely not acted upon (AskedTooOften: it says so itself). OutcomeUnknown: perhaps
    acted upon. TerminalError for any other code of the robot. Nothing of the address or of the text is in the error.
    """
    parts, patience = urlsplit(address), Patience.of(settings)
    with requests.Session() as session:
        session.trust_env = False
        session.verify = settings.get("CA_BUNDLE") or True
        answer = exchange(session, peer, f"{parts.scheme}://{parts.netloc}", call, {}, patience, Budget(patience))
    if answer.status in (429, 503):
        raise AskedTooOften(f"The {peer} answers {answer.status}; it is tried again later.")
    if answer.status >= 500:
        raise OutcomeUnknown(f"The {peer} answers {answer.status}; it is tried again later.")
    if not answer.is_success:
        raise TerminalError(f"The {peer} refuses the message with {answer.status}; correct its address.")
    return _said(answer.body, peer, codes)


def _said(body: bytes, peer: str, codes: Codes) -> dict[str, Any]:
    try:
        said = json.loads(body)
        code = int(said["errcode"])
    except (ValueError, KeyError, TypeError):
        raise OutcomeUnknown(f"The answer of the {peer} is none of a robot; it is tried again later.") from None
    if code in codes.busy:
        raise AskedTooOften(f"The {peer} is asked too often ({code}); it is left alone for a while.")
    if code:
        remedy = codes.remedies.get(code, "see its documentation for the code")
        raise TerminalError(f"The {peer} refuses the message with {code}; {remedy}.")
    return dict(said)
