"""What the office knows of a township's things from the months before: the rows that its next workbook begins with."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownRow:
    """One row in force at the end of a month: canonical values by field, as in `ConformedRow`.

    `doubted` are the fields of which last month's judgement had something to say: nobody should call them known.
    """

    entity: str
    values: Mapping[str, str | None]
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What one unit's next workbook can begin with.

    `reported` are the entities that the unit sent at all, also those whose rows do not carry over; `source` says in a
    few words where it is from, and is empty when nothing is known.
    """

    rows: tuple[KnownRow, ...] = ()
    reported: frozenset[str] = frozenset()
    source: str = ""
