"""Which files count this month: repeated bytes do nothing, a later file replaces an earlier one, entity by entity."""

from collections.abc import Mapping, Sequence

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadFile

REPEATED = "identical_file_again"
REPLACED = "superseded_by_later_file"


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


def replaced_entities(files: Sequence[ReadFile], rejected: frozenset[str]) -> dict[str, dict[str, str]]:
    """File → entity → the later file that counts instead.

    A submission is a file, or all files of one bundle. A rejected file neither replaces nor is replaced.
    """
    counting: dict[tuple[str | None, str], tuple[str, str]] = {}
    for file in files:
        if file.file not in rejected:
            for entity in held_entities(file):
                counting[file.unit_code, entity] = (_submission(file), file.file)
    found: dict[str, dict[str, str]] = {}
    for file in files:
        for entity in held_entities(file) if file.file not in rejected else ():
            submission, later = counting[file.unit_code, entity]
            if submission != _submission(file):
                found.setdefault(file.file, {})[entity] = later
    return found


def held_entities(file: ReadFile) -> list[str]:
    """The entities of a file's sheets, each once, in order; a sheet without any row is forgotten rather than meant."""
    return list(dict.fromkeys(sheet.entity for sheet in file.sheets if sheet.rows))


def reported_entities(files: Sequence[ReadFile], rejected: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The (unit, entity) of which a file that counts has rows; the unit is empty for an unknown sender."""
    counting = (file for file in files if file.file not in rejected)
    return frozenset((file.unit_code or "", entity) for file in counting for entity in held_entities(file))


def standing_findings(repeated: Mapping[str, str], replaced: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """One finding for each repeated file, and one for each file of which something was replaced."""
    again = [Finding(REPEATED, file, made_by="judge") for file in repeated]
    later = [
        Finding(REPLACED, file, details={"later": next(iter(by_entity.values()))}, made_by="judge")
        for file, by_entity in replaced.items()
    ]
    return [*again, *later]


def _submission(file: ReadFile) -> str:
    return file.bundle or file.file
