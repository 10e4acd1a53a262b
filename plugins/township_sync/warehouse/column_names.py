"""What the columns of the compiled tables are called, so that a contract may call its own whatever it likes."""

from township_sync.domain.contract import Entity

STAGE_COLUMNS = ("stage_row_id", "sheet_id", "sheet_row", "row_key", "states", "raw")
CORE_COLUMNS = (
    "version_id", "row_key", "row_hash", "sender", "valid_from", "valid_to", "recorded_from", "recorded_to",
)


def column_name(field: str) -> str:
    """The column of a contract field: its own name, with a bar behind it where the warehouse uses that name itself."""
    return f"{field}_" if field in STAGE_COLUMNS or field in CORE_COLUMNS else field


def column_names(entity: Entity) -> list[str]:
    """The columns of an entity's fields, in the order of the contract."""
    return [column_name(column.field) for column in entity.columns]
