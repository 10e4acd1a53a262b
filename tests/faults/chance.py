"""Which faults a world meets: drawn from one seed, so that the same seed gives the same worlds."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from faults.processes import Death, Place
from faults.proxy import Direction, TcpFault
from faults.what_goes_wrong import (
    Dies,
    Fault,
    Killed,
    LocksHeld,
    Misbehaves,
    PeersDie,
    SessionsEnd,
    Sleeps,
    Twice,
    Voided,
    Wire,
)

_EVENTS: Mapping[str, Mapping[Place, int]] = {
    "publish": {"function": 1700, "statement": 120, "request": 3}, "approve": {"function": 90, "statement": 10},
    "push": {"function": 2900, "statement": 180, "request": 24},
    "follow": {"function": 2500, "statement": 100, "request": 9},
    "compare": {"function": 5000, "statement": 70, "request": 6},
    "prepare": {"function": 1400, "statement": 70}, "deliver": {"function": 190, "statement": 14},
}
"""About how many events a step has at each place where it may die."""
_SECONDS = {"publish": 0.25, "approve": 0.03, "push": 0.6, "follow": 0.3, "compare": 0.3, "prepare": 0.2,
            "deliver": 0.1}
"""About how long it takes."""
_COMMON = ("GET /api/v1/about", "GET /api/v1/changes", "POST /oauth/token")
_ASKED: Mapping[str, Sequence[str]] = {
    "publish": _COMMON,
    "push": (*_COMMON, "POST /api/v1/batches$", "PUT /api/v1/batches/*/content", "POST /api/v1/batches/*/commit",
             "PUT /api/v1/batches/*/content", "POST /api/v1/batches/*/commit", "GET /api/v1/batches"),
    "follow": ("GET /api/v1/batches/*/receipts", "GET /api/v1/batches/*/receipts", *_COMMON),
    "compare": ("GET /api/v1/holdings", "GET /api/v1/holdings", *_COMMON),
}
"""What a step asks of the platform."""
RECEIPTS = "GET /api/v1/batches/*/receipts"
RECEIPT_CHANGES = ("duplicate", "reverse", "drop_last", "foreign_row", "foreign_batch", "interim", "miscount",
                   "wrong_version", "contradict")
"""What a platform may do to receipts once and put right when it is asked again. A verdict that is overturned by a later
one (`overturn`) is no fault: it is another verdict."""
_PAGE = "<html><body>502 Bad Gateway 系统维护中</body></html>"
_RETRY = ("0", "1", "37", "1e9", "-5", "Wed, 21 Oct 2099 07:28:00 GMT", "morgen", "")


def faults_for(chance: random.Random, step: str) -> Sequence[Fault]:
    """One fault for a step, sometimes two at once."""
    first = _one(chance, step)
    if chance.random() < 0.2 and not isinstance(first, Dies | Sleeps | Twice):
        return first, Dies(_death(chance, step))
    return (first,)


def _one(chance: random.Random, step: str) -> Fault:
    kinds: list[tuple[int, Callable[[], Fault]]] = [
        (8, lambda: Dies(_death(chance, step))),
        (2, lambda: Killed(_moment(chance, step))),
        (2, lambda: SessionsEnd(_moment(chance, step))),
        (2, lambda: Twice(_moment(chance, step))),
        (1, lambda: LocksHeld(round(chance.uniform(0.05, 0.3), 3))),
    ]
    if step in _ASKED:
        kinds += [(10, lambda: Misbehaves(_script(chance, step))), (6, lambda: Wire("platform", *_tcp(chance))),
                  (1, lambda: PeersDie(_moment(chance, step)))]
    if step == "push":
        kinds += [(1, lambda: Sleeps(_moment(chance, step)))]
    if step == "follow":
        kinds += [(1, lambda: Voided(chance.randrange(1000)))]
    if step == "deliver":
        kinds += [(6, lambda: Wire("mail", *_tcp(chance)))]
    return chance.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()


def _moment(chance: random.Random, step: str) -> float:
    return round(chance.uniform(0, _SECONDS[step]), 3)


def _death(chance: random.Random, step: str) -> Death:
    place = chance.choice(list(_EVENTS[step]))
    return Death(place, chance.randint(1, _EVENTS[step][place]), chance.random() < 0.5)


def _often_small(chance: random.Random, most: int) -> int:
    """A number from 1, of each order of magnitude as likely as of another."""
    return max(1, round(most ** chance.random()))


def _tcp(chance: random.Random) -> tuple[TcpFault, int]:
    kind = chance.choices(["refuse", "latency", "reset", "blackhole", "half_close", "flip"], [1, 1, 4, 2, 2, 2])[0]
    way: Direction = "up" if kind == "flip" else chance.choice(get_args(Direction))
    seconds = round(chance.uniform(0.01, 0.2), 3) if kind == "latency" else 0.0
    return TcpFault(kind, way, _often_small(chance, 30_000), seconds), chance.choices([0, 1], [4, 1])[0]


def _script(chance: random.Random, step: str) -> dict[str, Any]:
    """A fault of the platform on one of the first requests that it may concern."""
    if step == "follow" and chance.random() < 0.5:
        change = {"action": "receipt", "change": chance.choice(RECEIPT_CHANGES)}
        return {"match": RECEIPTS, "nth": chance.randint(1, 4), "times": chance.randint(1, 2), **change}
    match = chance.choice(_ASKED[step])
    nth, times = 1 if match in _COMMON else _often_small(chance, 6), chance.choices([1, 2, 5], [6, 2, 1])[0]
    return {"match": match, "nth": nth, "times": times, **_act(chance)}


def _act(chance: random.Random) -> dict[str, Any]:
    acts: list[Callable[[], dict[str, Any]]] = [
        lambda: {"action": chance.choice(("drop", "lose", "revoke"))},
        lambda: {"action": "reset_upload", "bytes": _often_small(chance, 4000)},
        lambda: {"action": "truncate", "bytes": _often_small(chance, 400)},
        lambda: {"action": "answer", "status": chance.choice((500, 502, 503, 504, 408)), "body": _PAGE,
                 "headers": {"Content-Type": "text/html"}},
        lambda: {"action": "answer", "status": chance.choice((429, 503)), "body": '{"code":"BUSY","message":""}',
                 "headers": {"Retry-After": chance.choice(_RETRY)}},
        lambda: {"action": "garble", "body": chance.choice((_PAGE, '{"items": [', "null", "[]", '{"rows": NaN}'))},
        lambda: {"action": chance.choice(("slow", "slow_after")), "seconds": chance.choice((0.1, 0.6))},
        lambda: {"action": "drip", "seconds": 0.01},
        lambda: {"action": "wrong_length", "by": chance.choice((-3, 1, 50))},
        lambda: {"action": "raw", "text": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\"", "repeat": 1},
        lambda: {"action": "answer", "status": 302, "headers": {"Location": "http://127.0.0.1:9/"}, "body": ""},
        lambda: {"action": "skew", "seconds": chance.choice((-86_400, 612, 86_400))},
        lambda: {"action": "reshape", "path": chance.choice(("batch_id", "state", "items", "rows/0/row_key",
                                                             "body_sha256", "next_cursor", "counts/received")),
                 "op": chance.choice(("remove", "rename", "retype")), "to": "renamed"},
    ]
    return chance.choice(acts)()
