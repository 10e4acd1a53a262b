"""What the columns of the compiled tables are called, so that a contract may call its own whatever it likes."""

from township_sync.domain.contract import Entity

STAGE_COLUMNS = ("stage_row_id", "sheet_id", "sheet_row", "row_key", "row_hash", "states", "raw")
CORE_COLUMNS = (
    "version_id", "row_key", "row_hash", "stage_row_id", "sender", "valid_from", "valid_to", "recorded_from",
    "recorded_to",
)
# Columns that only the statements of the fold (sql/merge/create_states_*, create_desired) have.
_FOLD_COLUMNS = ("month",)


def column_name(field: str) -> str:
    """The column of a contract field in `stage`: its own name, with a bar behind it where it is taken."""
    return f"{field}_" if field in STAGE_COLUMNS else field


def column_names(entity: Entity) -> list[str]:
    """The columns of an entity's fields in `stage`, in the order of the contract."""
    return [column_name(column.field) for column in entity.columns]


def core_name(field: str) -> str:
    """The column of a contract field in `core`."""
    return f"{field}_" if field in CORE_COLUMNS or field in _FOLD_COLUMNS else field


def core_names(entity: Entity) -> list[str]:
    """The columns of an entity's fields in `core`, in the order of the contract."""
    return [core_name(column.field) for column in entity.columns]


def history_name(entity: Entity) -> str:
    """The table of `core` behind the view `core.<entity>`; what is mirrored from a platform is a table by itself."""
    return entity.name if entity.inbound else f"{entity.name}_version"
