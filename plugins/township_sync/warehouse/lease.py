"""Leases: of several who would write what belongs to a name one at a time may, and who slept through its own may not.

A lease has an epoch that grows with every holder. Each write of a holder checks its epoch in the transaction of the
write itself (`hold`), so that one who was stopped, and wakes up while its successor works, changes nothing. The same
number goes to the platform as its Fencing-Token (Kleppmann, "How to do distributed locking", 2016: a lock alone cannot
keep a sleeper out). Times are those of the database server.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from township_sync.errors import TransientError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_TRIES, _PAUSE_SECONDS = 20, 0.1
"""A session that was killed a moment ago is still listed by the server for some milliseconds."""


class LeaseHeld(TransientError):
    """Another session that lives holds the lease."""


class LeaseLost(TransientError):
    """Another session took the lease meanwhile; whatever it does goes on there, and nothing was written here."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What one holder has in hand: `epoch` is its fencing token, `seconds` how long it lasts from each renewal on."""

    name: str
    epoch: int
    seconds: float


def claim(connection: Connection, name: str, seconds: float) -> Lease:
    """Take a lease that is free, expired, or whose holder's session has ended; LeaseHeld otherwise.

    Call it outside of any transaction.
    """
    for _ in range(_TRIES):
        found = connection.execute(statement("exchange/claim_lease"), {"name": name, "seconds": seconds}).fetchone()
        if found:
            return Lease(name, int(found["epoch"]), seconds)
        time.sleep(_PAUSE_SECONDS)
    held = connection.execute(statement("exchange/lease_holder"), {"name": name}).fetchone()
    who = f"{held['holder']}, until {held['until']:%Y-%m-%d %H:%M:%S%z}" if held else "another session"
    raise LeaseHeld(f"Another process is at {name} ({who}); run again later.")


def renew(connection: Connection, lease: Lease) -> None:
    """Make the lease last from now on; LeaseLost when another session took it."""
    values = {"name": lease.name, "epoch": lease.epoch, "seconds": lease.seconds}
    if connection.execute(statement("exchange/renew_lease"), values).fetchone() is None:
        raise _lost(lease)


def hold(connection: Connection, lease: Lease) -> None:
    """Keep the lease to the end of the caller's transaction, so that its writes are ours; LeaseLost otherwise."""
    values = {"name": lease.name, "epoch": lease.epoch}
    if connection.execute(statement("exchange/hold_lease"), values).fetchone() is None:
        raise _lost(lease)


def release(connection: Connection, lease: Lease) -> None:
    """Let others claim it at once; nothing when another session has it already."""
    connection.execute(statement("exchange/release_lease"), {"name": lease.name, "epoch": lease.epoch})


@contextmanager
def held(connection: Connection, name: str, seconds: float) -> Generator[Lease, None, None]:
    """A lease for the time of a block."""
    lease = claim(connection, name, seconds)
    try:
        yield lease
    finally:
        if not connection.closed:
            release(connection, lease)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"Another process took over {lease.name} while this one (epoch {lease.epoch}) stood still; the "
                     "work goes on there, and nothing more was written here.")
