"""Conflict cases between townships, and the life of findings: reported, fixed, verified, waived."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_case()
    _create_claim()
    _create_decision()
    _create_waiver()
    _create_waiver_end()
    op.create_table(
        "report_finding",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("finding_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["ops.report.report_id"], name=op.f("fk_report_finding_report_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["ops.finding.finding_id"], name=op.f("fk_report_finding_finding_id")),
        sa.PrimaryKeyConstraint("report_id", "finding_id", name=op.f("pk_report_finding")),
        schema="ops", comment="Which findings a report told.",
    )
    op.create_index(op.f("ix_report_finding_finding_id"), "report_finding", ["finding_id"], schema="ops")
    op.add_column("finding", sa.Column("waiver_id", sa.BigInteger(), nullable=True,
                                       comment="what let it pass when it was last judged"), schema="ops")
    op.create_foreign_key(op.f("fk_finding_waiver_id"), "finding", "waiver", ["waiver_id"], ["waiver_id"],
                          source_schema="ops", referent_schema="ops")


def _create_case() -> None:
    op.create_table(
        "ownership_case",
        sa.Column("number", sa.Text(), nullable=False,
                  comment="month and sequence, such as 2020-05-0007; says nothing of whom"),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False, comment="the month in which it was first claimed twice"),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["ops.judgement.judgement_id"], name=op.f("fk_ownership_case_opened_by")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ownership_case")),
        sa.UniqueConstraint("entity", "row_key", name=op.f("uq_ownership_case_entity_row_key")),
        schema="ops", comment="One row per thing that several units ever claimed: one number for ever.",
    )
    op.create_index(op.f("ix_ownership_case_period"), "ownership_case", ["period"], schema="ops")


def _create_claim() -> None:
    op.create_table(
        "ownership_claim",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False, comment="of several rows of the unit the first"),
        sa.Column("standing", sa.Text(), nullable=False,
                  comment="disputed, owner, other, or settled: nobody else claims it now"),
        sa.Column("since", _MOMENT, nullable=False, comment="when it began to stand so"),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False, comment="which said so first"),
        sa.CheckConstraint("standing IN ('disputed', 'owner', 'other', 'settled')",
                           name=op.f("ck_ownership_claim_standing")),
        sa.ForeignKeyConstraint(["number"], ["ops.ownership_case.number"], name=op.f("fk_ownership_claim_number")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_ownership_claim_judgement_id")
        ),
        sa.PrimaryKeyConstraint("number", "period", "unit_code", name=op.f("pk_ownership_claim")),
        schema="ops", comment="One row per case, month and unit that claimed it.",
    )


def _create_decision() -> None:
    op.create_table(
        "ownership_decision",
        sa.Column("decision_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("units", postgresql.ARRAY(sa.Text()), nullable=False,
                  comment="which claimed it then; a further one opens the case again"),
        sa.Column("since", sa.Text(), nullable=False, comment="the first month for which it holds"),
        sa.Column("is_by_register", sa.Boolean(), nullable=False,
                  comment="the household register said so, nobody had to decide"),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False, comment="the newest when it was decided"),
        sa.ForeignKeyConstraint(["number"], ["ops.ownership_case.number"], name=op.f("fk_ownership_decision_number")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_ownership_decision_judgement_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_ownership_decision")),
        schema="ops", comment="Who owns a thing that several claim; of several the newest counts. Never changed.",
    )
    op.create_index(op.f("ix_ownership_decision_number"), "ownership_decision", ["number"], schema="ops")


def _create_waiver() -> None:
    op.create_table(
        "waiver",
        sa.Column("waiver_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=True, comment="null: whatever column"),
        sa.Column("entity", sa.Text(), nullable=True, comment="of the thing"),
        sa.Column("row_key", sa.Text(), nullable=True,
                  comment="the thing whose rows are meant, in whatever file; null: any"),
        sa.Column("fingerprint", sa.Text(), nullable=True,
                  comment="the very finding, where its row has no key; null: any"),
        sa.Column("until", sa.Date(), nullable=False, comment="the last day"),
        sa.Column("waived_by", sa.Text(), nullable=False),
        sa.Column("waived_at", _MOMENT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False, comment="the newest when it was given"),
        sa.CheckConstraint("(entity IS NULL) = (row_key IS NULL)", name=op.f("ck_waiver_thing")),
        sa.ForeignKeyConstraint(["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_waiver_judgement_id")),
        sa.PrimaryKeyConstraint("waiver_id", name=op.f("pk_waiver")),
        schema="ops", comment="Findings that somebody lets pass until a day. Never changed.",
    )


def _create_waiver_end() -> None:
    op.create_table(
        "waiver_end",
        sa.Column("waiver_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["waiver_id"], ["ops.waiver.waiver_id"], name=op.f("fk_waiver_end_waiver_id")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_waiver_end_judgement_id")
        ),
        sa.PrimaryKeyConstraint("waiver_id", name=op.f("pk_waiver_end")),
        schema="ops", comment="Waivers that were taken back before their day.",
    )
