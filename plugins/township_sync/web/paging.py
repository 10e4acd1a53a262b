"""Long lists in pages of fifty rows."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

ROWS = 50
At = Annotated[int, Query(alias="page", ge=1, le=100_000)]
"""The number of the page that was asked for, from 1."""


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
