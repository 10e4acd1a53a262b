"""Whose a person is when several units claim him in one month (domain.md V01: the unit of the registered household)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

CLAIMED = "claimed_by_two_townships"
"""The rule that finds it; its rows wait for an answer, nothing is wrong with them otherwise."""
DISPUTED, DECIDED = "claimed_and_disputed", "claimed_and_decided"
"""The sentences (contracts/refusals.zh.yaml) for rows whose case has a number, and rows of units that do not own the
person."""
ClaimStanding = Literal["disputed", "owner", "other"]


@dataclass(frozen=True, slots=True)
class Ownership:
    """One answer to whose a person is: `owner` among `units`; None: among whoever claims him.

    The household register answers for all units; the bureau answered for those that it knew of, so that a new claim
    asks it again.
    """

    owner: str
    units: frozenset[str] | None = None
    is_by_register: bool = False

    def settles(self, claimants: Collection[str]) -> bool:
        """Whether it answers this dispute: the owner is one of the claimants, and nobody claims who was not heard."""
        return self.owner in claimants and (self.units is None or self.units.issuperset(claimants))


@dataclass(frozen=True, slots=True)
class Claim:
    """A row's claim to a person whom other units claim too; `settled_by` is None while nobody has decided."""

    entity: str
    unit_code: str
    settled_by: Ownership | None = None

    @property
    def standing(self) -> ClaimStanding:
        if self.settled_by is None:
            return "disputed"
        return "owner" if self.settled_by.owner == self.unit_code else "other"
