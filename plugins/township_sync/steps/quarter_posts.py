"""The arithmetic of public-welfare posts in a quarter (M6d): opening + joined − left = closing, by unit and post type.

What a stretch on a post is, and whether the quarter begins or ends with it, `sql/facts/post_quarter.sql` says once, for
the figures of the policy and for what is published. Here those are set apart whom findings keep from being told.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Quarter
from township_sync.warehouse import publishing
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts

Group = tuple[str, str]
Place = tuple[str, Group]
Roster = Literal["joined", "left", "on_post"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch on a post: opening (on the quarter's eve), during (in the quarter) and closing (on its last day).

    `paid` (yuan) are the monthly allowances of the months at whose end it held, `paid_months` their number; `note` says
    what the arithmetic cannot explain, and `is_unbalanced` that it keeps the unit's quarter from leaving. `file`,
    `sheet` and `sheet_row` are where it was told last.
    """

    row_key: str
    unit_code: str
    post_type: str
    is_opening: bool
    is_during: bool
    is_closing: bool
    is_unbalanced: bool
    note: str | None
    months_on_post: int
    paid_months: int
    paid: Decimal
    file: str | None
    sheet: str | None
    sheet_row: int | None
    payload: Sequence[str | None]

    @property
    def place(self) -> Place:
        return self.row_key, (self.unit_code, self.post_type)


@dataclass(frozen=True, slots=True)
class Sums:
    """A quarter of one unit and post type; `paid` in yuan, `paid_months` the months of it."""

    opening: int
    joined: int
    left: int
    closing: int
    paid: Decimal
    paid_months: int


@dataclass(frozen=True, slots=True)
class QuarterPosts:
    """The stretches of a quarter, in order."""

    stretches: Sequence[Stretch]

    def rosters(self) -> dict[Roster, list[Stretch]]:
        """本季新增, 本季退出, 在岗."""
        return {
            "joined": [each for each in self.stretches if not each.is_opening],
            "left": [each for each in self.stretches if not each.is_closing],
            "on_post": [each for each in self.stretches if each.is_closing],
        }

    def opening(self) -> list[Stretch]:
        return [each for each in self.stretches if each.is_opening]

    def sums(self) -> dict[Group, Sums]:
        """Every unit and post type that the quarter has."""
        groups: dict[Group, list[Stretch]] = {}
        for each in self.stretches:
            groups.setdefault(each.place[1], []).append(each)
        return {group: _sums(groups[group]) for group in sorted(groups)}


@dataclass(frozen=True)
class ToldPosts:
    """A quarter without those whom findings hold back, the slugs of these by key, and the quarter with them."""

    posts: QuarterPosts
    held: Mapping[str, str]
    everyone: QuarterPosts


def told_quarters(connection: Connection, first: Quarter, last: Quarter,
                  fields: Sequence[str]) -> Iterator[tuple[Quarter, ToldPosts]]:
    """Every quarter from the first reported to the last: who was held back in one is not in the opening of the next."""
    untold: Collection[str] = ()
    while first <= last:
        told = _told(connection, first, fields, untold)
        yield first, told
        first, untold = first.months[2].plus(1).quarter, told.held


def _told(connection: Connection, quarter: Quarter, fields: Sequence[str], untold: Collection[str]) -> ToldPosts:
    everyone = list(_without_opening(stretches(connection, quarter, fields), untold))
    held = publishing.held_posts(connection, quarter)
    # A held person who is new this quarter is not told yet; one who was told before stays as he was.
    new = set(held) - {each.row_key for each in everyone if each.is_opening}
    told = [each for each in everyone if each.row_key not in new]
    return ToldPosts(QuarterPosts(told), {key: held[key] for key in new}, QuarterPosts(everyone))


def stretches(connection: Connection, quarter: Quarter, fields: Sequence[str]) -> list[Stretch]:
    """Every stretch of a quarter as it is believed now, by unit, type and key; `fields` are what the platform gets."""
    asked = pack_on(quarter.last_day).parameters | {"as_of": quarter.last_day, "known_before": "infinity"}
    with connection.transaction(force_rollback=True):
        found = publishing.quarter_stretches(Facts(connection, asked), fields)
    return [Stretch(**row) for row in found]


def _without_opening(found: Iterable[Stretch], untold: Collection[str]) -> Iterable[Stretch]:
    for each in found:
        if each.row_key not in untold:
            yield each
        elif each.is_during:
            yield replace(each, is_opening=False)


def _sums(of_group: Sequence[Stretch]) -> Sums:
    rosters = QuarterPosts(of_group).rosters()
    return Sums(
        opening=sum(each.is_opening for each in of_group), joined=len(rosters["joined"]), left=len(rosters["left"]),
        closing=len(rosters["on_post"]), paid=sum((each.paid for each in of_group), Decimal(0)),
        paid_months=sum(each.paid_months for each in of_group),
    )
