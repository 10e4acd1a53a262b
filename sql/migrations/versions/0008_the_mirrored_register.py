"""The register of persons as the platform has it, and the rules that could not be asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirror",
        sa.Column("mirror_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False, comment="the platform's name for the content"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="the day that the list is about"),
        sa.Column("row_count", sa.Integer(), nullable=False, comment="how many rows the platform says it has"),
        sa.Column("pages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False,
                  comment="SHA-256 in the archive"),
        sa.Column("cursor", sa.Text(), server_default=sa.text("''"), nullable=False,
                  comment="where the next page begins"),
        sa.Column("state", sa.Text(), server_default=sa.text("'taking'"), nullable=False,
                  comment="taking, loaded, left"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True,
                  comment="when its last page was there: the recorded time of what it says"),
        sa.Column("judgement_id", sa.BigInteger(), nullable=True, comment="the newest when it was loaded"),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("loaded", "duplicate", "rejected")),
        sa.Column("changes", sa.Integer(), nullable=True, comment="versions of history that were ended or begun"),
        sa.Column("findings", postgresql.JSONB(), nullable=True,
                  comment="row of the list, column and slug of each finding; never a value"),
        sa.CheckConstraint("state IN ('taking', 'loaded', 'left')", name=op.f("ck_mirror_state")),
        sa.CheckConstraint(
            "state <> 'loaded' OR loaded + duplicate + rejected = row_count", name=op.f("ck_mirror_loaded_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_mirror_judgement_id")
        ),
        sa.PrimaryKeyConstraint("mirror_id", name=op.f("pk_mirror")),
        schema="ops",
        comment="One row per version of a list that was taken, or begun and left for a newer one.",
    )
    op.create_index(
        "mirror_taking", "mirror", ["entity"], unique=True, schema="ops",
        postgresql_where=sa.text("state = 'taking'"),
    )
    op.add_column(
        "judgement",
        sa.Column("not_run", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False,
                  comment="unit, entity, slug of rules that were not asked, and what was missing"),
        schema="ops",
    )
