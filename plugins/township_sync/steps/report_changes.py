"""改 n 增 n 删 n: what a corrected file changed against the file that it replaces."""

from collections.abc import Sequence

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import FileState, UnitState, row_changes
from township_sync.workbooks.receipt import Changes


def changes_of(connection: Connection, state: UnitState) -> dict[str, Changes]:
    """The changes by the label of each file that replaced an earlier one, summed over its entities."""
    found: dict[str, Changes] = {}
    counted: set[tuple[str, str]] = set()
    for index, file in enumerate(state.files):
        for entity in _counting_entities(file):
            earlier = _replaced(state.files[:index], file, entity)
            if earlier and (file.archived_as, entity) not in counted:
                counted.add((file.archived_as, entity))
                changes = row_changes(connection, entity, earlier, _sheets(state.files, file.archived_as, entity))
                found[file.file] = _sum(found.get(file.file, Changes()), changes)
    return found


def _counting_entities(file: FileState) -> list[str]:
    if file.status == "rejected" or not file.is_current:
        return []
    return sorted({sheet.entity for sheet in file.sheets} - set(file.entities_superseded))


def _replaced(before: Sequence[FileState], file: FileState, entity: str) -> list[int]:
    """Sheets of the newest earlier submission that held the entity and counted until this one came."""
    for earlier in reversed(before):
        had = any(sheet.entity == entity for sheet in earlier.sheets)
        is_replaced = entity in earlier.entities_superseded or not earlier.is_current
        if had and is_replaced and earlier.status != "rejected" and earlier.archived_as != file.archived_as:
            return _sheets(before, earlier.archived_as, entity)
    return []


def _sheets(files: Sequence[FileState], archived_as: str, entity: str) -> list[int]:
    """Sheets of one entity in all files of one submission: they add up."""
    return [
        sheet.sheet_id for file in files if file.archived_as == archived_as
        for sheet in file.sheets if sheet.entity == entity
    ]


def _sum(changes: Changes, more: tuple[int, int, int]) -> Changes:
    return Changes(changes.changed + more[0], changes.added + more[1], changes.ended + more[2])
