"""改 n 增 n 删 n: which rows of what a unit sends are the rows that it sent before."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from township_sync.domain import masking
from township_sync.domain.contract import Entity
from township_sync.domain.judgement import RowChanges
from township_sync.domain.keys import is_misread, key_of, likeness_of
from township_sync.domain.table import ConformedRow, Mode

SentRow = tuple[str, ConformedRow]
"""(sheet, row)"""
_Mark = Callable[[SentRow], Hashable]


def changes_between(entity: Entity, before: Sequence[SentRow], now: Sequence[SentRow], mode: Mode) -> RowChanges:
    """What rows that come now make of the rows before.

    Two rows are one thing when they have one key. Where the key before was misread, they are when they are like one
    another (`domain.keys.likeness_of`), or stand in the same row of the same sheet under the same name, and no other
    row does. What was misread and is not there any more did not end: it never was.
    """
    pairs, gone, come = _by_key(entity, before, now)
    ended = [old for old in gone if mode == "full" and not is_misread(entity, old[1].values)]
    misread = [old for old in gone if is_misread(entity, old[1].values)]
    for mark in (_likeness(entity), _place(entity)):
        more, misread, come = _by_mark(mark, misread, come)
        pairs += more
    same = sum(_content(entity, old) == _content(entity, new) for old, new in pairs)
    left_out = tuple(_shown(entity, row) for _, row in ended)
    return RowChanges(len(before), len(pairs) - same, len(come), len(ended), same, left_out)


def united(entity: Entity, before: Sequence[SentRow], correction: Sequence[SentRow]) -> list[SentRow]:
    """The rows after a correction: its own, and those before of which it says nothing."""
    _, gone, _ = _by_key(entity, before, correction)
    return [*gone, *correction]


_Paired = tuple[list[tuple[SentRow, SentRow]], list[SentRow], list[SentRow]]


def _by_key(entity: Entity, before: Iterable[SentRow], now: Iterable[SentRow]) -> _Paired:
    """Pairs of equal keys (of several the first), and who is left on both sides."""
    waiting: dict[tuple[str, ...] | None, list[SentRow]] = defaultdict(list)
    for old in before:
        waiting[key_of(entity, old[1].values)].append(old)
    pairs, come = [], []
    for new in now:
        key = key_of(entity, new[1].values)
        if key and waiting[key]:
            pairs.append((waiting[key].pop(0), new))
        else:
            come.append(new)
    return pairs, [old for left in waiting.values() for old in left], come


def _by_mark(mark: _Mark, before: Sequence[SentRow], now: Sequence[SentRow]) -> _Paired:
    """Pairs of equal marks that nobody else on either side has."""
    often = [Counter(map(mark, rows)) for rows in (before, now)]
    known = {mark(old): old for old in before}
    pairs = [(known[mark(new)], new) for new in now
             if mark(new) is not None and often[0][mark(new)] == often[1][mark(new)] == 1]
    paired = {mark(new) for _, new in pairs}
    return pairs, [old for old in before if mark(old) not in paired], [new for new in now if mark(new) not in paired]


def _likeness(entity: Entity) -> _Mark:
    return lambda sent: likeness_of(entity, sent[1].values)


def _place(entity: Entity) -> _Mark:
    def mark(sent: SentRow) -> Hashable:
        sheet, row = sent
        return (sheet, row.number, row.values.get(entity.name_field)) if entity.name_field else (sheet, row.number)

    return mark


def _content(entity: Entity, sent: SentRow) -> tuple[object, ...]:
    row = sent[1]
    fields = [column.field for column in entity.columns if column.type != "sequence"]
    refused = {field: row.raw.get(field) for field, state in row.states.items() if state == "rejected"}
    return *(row.values.get(field) or refused.get(field) for field in fields),


def _shown(entity: Entity, row: ConformedRow) -> str:
    """A thing as it may be named in a message: `张*（…1239）`."""
    names = dict.fromkeys([*([entity.name_field] if entity.name_field else []), *entity.key])
    shown = [masking.mask(entity.column(name).privacy, row.values.get(name)) for name in names]
    first, *more = [each for each in shown if each] or ["…"]
    return f"{first}（{'，'.join(more)}）" if more else first
