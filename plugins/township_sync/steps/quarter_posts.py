"""The arithmetic of public-welfare posts in a quarter (M6d): opening + joined − left = closing, by unit and post type.

A person on a post counts by (key, unit, post type): who moves to another unit or type leaves one group and joins the
other. Whoever was on post before the first month that a unit ever reported counts by the date of taking up the post.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from township_sync.domain.period import Quarter
from township_sync.errors import TerminalError

Group = tuple[str, str]
Place = tuple[str, Group]
ON_POST = "1"


@dataclass(frozen=True, slots=True)
class PostVersion:
    """One version of one placement: valid from a day, to a day (exclusive; None = still)."""

    row_key: str
    sender: str
    post_type: str
    on_post: str
    on_date: str
    off_date: str | None
    valid_from: date
    valid_to: date | None
    payload: Sequence[str | None]

    @property
    def place(self) -> Place:
        return self.row_key, (self.sender, self.post_type)

    def holds_on(self, day: date) -> bool:
        """On post, and this version true, on the day."""
        return self.on_post == ON_POST and self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


@dataclass(frozen=True, slots=True)
class QuarterPosts:
    """A quarter's rosters (each place once, with the version to show) and sums by group; `before` = opening."""

    before: Mapping[Place, PostVersion]
    joined: Mapping[Place, PostVersion]
    left: Mapping[Place, PostVersion]
    on_post: Mapping[Place, PostVersion]
    opening: Counter[Group] = field(default_factory=Counter)
    closing: Counter[Group] = field(default_factory=Counter)

    def sums(self) -> dict[Group, tuple[int, int, int, int]]:
        """Opening, joined, left and closing of every group; TerminalError when one does not balance."""
        joined, left = (Counter(group for _, group in roster) for roster in (self.joined, self.left))
        groups = sorted({*self.opening, *joined, *left, *self.closing})
        found = {group: (self.opening[group], joined[group], left[group], self.closing[group]) for group in groups}
        for (unit, post_type), (opening, more, fewer, closing) in found.items():
            if opening + more - fewer != closing:
                raise TerminalError(
                    f"The posts of unit {unit}, type {post_type} do not balance: {opening} + {more} - {fewer} is not "
                    f"{closing}; look for overlapping versions in core.public_welfare_post."
                )
        return found


def quarter_posts(versions: Iterable[PostVersion], quarter: Quarter, first_days: Mapping[str, date],
                  untold: Collection[str] = ()) -> QuarterPosts:
    """Count a quarter; `first_days` has the first day of the first month that each unit reported.

    `untold` are keys that were held back from the quarter before: its closing, hence this opening, is without them.
    """
    known = list(versions)
    day_before = quarter.first_day - timedelta(days=1)
    before = [each for each in known if each.row_key not in untold
              and (each.holds_on(day_before) or _was_there(each, quarter, first_days))]
    after = [each for each in known if each.holds_on(quarter.last_day)]
    during = [each for each in known if each.on_post == ON_POST and each.valid_from <= quarter.last_day
              and (each.valid_to is None or each.valid_to > quarter.first_day)]
    opening = {each.place: each for each in before}
    closing = {each.place: each for each in after}
    ever: dict[Place, PostVersion] = {}
    for each in (*before, *during):
        ever.setdefault(each.place, each)
    last = {each.place: each for each in known}
    return QuarterPosts(
        before=opening,
        joined={place: each for place, each in ever.items() if place not in opening},
        left={place: last[place] for place in ever if place not in closing},
        on_post=closing,
        opening=Counter(each.place[1] for each in before),
        closing=Counter(each.place[1] for each in after),
    )


def _was_there(version: PostVersion, quarter: Quarter, first_days: Mapping[str, date]) -> bool:
    """Whether a placement that the unit's first month ever shows began before the quarter and did not end before it."""
    start = quarter.first_day
    is_first = start <= version.valid_from == first_days.get(version.sender)
    off_date = version.off_date or "9999"
    return is_first and version.on_date < start.isoformat() <= off_date
