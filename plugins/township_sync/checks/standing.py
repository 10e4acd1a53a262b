"""Which files and rows of a month count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from township_sync.checks import submissions
from township_sync.checks.equal_rows import EqualRows, equal_rows
from township_sync.checks.resends import Resends, resends
from township_sync.checks.submissions import Subject
from township_sync.domain.judgement import RowPlace
from township_sync.domain.table import ReadFile


@dataclass(frozen=True, slots=True)
class Standing:
    """`repeated` files (with the first of the same bytes), `rejected` files, entities `replaced` by a later file (by
    file), files `awaiting` somebody's word, rows `corrected` by a later row, what each file changes (`resends`), and
    rows of one unit that are `alike` in everything.

    Of the units and entities in `reported` a full file counts, of those in `only_corrected` nothing but corrections.
    """

    repeated: Mapping[str, str]
    rejected: frozenset[str]
    replaced: Mapping[str, Mapping[str, str]]
    awaiting: frozenset[str]
    reported: frozenset[Subject]
    only_corrected: frozenset[Subject]
    resends: Resends
    corrected: Mapping[RowPlace, RowPlace] = field(default_factory=dict)
    alike: Sequence[EqualRows] = ()

    @property
    def apart(self) -> frozenset[str]:
        """Files of which nothing counts, be they rejected or awaiting."""
        return self.rejected | self.awaiting


def standing_of(
    files: Sequence[ReadFile], repeated: Mapping[str, str], rejected: frozenset[str], policy: Mapping[str, Any] | None
) -> Standing:
    """How the files (without the repeated ones, in order of arrival) stand; without a policy none is asked about."""
    sent = resends(files, rejected, policy) if policy else Resends()
    replaced = submissions.replaced_entities(files, rejected, sent.doubted)
    # A file that was doubted and then replaced as a whole is no question any more.
    awaiting = frozenset(
        file.file for file in files
        if file.file in sent.doubted and set(submissions.held_entities(file)) - replaced.get(file.file, {}).keys()
    )
    counting = [file for file in files if file.file not in rejected | awaiting]
    return Standing(
        repeated, rejected, replaced, awaiting, submissions.reported_entities(counting),
        submissions.only_corrected(counting), sent, alike=equal_rows(files),
    )


def united(parts: Sequence[Standing]) -> Standing:
    """The standing of all files of a month that was judged in parts."""
    first, *others = parts
    for other in others:
        first = Standing(
            first.repeated, first.rejected | other.rejected, {**first.replaced, **other.replaced},
            first.awaiting | other.awaiting, first.reported | other.reported,
            first.only_corrected | other.only_corrected, first.resends.with_those_of(other.resends),
            {**first.corrected, **other.corrected}, (*first.alike, *other.alike),
        )
    return first
