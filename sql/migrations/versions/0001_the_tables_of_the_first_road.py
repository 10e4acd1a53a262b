"""The tables of the first road."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "judgement",
        sa.Column("judgement_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_judgement")),
        schema="ops",
        comment="One row per judging of a month that was merged.",
    )
    op.create_index(op.f("ix_judgement_period"), "judgement", ["period"], unique=False, schema="ops")
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="month or quarter"),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="below the workspace's published folder"),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False, comment="new, changed, ended, held"),
        sa.Column("contract_version", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            server_default=sa.text("'ready'"),
            nullable=False,
            comment="ready, sent, settled, refused",
        ),
        sa.CheckConstraint("state IN ('ready', 'sent', 'settled', 'refused')", name=op.f("ck_publication_state")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_publication")),
        sa.UniqueConstraint(
            "kind", "dataset", "period", "revision", name=op.f("uq_publication_kind_dataset_period_revision")
        ),
        schema="ops",
        comment="One row per file made for a platform; a file is never written again.",
    )
    op.create_table(
        "publication_held",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, comment="slugs, blocked export, refused code, or waiting"),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("period", "dataset", "row_key", name=op.f("pk_publication_held")),
        schema="ops",
        comment="Rows that changed and do not leave now, as the last publishing of the month found them.",
    )
    op.create_table(
        "report",
        sa.Column("report_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1 within unit and month"),
        sa.Column("kind", sa.Text(), nullable=False, comment="receipt, problems, incomplete, rejected, nothing_sent"),
        sa.Column("state_hash", sa.Text(), nullable=False, comment="of all that the report tells"),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="counts only"),
        sa.Column("attachments", sa.JSON(), nullable=False, comment="name, path below the returned folder, sha256"),
        sa.Column("status", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the date of the message, however often it is sent",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_report_sent_at")),
        sa.CheckConstraint("status IN ('pending', 'sent')", name=op.f("ck_report_status")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report")),
        sa.UniqueConstraint("message_id", name=op.f("uq_report_message_id")),
        sa.UniqueConstraint("unit_code", "period", "version", name=op.f("uq_report_unit_code_period_version")),
        schema="ops",
        comment="One row per report to a unit about a month.",
    )
    op.create_index(
        "waiting_reports",
        "report",
        ["report_id"],
        unique=False,
        schema="ops",
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_table(
        "submission",
        sa.Column("submission_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True, comment="the sender; null when nobody is known by that name"),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as sent"),
        sa.Column("label", sa.Text(), nullable=False, comment="the name, made unique within the month"),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "is_staged",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether its bytes were read",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission")),
        sa.UniqueConstraint("period", "label", name=op.f("uq_submission_period_label")),
        sa.UniqueConstraint(
            "unit_code",
            "period",
            "sha256",
            name=op.f("uq_submission_unit_code_period_sha256"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="ops",
        comment="One row per unit, month and content.",
    )
    op.create_table(
        "batch",
        sa.Column("batch_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1 within the publication"),
        sa.Column("first_row", sa.Integer(), nullable=False, comment="row_no of its first row in the publication"),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("client_ref", sa.Text(), nullable=False, comment="our name, known to the platform"),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            server_default=sa.text("'prepared'"),
            nullable=False,
            comment="prepared, sent, closed, out_of_balance, refused",
        ),
        sa.Column("remote_id", sa.Text(), nullable=True, comment="the platform's name for it"),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), nullable=True, comment="when the platform had acknowledged it"
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="when every row had its receipt"),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.Column("set_aside", sa.Integer(), nullable=True, comment="receipts that fit no row of the batch"),
        sa.Column("note", sa.Text(), nullable=True, comment="what does not add up, or why it was refused"),
        sa.CheckConstraint(
            "state <> 'closed' OR accepted + rejected = row_count", name=op.f("ck_batch_closed_adds_up")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'refused') OR remote_id IS NOT NULL", name=op.f("ck_batch_sent_has_remote_id")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'sent', 'closed', 'out_of_balance', 'refused')", name=op.f("ck_batch_state")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["ops.publication.publication_id"], name=op.f("fk_batch_publication_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch")),
        sa.UniqueConstraint("client_ref", name=op.f("uq_batch_client_ref")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_batch_idempotency_key")),
        sa.UniqueConstraint("publication_id", "number", name=op.f("uq_batch_publication_id_number")),
        schema="ops",
        comment="One row per request body; stored before it is sent and never sent under another key.",
    )
    op.create_table(
        "blocked",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("export", sa.Text(), nullable=False),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_blocked_judgement_id")),
        sa.PrimaryKeyConstraint("period", "unit_code", "entity", "export", name=op.f("pk_blocked")),
        schema="ops",
        comment="Units whose rows of an entity do not leave this month.",
    )
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="hash of what and where; equal ones of a month are numbered",
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("export", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True, comment="masked"),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "made_by",
            sa.Text(),
            nullable=False,
            comment="read, conform, or the Great Expectations run that found it first",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["ops.judgement.judgement_id"], name=op.f("fk_finding_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["ops.judgement.judgement_id"], name=op.f("fk_finding_opened_by")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
        schema="ops",
        comment="One row per fault at one place; closed when a later judging does not find it any more.",
    )
    op.create_index(
        "one_open_finding",
        "finding",
        ["period", "fingerprint", "ordinal"],
        unique=True,
        schema="ops",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "publication_row",
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False, comment="from 1, in the order of the file"),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False, comment="new, changed, ended"),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Text(),
            server_default=sa.text("'pending'"),
            nullable=False,
            comment="pending, accepted, rejected",
        ),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "file",
            sa.Text(),
            nullable=True,
            comment="where the row was read: file, sheet, row; null when its source is gone",
        ),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint("action IN ('new', 'changed', 'ended')", name=op.f("ck_publication_row_action")),
        sa.CheckConstraint("status IN ('pending', 'accepted', 'rejected')", name=op.f("ck_publication_row_status")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["ops.publication.publication_id"], name=op.f("fk_publication_row_publication_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", "row_no", name=op.f("pk_publication_row")),
        schema="ops",
        comment="One row per row sent, with the platform's answer.",
    )
    op.create_index(
        "publication_row_by_key",
        "publication_row",
        ["dataset", "row_key", "publication_id"],
        unique=False,
        schema="ops",
    )
    op.create_table(
        "rule_run",
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False, comment="passed, failed, not_run"),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_rule_run_judgement_id")
        ),
        sa.PrimaryKeyConstraint("judgement_id", "position", name=op.f("pk_rule_run")),
        schema="ops",
        comment="One row per rule that was asked.",
    )
    op.create_table(
        "submission_file",
        sa.Column("file_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "file", sa.Text(), nullable=False, comment="label of the submission, with the inner name in a bundle"
        ),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False, comment="what reading and conforming found, masked"),
        sa.Column(
            "status", sa.Text(), nullable=True, comment="accepted, partly_accepted, rejected; null before it was judged"
        ),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("entities_superseded", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["ops.submission.submission_id"], name=op.f("fk_submission_file_submission_id")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_submission_file_submission_id_position")),
        schema="ops",
        comment="One row per file read; a bundle has one per inner file.",
    )
    op.create_index(op.f("ix_submission_file_period"), "submission_file", ["period"], unique=False, schema="ops")
    op.create_index(
        op.f("ix_submission_file_submission_id"), "submission_file", ["submission_id"], unique=False, schema="ops"
    )
    op.create_table(
        "submission_repeat",
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["ops.submission.submission_id"], name=op.f("fk_submission_repeat_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "name", name=op.f("pk_submission_repeat")),
        schema="ops",
        comment="The same bytes, sent again under another name.",
    )
    op.create_table(
        "batch_attempt",
        sa.Column("attempt_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="acknowledged, found, refused, not_sent, unknown; null when the sender died",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["ops.batch.batch_id"], name=op.f("fk_batch_attempt_batch_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_batch_attempt")),
        schema="ops",
        comment="One row per run that tried to send a batch.",
    )
    op.create_index(op.f("ix_batch_attempt_batch_id"), "batch_attempt", ["batch_id"], unique=False, schema="ops")
    op.create_table(
        "receipt",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_hash", sa.Text(), nullable=False, comment="of all that the receipt says"),
        sa.Column(
            "receipt_id",
            sa.Text(),
            nullable=False,
            comment="the platform's name for it; may come with several contents",
        ),
        sa.Column("row_no", sa.BigInteger(), nullable=False, comment="from 1 within the batch"),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="the highest of a row decides"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False, comment="masked and shortened"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "set_aside",
            sa.Text(),
            nullable=True,
            comment="unknown_row, other_row_key, unknown_status: kept and not used",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["ops.batch.batch_id"], name=op.f("fk_receipt_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "receipt_hash", name=op.f("pk_receipt")),
        schema="ops",
        comment="One row per thing that the platform said about a row.",
    )
    op.create_index("receipt_by_row", "receipt", ["batch_id", "row_no"], unique=False, schema="ops")
    op.create_table(
        "submission_sheet",
        sa.Column("sheet_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("header_row", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False, comment="contract field to column index, from 1"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="fields that its rows hold, in their order"),
        sa.Column("rows_seen", sa.Integer(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["ops.submission_file.file_id"], name=op.f("fk_submission_sheet_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_submission_sheet")),
        sa.UniqueConstraint("file_id", "position", name=op.f("uq_submission_sheet_file_id_position")),
        schema="ops",
        comment="One row per sheet that fits an entity.",
    )
    op.create_table(
        "disposition",
        sa.Column("stage_row_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False, comment="loaded, duplicate, rejected, held_aside, superseded"),
        sa.Column(
            "held_by",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="slugs that keep it from leaving",
        ),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fate IN ('loaded', 'duplicate', 'rejected', 'held_aside', 'superseded')", name=op.f("ck_disposition_fate")
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_disposition_judgement_id")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["ops.submission_sheet.sheet_id"], name=op.f("fk_disposition_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage_row_id", name=op.f("pk_disposition")),
        schema="ops",
        comment="One row per data row ever read: its one fate.",
    )
    op.create_index(op.f("ix_disposition_period"), "disposition", ["period"], unique=False, schema="ops")
    op.create_index(op.f("ix_disposition_sheet_id"), "disposition", ["sheet_id"], unique=False, schema="ops")
