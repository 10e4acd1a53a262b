"""Long lists in pages of fifty rows, and numbers in addresses."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query

ROWS = 50
At = Annotated[int, Query(alias="page", ge=1, le=100_000)]
"""The number of the page that was asked for, from 1."""
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""A number of ours in an address, as large as the database can count."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a reader is in a list of `total` rows."""

    at: int
    total: int

    @property
    def of(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // ROWS))


def skipped(at: int) -> int:
    """How many rows stand before a page."""
    return (at - 1) * ROWS
