"""改 n 增 n 删 n: what a file changes against what its unit had sent before, or would change if it counted."""

from collections.abc import Mapping, Sequence
from functools import reduce

from township_sync.domain.contract import contract
from township_sync.domain.judgement import RowChanges
from township_sync.warehouse.reports import FileState, UnitState
from township_sync.workbooks.receipt import Changes


def changes_of(state: UnitState) -> dict[str, Changes]:
    """The changes by the label of each file that changed anything, summed over its entities."""
    found = {file.file: told_changes(file) for file in state.files}
    return {label: reduce(_sum, by_entity.values(), Changes()) for label, by_entity in found.items() if by_entity}


def told_changes(file: FileState) -> Mapping[str, RowChanges]:
    """By entity; nothing of what was refused, or replaced since."""
    if file.status == "rejected" or not (file.is_current or file.is_awaiting):
        return {}
    return {name: change for name, change in file.changes.items() if name not in file.entities_superseded}


def change_lines(file: FileState, words: Mapping[str, str]) -> list[str]:
    """What the letter says of one file: how it was taken, and its changes sheet by sheet."""
    lines = [words["correction"]] if file.mode == "correction" and file.status != "rejected" else []
    for entity, change in told_changes(file).items():
        lines.append(_line(contract(entity).title, change, words))
        if change.left_out:
            lines.append(words["left_out"].format(count=change.ended, who=_some(change.left_out, words)))
    if file.is_awaiting:
        lines.append(words["awaiting"].format(number=file.submission_id))
    return lines


def _line(title: str, change: RowChanges, words: Mapping[str, str]) -> str:
    known = {"changed": change.changed, "added": change.added, "ended": change.ended, "same": change.same}
    return words["changes" if change.before else "nothing_before"].format(title=title, **known)


def _some(left_out: Sequence[str], words: Mapping[str, str]) -> str:
    most = int(words["left_out_most"])
    more = [words["left_out_more"]] if len(left_out) > most else []
    return "、".join([*left_out[:most], *more])


def _sum(changes: Changes, more: RowChanges) -> Changes:
    return Changes(changes.changed + more.changed, changes.added + more.added, changes.ended + more.ended)
