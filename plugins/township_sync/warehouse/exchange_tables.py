"""Tables of the exchange with the platform (schema `ops`): batches, tries, receipts; nothing is ever deleted."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

# A key or name of what never reached the platform may be another's.
_COUNTS = "remote_id IS NOT NULL OR state NOT IN ('refused', 'withdrawn')"

batch = Table(
    "batch", metadata,
    Column("batch_id", BigInteger, Identity(always=True), primary_key=True),
    Column("publication_id", ForeignKey("ops.publication.publication_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 1 within the publication"),
    Column("first_row", Integer, nullable=False, comment="row_no of its first row in the publication"),
    Column("row_count", Integer, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("client_ref", Text, nullable=False, comment="our name, known to the platform"),
    Column("body_sha256", Text, nullable=False),
    Column("byte_count", BigInteger, comment="of the body"),
    Column("state", Text, nullable=False, server_default=text("'prepared'"),
           comment="prepared, sent, closed, out_of_balance, refused, withdrawn, voided"),
    Column("remote_id", Text, comment="the platform's name for it"),
    Column("prepared_at", MOMENT, nullable=False),
    Column("sent_at", MOMENT, comment="when the platform had acknowledged it"),
    Column("closed_at", MOMENT, comment="when every row had its receipt"),
    Column("accepted", Integer),
    Column("rejected", Integer),
    Column("set_aside", Integer, comment="receipts that fit no row of the batch"),
    Column("note", Text, comment="what does not add up, or why it was refused"),
    UniqueConstraint("publication_id", "number"),
    CheckConstraint("state IN ('prepared', 'sent', 'closed', 'out_of_balance', 'refused', 'withdrawn', 'voided')",
                    name="state"),
    CheckConstraint("state <> 'closed' OR accepted + rejected = row_count", name="closed_adds_up"),
    CheckConstraint("state IN ('prepared', 'refused', 'withdrawn') OR remote_id IS NOT NULL",
                    name="sent_has_remote_id"),
    Index("batch_by_idempotency_key", "idempotency_key", unique=True, postgresql_where=text(_COUNTS)),
    Index("batch_by_client_ref", "client_ref", unique=True, postgresql_where=text(_COUNTS)),
    schema="ops", comment="One row per request body; stored before it is sent and never sent under another key.",
)

batch_attempt = Table(
    "batch_attempt", metadata,
    Column("attempt_id", BigInteger, Identity(always=True), primary_key=True),
    Column("batch_id", ForeignKey("ops.batch.batch_id"), nullable=False, index=True),
    Column("started_at", MOMENT, nullable=False),
    Column("outcome", Text, comment="acknowledged, found, refused, not_sent, unknown; null when the sender died"),
    schema="ops", comment="One row per run that tried to send a batch.",
)

receipt = Table(
    "receipt", metadata,
    Column("batch_id", ForeignKey("ops.batch.batch_id"), primary_key=True),
    Column("receipt_hash", Text, primary_key=True, comment="of all that the receipt says"),
    Column("receipt_id", Text, nullable=False, comment="the platform's name for it; may come with several contents"),
    Column("row_no", BigInteger, nullable=False, comment="from 1 within the batch"),
    Column("row_key", Text, nullable=False),
    Column("action", Text),
    Column("row_version", Text),
    Column("sequence", BigInteger, nullable=False, comment="the highest of a row decides"),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False, comment="masked"),
    Column("seen_at", MOMENT, nullable=False),
    Column("set_aside", Text, comment="unknown_row, other_row_key, other_action, other_version: kept and not used"),
    Index("receipt_by_row", "batch_id", "row_no"),
    schema="ops", comment="One row per thing that the platform said about a row.",
)

lease = Table(
    "lease", metadata,
    Column("name", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False, comment="grows with every holder; who has a lower one is fenced off"),
    Column("holder", Text, nullable=False),
    Column("backend_pid", Integer, nullable=False, comment="with backend_start the session of the holder"),
    Column("backend_start", MOMENT, nullable=False),
    Column("until", MOMENT, nullable=False, comment="by the server's clock"),
    schema="ops",
    comment="Who may write what belongs to a name (a publication that is sent); never deleted, so epochs never repeat.",
)

rate_bucket = Table(
    "rate_bucket", metadata,
    Column("peer", Text, primary_key=True),
    Column("tokens", Double, nullable=False),
    Column("filled_at", MOMENT, nullable=False),
    Column("not_before", MOMENT, comment="until then the peer asked every sender to wait"),
    schema="ops", comment="One token bucket per peer, shared by every worker.",
)

platform_feed = Table(
    "platform_feed", metadata,
    Column("platform", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("heard_at", MOMENT, nullable=False),
    schema="ops", comment="How far the platform's feed of changes was heard.",
)
