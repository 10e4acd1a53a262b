"""Tables compiled from the contracts: `stage.<entity>` (every row ever read) and `core.<entity>` (history)."""

from collections.abc import Sequence as Names

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Identity, Index, Integer, Sequence, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from township_sync.domain.contract import Entity, contracts
from township_sync.warehouse.column_names import column_names, core_names, history_name
from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT
from township_sync.warehouse.row_hashes import tracked_fields

_BELIEVED, _FORMER = "recorded_to IS NULL", "recorded_to IS NOT NULL"
# One sequence for every stage table: a row's number alone says which row is meant.
row_numbers = Sequence("stage_row_id", schema="stage", metadata=metadata)


def hash_comment(entity: Entity) -> str:
    """What `stage.<entity>.row_hash` is made of; hashes under another comment are of other columns."""
    return f"SHA-256 of {', '.join(tracked_fields(entity))}"


def _stage(entity: Entity) -> Table:
    return Table(
        entity.name, metadata,
        Column("stage_row_id", BigInteger, row_numbers, server_default=row_numbers.next_value(), primary_key=True),
        Column("sheet_id", ForeignKey("ops.submission_sheet.sheet_id", ondelete="CASCADE"), nullable=False),
        Column("sheet_row", Integer, nullable=False, comment="as seen in WPS or Excel"),
        Column("row_key", Text, comment="HMAC of the key's values; null when a part of it is missing"),
        Column("row_hash", Text, comment=hash_comment(entity)),
        *_fields(column_names(entity)),
        Column("states", JSON, nullable=False),
        Column("raw", JSON, nullable=False, comment="the texts as typed"),
        Index(f"{entity.name}_by_sheet", "sheet_id", "sheet_row"),
        Index(f"{entity.name}_by_key", "row_key"),
        schema="stage", comment="Every data row ever read, as text.",
    )


def _core(entity: Entity) -> Table:
    # What townships send stands in `stage` already; a list of a platform stands nowhere else.
    content = [_told()] if not entity.inbound else _fields(core_names(entity))
    return Table(
        history_name(entity), metadata,
        *([Column("version_id", BigInteger, Identity(always=True), primary_key=True)] if entity.inbound else []),
        Column("row_key", Text, nullable=False),
        Column("row_hash", Text, nullable=False, comment="SHA-256 of the tracked columns"),
        Column("stage_row_id", BigInteger, comment="the row that said so first; null when several were made into one"),
        Column("sender", Text, comment="the unit whose word counts; of several, the newest"),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date, comment="first day on which it is no longer true; null = still true"),
        Column("recorded_from", MOMENT, nullable=False, comment="when we knew it"),
        Column("recorded_to", MOMENT, comment="when we knew better; null = still believed"),
        *content,
        Index(f"{entity.name}_former", "row_key", postgresql_where=text(_FORMER)),
        Index(f"{entity.name}_believed", "row_key", "valid_from", unique=True, postgresql_where=text(_BELIEVED)),
        schema="core", comment="One row per version of a thing.",
    )


def _told() -> Column[object]:
    return Column("told", JSONB, comment="its fields where no staged row says them; null = as the staged row says")


def _fields(names: Names[str]) -> list[Column[str]]:
    # Collation C orders text by its bytes, whatever the locale of a given server is.
    return [Column(name, Text(collation="C")) for name in names]


stage_tables = {entity.name: _stage(entity) for entity in contracts().values()}
core_tables = {entity.name: _core(entity) for entity in contracts().values()}
