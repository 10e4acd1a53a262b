"""Tables of packages for a platform that is fed by hand (schema `ops`), and of the answers that came back in files."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, Identity, Integer, Table, Text

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

package = Table(
    "package", metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="from 1 without a gap"),
    Column("name", Text, nullable=False, unique=True, comment="period and number within it; names its folder"),
    Column("period", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("previous_sha256", Text, nullable=False, unique=True, comment="so that no package has two successors"),
    Column("signatures", JSON, nullable=False, comment="base64 by algorithm; one of SM2 cannot be made again"),
    Column("packed_at", MOMENT, nullable=False),
    Column("written_at", MOMENT, comment="when its folder and .zip lay there whole"),
    CheckConstraint("number > 0", name="counted_from_one"),
    schema="ops", comment="One row per package; what is in it follows from its publications.",
)

package_publication = Table(
    "package_publication", metadata,
    Column("publication_id", ForeignKey("ops.publication.publication_id"), primary_key=True),
    Column("number", ForeignKey("ops.package.number"), nullable=False, index=True),
    schema="ops", comment="A publication goes into one package, ever.",
)

answer_file = Table(
    "answer_file", metadata,
    Column("sha256", Text, primary_key=True, comment="its bytes lie in the archive"),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True,
           comment="the order of arrival: of two answers about one row the later decides"),
    Column("row_count", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False, comment="rows that fit no batch of ours, or one that is closed"),
    Column("imported_at", MOMENT, nullable=False),
    schema="ops", comment="One row per answer of the platform that came as a file.",
)
