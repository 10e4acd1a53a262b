"""Packages of files for a platform that is fed by hand, and its answers in files."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "package",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False, comment="from 1 without a gap"),
        sa.Column("name", sa.Text(), nullable=False, comment="period and number within it; names its folder"),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("previous_sha256", sa.Text(), nullable=False, comment="so that no package has two successors"),
        sa.Column("signatures", sa.JSON(), nullable=False,
                  comment="base64 by algorithm; one of SM2 cannot be made again"),
        sa.Column("packed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), comment="when its folder and .zip lay there whole"),
        sa.CheckConstraint("number > 0", name=op.f("ck_package_counted_from_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_package")),
        sa.UniqueConstraint("name", name=op.f("uq_package_name")),
        sa.UniqueConstraint("previous_sha256", name=op.f("uq_package_previous_sha256")),
        schema="ops",
        comment="One row per package; what is in it follows from its publications.",
    )
    op.create_table(
        "package_publication",
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["ops.package.number"], name=op.f("fk_package_publication_number_package")),
        sa.ForeignKeyConstraint(["publication_id"], ["ops.publication.publication_id"],
                                name=op.f("fk_package_publication_publication_id_publication")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_package_publication")),
        schema="ops",
        comment="A publication goes into one package, ever.",
    )
    op.create_index(op.f("ix_package_publication_number"), "package_publication", ["number"], schema="ops")
    _answers()


def _answers() -> None:
    op.create_table(
        "answer_file",
        sa.Column("sha256", sa.Text(), nullable=False, comment="its bytes lie in the archive"),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False,
                  comment="the order of arrival: of two answers about one row the later decides"),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False,
                  comment="rows that fit no batch of ours, or one that is closed"),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_answer_file")),
        sa.UniqueConstraint("number", name=op.f("uq_answer_file_number")),
        schema="ops",
        comment="One row per answer of the platform that came as a file.",
    )
