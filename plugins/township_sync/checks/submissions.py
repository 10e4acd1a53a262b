"""Which files count this month: repeated bytes do nothing, a later full file replaces what came before, entity by
entity; corrections (补正) replace no file."""

from collections.abc import Collection, Mapping, Sequence

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadFile

REPEATED = "identical_file_again"
REPLACED = "superseded_by_later_file"
Subject = tuple[str, str]
"""(unit, entity); the unit is empty for an unknown sender"""


def repeated_files(files: Sequence[ReadFile]) -> dict[str, str]:
    """File → the earlier file of the same unit with the same bytes; `files` are in order of arrival."""
    first: dict[tuple[str | None, str, str], str] = {}
    found: dict[str, str] = {}
    for file in files:
        # Two equal files in one bundle are told apart by their names in it; a bundle sent again has the same ones.
        earlier = first.setdefault((file.unit_code, file.sha256, file.period), file.file)
        if earlier != file.file:
            found[file.file] = earlier
    return found


def replaced_entities(
    files: Sequence[ReadFile], rejected: Collection[str], awaiting: Collection[str] = ()
) -> dict[str, dict[str, str]]:
    """File → entity → the later full file that counts instead.

    A submission is a file, or all files of one bundle. A rejected file neither replaces nor is replaced, one that
    awaits confirmation does not replace.
    """
    kept = [file for file in files if file.file not in rejected]
    began: dict[str, int] = {}
    latest: dict[Subject, tuple[str, str]] = {}
    for position, file in enumerate(kept):
        began.setdefault(submission_of(file), position)
        if file.mode == "full" and file.file not in awaiting:
            latest |= dict.fromkeys(_subjects(file), (submission_of(file), file.file))
    found: dict[str, dict[str, str]] = {}
    for file in kept:
        for entity in held_entities(file):
            submission, later = latest.get((file.unit_code or "", entity), ("", ""))
            if submission and began[submission_of(file)] < began[submission]:
                found.setdefault(file.file, {})[entity] = later
    return found


def held_entities(file: ReadFile) -> list[str]:
    """The entities of a file's sheets, each once, in order; a sheet without any row is forgotten rather than meant."""
    return list(dict.fromkeys(sheet.entity for sheet in file.sheets if sheet.rows))


def reported_entities(counting: Sequence[ReadFile]) -> frozenset[Subject]:
    """The (unit, entity) of which a full file, of the files that count, has rows."""
    return frozenset().union(*(_subjects(file) for file in counting if file.mode == "full"))


def only_corrected(counting: Sequence[ReadFile]) -> frozenset[Subject]:
    """The (unit, entity) of which only corrections count: what they do not name stands as it was last month."""
    return frozenset().union(*map(_subjects, counting)) - reported_entities(counting)


def standing_findings(repeated: Mapping[str, str], replaced: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """One finding for each repeated file, and one for each file of which something was replaced."""
    again = [Finding(REPEATED, file, made_by="judge") for file in repeated]
    later = [
        Finding(REPLACED, file, details={"later": next(iter(by_entity.values()))}, made_by="judge")
        for file, by_entity in replaced.items()
    ]
    return [*again, *later]


def submission_of(file: ReadFile) -> str:
    """What the file came in: its bundle, or itself."""
    return file.bundle or file.file


def _subjects(file: ReadFile) -> frozenset[Subject]:
    return frozenset((file.unit_code or "", entity) for entity in held_entities(file))
