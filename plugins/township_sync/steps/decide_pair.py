"""Decide a pair: somebody says that two are one person (or employer) or are not, and the history follows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from township_sync.domain.contract import contract
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.sameness import Decision, Verdict
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse import audit, identity, identity_links
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import fold
from township_sync.warehouse.identity import Pair


@dataclass(frozen=True, slots=True)
class Decided:
    """`is_new` is False when the newest decision said the same already; `changes` are keys by entity, as of a merge."""

    is_new: bool
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a pair: `keep` 1 or 2 names whose number counts, where both numbers are right.

    `overrule` is set by who knows that it was decided otherwise before: True, or the moment of the decision that was
    shown, which then has to be the newest.
    """

    verdict: Verdict
    by: str
    because: str
    keep: int | None = None
    overrule: bool | datetime = False


def decide(settings: Settings, connection: Connection, pair_id: int, said: Said, now: datetime) -> Decided:
    """Keep a decision, and bring the history to what it says, in one transaction; the same said twice changes nothing.

    A later decision overrules, the older stays. Raises UsageError when there is no such pair, when nobody or no reason
    is named, when it was decided otherwise and `overrule` is not set, or when it contradicts other decisions; then
    nothing is written.
    """
    if not said.by.strip() or not said.because.strip():
        raise UsageError("Say who decides, and why: --by NAME --because TEXT.")
    with connection.transaction():
        identity.lock(connection)
        pair = identity.pair(connection, pair_id)
        decision = Decision(pair_id, pair.left.identity_key, pair.right.identity_key, said.verdict,
                            _survivor(pair, said))
        if pair.verdict and pair.decision == decision:
            return Decided(False, {})
        if pair.verdict and said.overrule not in (True, pair.decided_at):
            raise UsageError(_decided_before(pair))
        identity.add_decision(connection, decision, said.by.strip(), said.because.strip(), now)
        changed = identity_links.refresh(connection, settings.secret)
        folded = {name: fold(connection, contract(name), now) for name in sorted(changed)}
        changes = {name: count for name, count in folded.items() if count}
        audit.append(connection, "pair_decided", now, {"pair_id": pair_id}, said.by.strip(), verdict=said.verdict,
                     because=said.because.strip(), changes=changes)
    return Decided(True, changes)


def _survivor(pair: Pair, said: Said) -> str | None:
    """Whose number counts: the one that is right, or of two right ones the one that is named."""
    if said.verdict != "same":
        return None
    sides = (pair.left, pair.right)
    right = [number for number, side in enumerate(sides, 1) if side.is_right]
    if said.keep is not None and right and said.keep not in right:
        raise UsageError(f"The number of {said.keep} is wrong, so it cannot be the one that counts; leave out --keep.")
    keep = said.keep or (right[0] if len(right) == 1 else None)
    if keep is None and right:
        raise UsageError("Both numbers are right; say whose counts: --keep 1 or --keep 2, as `pairs` shows them.")
    return sides[keep - 1].identity_key if keep else None


def _decided_before(pair: Pair) -> str:
    day = f"{pair.decided_at.astimezone(COUNTY_TIME):%Y-%m-%d}" if pair.decided_at else ""
    return (f"Pair {pair.pair_id} was decided as {pair.verdict} by {pair.decided_by} on {day}, because {pair.because}; "
            "add --overrule to decide otherwise.")
