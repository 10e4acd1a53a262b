"""Tables of what was received and how it was judged (schema `ops`): nothing in them is ever deleted by a run."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from township_sync.warehouse.metadata import metadata

MOMENT = DateTime(timezone=True)
OPEN = "closed_at IS NULL"
NONE_HELD = text("'{}'")

submission = Table(
    "submission", metadata,
    Column("submission_id", BigInteger, Identity(always=True), primary_key=True),
    Column("unit_code", Text, comment="the sender; null when nobody is known by that name"),
    Column("period", Text, nullable=False),
    Column("name", Text, nullable=False, comment="as sent"),
    Column("label", Text, nullable=False, comment="the name, made unique within the month"),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("is_staged", Boolean, nullable=False, server_default=text("false"), comment="whether its bytes were read"),
    UniqueConstraint("unit_code", "period", "sha256", postgresql_nulls_not_distinct=True),
    UniqueConstraint("period", "label"),
    schema="ops", comment="One row per unit, month and content.",
)

submission_repeat = Table(
    "submission_repeat", metadata,
    Column("submission_id", ForeignKey("ops.submission.submission_id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    schema="ops", comment="The same bytes, sent again under another name.",
)

confirmation = Table(
    "confirmation", metadata,
    Column("confirmation_id", BigInteger, Identity(always=True), primary_key=True),
    Column("submission_id", ForeignKey("ops.submission.submission_id"), nullable=False, index=True),
    Column("mode", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("confirmed_at", MOMENT, nullable=False),
    CheckConstraint("mode IN ('full', 'correction')", name="mode"),
    schema="ops", comment="What somebody said a submission is; of several the newest counts.",
)

passed_over = Table(
    "passed_over", metadata,
    Column("passed_over_id", BigInteger, Identity(always=True), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("unit_code", Text, comment="null when it lay at no known unit's place"),
    Column("period", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("first_seen_at", MOMENT, nullable=False),
    Column("last_seen_at", MOMENT, nullable=False),
    UniqueConstraint("channel", "unit_code", "period", "name", "reason", name="uq_passed_over",
                     postgresql_nulls_not_distinct=True),
    schema="ops", comment="One row per file that a channel showed and that was not taken, and why.",
)

submission_file = Table(
    "submission_file", metadata,
    Column("file_id", BigInteger, Identity(always=True), primary_key=True),
    Column("submission_id", ForeignKey("ops.submission.submission_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("file", Text, nullable=False, comment="label of the submission, with the inner name in a bundle"),
    Column("sha256", Text, nullable=False),
    Column("unit_code", Text),
    Column("period", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("bundle", Text),
    Column("findings", JSON, nullable=False, comment="what reading and conforming found, masked"),
    Column("status", Text, comment="accepted, partly_accepted, rejected; null before it was judged"),
    Column("is_current", Boolean, nullable=False, server_default=text("true")),
    Column("entities_superseded", ARRAY(Text), nullable=False, server_default=NONE_HELD),
    Column("mode", Text, nullable=False, server_default=text("'full'"), comment="full, or only corrected rows"),
    Column("mode_by", Text, nullable=False, server_default=text("''"), comment="confirmation, meta, name, or nothing"),
    Column("is_awaiting", Boolean, nullable=False, server_default=text("false"),
           comment="whether it counts only after somebody confirmed what it is"),
    Column("changes", JSONB, nullable=False, server_default=text("'{}'"),
           comment="by entity: what it makes of the rows that came before"),
    CheckConstraint("mode IN ('full', 'correction')", name="mode"),
    UniqueConstraint("submission_id", "position"),
    schema="ops", comment="One row per file read; a bundle has one per inner file.",
)

submission_sheet = Table(
    "submission_sheet", metadata,
    Column("sheet_id", BigInteger, Identity(always=True), primary_key=True),
    Column("file_id", ForeignKey("ops.submission_file.file_id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("header_row", Integer, nullable=False),
    Column("columns", JSON, nullable=False, comment="contract field to column index, from 1"),
    Column("fields", JSON, nullable=False, comment="fields that its rows hold, in their order"),
    Column("rows_seen", Integer, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_skipped", Integer, nullable=False),
    UniqueConstraint("file_id", "position"),
    schema="ops", comment="One row per sheet that fits an entity.",
)

judgement = Table(
    "judgement", metadata,
    Column("judgement_id", BigInteger, Identity(always=True), primary_key=True),
    Column("period", Text, nullable=False, index=True),
    Column("run_id", Text, nullable=False),
    Column("judged_at", MOMENT, nullable=False),
    Column("files", Integer, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("changed", Integer, nullable=False, server_default=text("0"),
           comment="rows that count now and did not before, or the other way round"),
    Column("not_run", JSONB, nullable=False, server_default=text("'[]'"),
           comment="unit, entity, slug of rules that were not asked, and what was missing"),
    schema="ops", comment="One row per judging of a month that was merged.",
)

rule_run = Table(
    "rule_run", metadata,
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("outcome", Text, nullable=False, comment="passed, failed, not_run"),
    Column("run_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    schema="ops", comment="One row per rule that was asked.",
)

finding = Table(
    "finding", metadata,
    Column("finding_id", BigInteger, Identity(always=True), primary_key=True),
    Column("period", Text, nullable=False),
    Column("fingerprint", Text, nullable=False, comment="hash of what and where; equal ones of a month are numbered"),
    Column("ordinal", Integer, nullable=False),
    Column("slug", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("export", Text, nullable=False),
    Column("unit_code", Text),
    Column("file", Text, nullable=False),
    Column("sheet", Text),
    Column("row", Integer),
    Column("column", Text),
    Column("value", Text, comment="masked"),
    Column("details", JSON, nullable=False),
    Column("message", Text, nullable=False),
    Column("made_by", Text, nullable=False, comment="read, conform, or the Great Expectations run that found it first"),
    Column("opened_at", MOMENT, nullable=False),
    Column("opened_by", ForeignKey("ops.judgement.judgement_id"), nullable=False),
    Column("closed_at", MOMENT),
    Column("closed_by", ForeignKey("ops.judgement.judgement_id")),
    Column("waiver_id", ForeignKey("ops.waiver.waiver_id"), comment="what let it pass when it was last judged"),
    Column("continues", ForeignKey("ops.finding.finding_id"),
           comment="the same fault in the file that this one's file replaced"),
    Column("first_found_at", MOMENT, comment="of the fault that it continues; null: it continues none"),
    Index("one_successor", "continues", unique=True, postgresql_where=text("continues IS NOT NULL")),
    Index("finding_by_unit", "period", "unit_code"),
    Index("one_open_finding", "period", "fingerprint", "ordinal", unique=True, postgresql_where=text(OPEN)),
    schema="ops", comment="One row per fault at one place; closed when a later judging does not find it any more.",
)

# By stretch, because most rows of a sheet share their fate; the view `ops.disposition` has one row per data row.
# Without foreign keys: the ledger's check proves more.
fate = Table(
    "fate", metadata,
    Column("first_row_id", BigInteger, primary_key=True, autoincrement=False, comment="numbers of staged rows"),
    Column("last_row_id", BigInteger, nullable=False),
    Column("sheet_id", BigInteger, nullable=False, index=True),
    Column("period", Text, nullable=False, index=True),
    Column("entity", Text, nullable=False),
    Column("fate", Text, nullable=False, comment="loaded, duplicate, rejected, held_aside, superseded"),
    Column("held_by", ARRAY(Text), nullable=False, server_default=NONE_HELD, comment="slugs that keep it from leaving"),
    Column("was_loaded", Boolean, nullable=False, server_default=text("false"),
           comment="good until it was superseded: its word stands while the newer one is refused"),
    Column("judgement_id", BigInteger, nullable=False),
    CheckConstraint("fate IN ('loaded', 'duplicate', 'rejected', 'held_aside', 'superseded')", name="fate"),
    schema="ops", comment="One row per stretch of data rows, staged one after the other, that share their one fate.",
)

blocked = Table(
    "blocked", metadata,
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("export", Text, primary_key=True),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), nullable=False),
    schema="ops", comment="Units whose rows of an entity do not leave this month.",
)
