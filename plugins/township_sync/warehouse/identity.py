"""The queue of pairs that may be one person or one employer, and what people decided of them.

A pair is known by the keyed hashes of its two normalised identities, so it is the same pair in every month, whichever
of its rows comes first. Every writing function runs inside the transaction of its caller, after `lock`.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.sameness import Decision, Verdict, apart, groups, implied
from township_sync.errors import UsageError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable


@dataclass(frozen=True, slots=True)
class Known:
    """One of a pair: its number (None: it has no code) and name as they are, and the row that says so."""

    identity_key: str
    kind: str
    number: str | None
    is_right: bool
    name: str
    unit_code: str | None
    file: str
    sheet: str
    row: int

    @property
    def key(self) -> tuple[str, ...]:
        """The normalised identity: the number, or the township and the name."""
        return (self.number,) if self.number else ("", self.unit_code or "", self.name)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with its newest decision; `verdict` None: nobody decided it. `implied` follows from other decisions."""

    pair_id: int
    kind: str
    left: Known
    right: Known
    evidence: tuple[str, ...]
    first_seen_at: datetime
    first_period: str
    last_seen_at: datetime
    last_period: str
    verdict: Verdict | None
    survivor_key: str | None
    decided_by: str | None
    decided_at: datetime | None
    because: str | None
    implied: Verdict | None = None

    @property
    def is_open(self) -> bool:
        return self.verdict in (None, "open") and self.implied is None

    @property
    def decision(self) -> Decision:
        """What the newest decision says; only of a pair that has one."""
        assert self.verdict is not None
        return Decision(self.pair_id, self.left.identity_key, self.right.identity_key, self.verdict, self.survivor_key)


def lock(connection: Connection) -> None:
    """Wait for whoever merges or decides, and keep them waiting until the transaction ends."""
    connection.execute(statement("merge/lock"))


def identity_key(secret: bytes, kind: str, parts: Sequence[str]) -> str:
    """HMAC-SHA-256 (hex) of a normalised identity."""
    message = json.dumps(["identity", kind, *parts], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, sha256).hexdigest()


def note(connection: Connection, found: Iterable[tuple[Known, Known, Sequence[str]]], period: str,
         now: datetime) -> int:
    """Put pairs with their evidence into the queue, or note that they were seen again; returns how many are new."""
    new = 0
    for one, other, evidence in found:
        left, right = sorted((one, other), key=lambda each: each.identity_key)
        for each in (left, right):
            connection.execute(statement("identity/set_identity"), storable(_values(each)))
        asked = {"kind": left.kind, "left_key": left.identity_key, "right_key": right.identity_key,
                 "evidence": list(evidence), "period": period, "now": now}
        made = connection.execute(statement("identity/add_pair"), asked).fetchone()
        new += bool(made and made["is_new"])
    return new


def _values(known: Known) -> dict[str, Any]:
    return {name: getattr(known, name) for name in Known.__slots__}


def pairs(connection: Connection) -> list[Pair]:
    """Every pair, the longest known first."""
    found = [_pair(row) for row in connection.execute(statement("identity/pairs"), {"pair_ids": None})]
    said = [one.decision for one in found if one.verdict]
    group_of = groups(said)
    different = apart(said, group_of)
    return [_with(one, implied(one.left.identity_key, one.right.identity_key, group_of, different)) for one in found]


def _with(one: Pair, verdict: Verdict | None) -> Pair:
    return one if one.verdict in ("same", "different") else replace(one, implied=verdict)


def open_pairs(connection: Connection, most: int, skipped: int = 0) -> tuple[list[Pair], int]:
    """Pairs that wait for a decision, the longest known first, and how many there are; only these are read in full."""
    index = connection.execute(statement("identity/pair_index")).fetchall()
    said = [Decision(row["pair_id"], row["left_key"], row["right_key"], row["verdict"])
            for row in index if row["verdict"]]
    group_of = groups(said)
    different = apart(said, group_of)
    waiting = [row["pair_id"] for row in index if row["verdict"] in (None, "open")
               and implied(row["left_key"], row["right_key"], group_of, different) is None]
    asked = {"pair_ids": waiting[skipped:skipped + most]}
    return [_pair(row) for row in connection.execute(statement("identity/pairs"), asked)], len(waiting)


def decided_pairs(connection: Connection, most: int, skipped: int = 0) -> tuple[list[Pair], int]:
    """Pairs of which somebody said same or different, the newest decision first, and how many there are."""
    index = connection.execute(statement("identity/decided_pairs"), {"most": most, "skipped": skipped}).fetchall()
    found = {row["pair_id"]: row["total"] for row in index}
    known = connection.execute(statement("identity/pairs"), {"pair_ids": list(found)})
    shown = {row["pair_id"]: _pair(row) for row in known}
    return [shown[number] for number in found], next(iter(found.values()), 0)


def pair(connection: Connection, pair_id: int) -> Pair:
    """One pair by its number; UsageError when there is none."""
    row = connection.execute(statement("identity/pairs"), {"pair_ids": [pair_id]}).fetchone()
    if row is None:
        raise UsageError(f"There is no pair {pair_id}; `township-sync pairs` lists them.")
    return _pair(row)


def _pair(row: Mapping[str, Any]) -> Pair:
    parts = dict(row)
    left, right = (Known(**parts.pop(side)) for side in ("left_identity", "right_identity"))
    for name in ("left_key", "right_key"):
        parts.pop(name)
    return Pair(left=left, right=right, **parts | {"evidence": tuple(parts["evidence"])})


def add_decision(connection: Connection, decision: Decision, by: str, because: str, now: datetime) -> None:
    """Keep a decision beside all that came before; whole numbers in the reason are masked."""
    values = {"pair_id": decision.pair_id, "verdict": decision.verdict, "survivor_key": decision.survivor,
              "decided_by": by, "decided_at": now, "because": mask_whole_numbers(because)}
    connection.execute(statement("identity/add_decision"), storable(values))
