"""What the history must say, told without SQL: dictionaries of months, and one pass over them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Words = Mapping[str, str | None]
"""By person what a file says of him; `None`: the row is refused."""
Version = tuple[str, str, str, str, str | None]
"""Person, word, unit whose word it is, first month, first month in which it is no longer so."""


@dataclass(frozen=True)
class Submission:
    """One file of one unit and month; `is_full` files replace what came before them, others only their rows."""

    unit: str
    month: str
    is_full: bool
    words: Words


@dataclass
class _Month:
    """What one unit says in one month: its rows as they stand now, and every good word that it ever gave for it."""

    is_full: bool = False
    now: dict[str, str | None] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)

    def take(self, sent: Submission) -> None:
        """A full file says who is there; a corrected row that is refused replaces nothing."""
        self.is_full |= sent.is_full
        self.now = {} if sent.is_full else self.now
        self.now |= {person: word for person, word in sent.words.items() if word or person not in self.now}
        self.good |= {person: word for person, word in sent.words.items() if word}


def believed(submissions: Sequence[Submission]) -> list[Version]:
    """The versions that follow from these files; only the order within a unit and month matters."""
    said: dict[tuple[str, str], _Month] = {}
    for sent in submissions:
        said.setdefault((sent.month, sent.unit), _Month()).take(sent)
    months, units = sorted({month for month, _ in said}), sorted({unit for _, unit in said})
    return sorted(version for person in sorted({one for each in said.values() for one in each.now})
                  for version in _versions(person, list(_states(person, months, units, said))))


def _states(
    person: str, months: Sequence[str], units: Sequence[str], said: Mapping[tuple[str, str], _Month]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Month after month the person's word and whose it is: the newest that stands, before one that is only kept."""
    standing: dict[str, tuple[str, bool, str]] = {}
    for month in months:
        told = {unit: said[month, unit] for unit in units if (month, unit) in said}
        is_disputed = sum(each.now.get(person) is not None for each in told.values()) > 1
        for unit, each in told.items():
            if each.is_full and person not in each.now:
                standing.pop(unit, None)
            is_refused = person in each.now and each.now[person] is None
            word = each.good.get(person) if is_refused else each.now.get(person)
            if word and (is_refused or not is_disputed):
                standing[unit] = (month, is_refused, word)
        best = min(standing, key=lambda unit: (-months.index(standing[unit][0]), standing[unit][1], unit), default=None)
        yield month, standing[best][2] if best else None, best


def _versions(person: str, states: Sequence[tuple[str, str | None, str | None]]) -> Iterator[Version]:
    turns = [state for before, state in zip([("", None, None), *states], states, strict=False) if state[1] != before[1]]
    for (month, word, unit), after in zip(turns, [*turns[1:], None], strict=False):
        if word and unit:
            yield person, word, unit, month, after[0] if after else None
