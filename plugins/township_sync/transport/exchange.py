"""One HTTP exchange on `requests`: every way in which it can fail is told apart by whether the peer may have acted."""

import re
from dataclasses import replace
from typing import cast

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from township_sync.errors import TerminalError
from township_sync.transport.answer import Answer, Call, OutcomeUnknown, Unreachable
from township_sync.transport.patience import Budget, Patience

_CHUNK_BYTES = 64 * 1024


def exchange(
    session: requests.Session, peer: str, address: str, call: Call, headers: dict[str, str], patience: Patience,
    budget: Budget,
) -> Answer:
    """Send one request and read its whole answer within the budget.

    Unreachable: surely not sent. OutcomeUnknown: perhaps acted upon. TerminalError: a certificate that is not good.
    """
    if budget.remaining <= 0:
        raise Unreachable(f"The time for talking to the {peer} is over; run again later.")
    try:
        with session.request(
            call.method, address + call.path, params=call.params, data=cast("bytes | None", call.body), json=call.json,
            headers={"Accept-Encoding": "identity", **call.headers, **headers},
            timeout=(budget.timeout(patience.connect), budget.timeout(patience.read)),
            allow_redirects=False, stream=True,
        ) as response:
            body = _body(response, peer, call.largest_answer or patience.largest_answer,
                         Budget(replace(patience, overall=budget.timeout(patience.whole_answer))))
            return Answer(response.status_code, response.headers, body)
    except requests.exceptions.SSLError as error:
        raise TerminalError(_insecure(error, peer)) from None
    except requests.exceptions.ConnectTimeout:
        raise Unreachable(f"The {peer} does not answer; check that it is up, then run again.") from None
    except requests.exceptions.ConnectionError as error:
        raise _not_connected(error, peer) from None
    except (requests.exceptions.RequestException, HTTPError, OSError) as error:
        raise _lost(error, peer) from None


def _insecure(error: requests.exceptions.SSLError, peer: str) -> str:
    """Why a connection was not trusted; OpenSSL's word for it names no value of ours."""
    said = re.search(r"certificate verify failed: ([\w ,.'-]{1,80})", str(error))
    if said:
        reason = said[1].split(" (")[0].strip()
        return f"The certificate of the {peer} is not trusted ({reason}); set TOWNSHIP_SYNC_CA_BUNDLE."
    return f"The {peer} speaks no TLS that is safe (1.2 or later); its operator has to mend that."


def _not_connected(error: requests.exceptions.ConnectionError, peer: str) -> Unreachable | OutcomeUnknown:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError):
        return Unreachable(f"The {peer} cannot be reached; check that it is up, then run again.")
    return _lost(error, peer)


def _lost(error: Exception, peer: str) -> OutcomeUnknown:
    # The text of the exception is left out: it may hold the request's address or parts of a body.
    return OutcomeUnknown(f"The connection to the {peer} broke before its answer was whole ({type(error).__name__}).")


def _body(response: requests.Response, peer: str, largest: int, budget: Budget) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise OutcomeUnknown(f"The {peer} sends packed answers although plain ones were asked for.")
    parts, size = [], 0
    # read1 gives what is there: read would sit on a slow drip until a whole chunk has come.
    while part := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        parts.append(part)
        size += len(part)
        if size > largest:
            raise OutcomeUnknown(f"The answer of the {peer} is larger than {largest} bytes; it is not read on.")
        if budget.remaining <= 0:
            raise OutcomeUnknown(f"The answer of the {peer} does not come to an end in time.")
    return b"".join(parts)
