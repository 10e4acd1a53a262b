"""What each file of a month makes of what its unit had sent before, and which files leave out so much that somebody
must say what they are: rather a correction without its mark than meant (4#60)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from township_sync.checks.changes import SentRow, changes_between, united
from township_sync.checks.submissions import Subject, submission_of
from township_sync.domain.contract import contract
from township_sync.domain.judgement import RowChanges
from township_sync.domain.table import Mode, ReadFile

_ON_PURPOSE = ("confirmation", "name")


@dataclass(frozen=True, slots=True)
class Resends:
    """By file and entity what changes (of a bundle, on the first file with the entity), and the files `doubted`."""

    changes: Mapping[str, Mapping[str, RowChanges]] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()

    def with_those_of(self, others: "Resends") -> "Resends":
        """These and those of other units."""
        return Resends({**self.changes, **others.changes}, self.doubted | others.doubted)


def resends(files: Sequence[ReadFile], rejected: Collection[str], policy: Mapping[str, Any]) -> Resends:
    """Walk through the files in order of arrival; a file is held against what the same unit sent before for the month.

    A full file is doubted when less is left of many rows than the policy says, unless it was called full on purpose (by
    its name, or by confirmation). All full files of a bundle are doubted together, and change nothing for those after.
    """
    there: dict[Subject, list[SentRow]] = {}
    changes: dict[str, dict[str, RowChanges]] = {}
    doubted: set[str] = set()
    for _, group in groupby((file for file in files if file.file not in rejected), key=submission_of):
        sent = list(group)
        full = [file for file in sent if file.mode == "full"]
        found = dict(_changes(there, sent, "full"))
        for (file, entity), change in found.items():
            changes.setdefault(file, {})[entity] = change
        if any(_is_doubted(change, policy) for change in found.values()) and not _are_meant(full):
            doubted |= {file.file for file in full}
        else:
            there |= {subject: rows for subject, (_, rows) in _contents(sent, "full").items()}
        for (file, entity), change in _changes(there, sent, "correction"):
            changes.setdefault(file, {})[entity] = change
        for subject, (_, rows) in _contents(sent, "correction").items():
            there[subject] = united(contract(subject[1]), there.get(subject, []), rows)
    return Resends(changes, frozenset(doubted))


def _contents(files: Sequence[ReadFile], mode: Mode) -> dict[Subject, tuple[str, list[SentRow]]]:
    """The first file and all rows of each unit and entity."""
    found: dict[Subject, tuple[str, list[SentRow]]] = {}
    for file in files:
        for sheet in file.sheets if file.mode == mode else ():
            if sheet.rows:
                _, rows = found.setdefault((file.unit_code or "", sheet.entity), (file.file, []))
                rows += [(sheet.sheet, row) for row in sheet.rows]
    return found


def _changes(
    there: Mapping[Subject, Sequence[SentRow]], sent: Sequence[ReadFile], mode: Mode
) -> Iterator[tuple[tuple[str, str], RowChanges]]:
    """By file and entity; the first full file of all changes nothing, a correction always does."""
    for subject, (file, rows) in _contents(sent, mode).items():
        if subject in there or mode == "correction":
            before = there.get(subject, [])
            yield (file, subject[1]), changes_between(contract(subject[1]), before, rows, mode)


def _is_doubted(change: RowChanges, policy: Mapping[str, Any]) -> bool:
    return leaves_out_most(change.before, change.before - change.ended, policy)


def leaves_out_most(before: int, kept: int, policy: Mapping[str, Any]) -> bool:
    """Whether so few of the rows that were there `before` are kept that somebody must say whether that is meant."""
    least = float(policy["resend_kept_min_share"]) * before
    return before >= int(policy["resend_asks_from_rows"]) and kept < least


def _are_meant(full: Sequence[ReadFile]) -> bool:
    return all(file.mode_by in _ON_PURPOSE for file in full)
