"""A warehouse of before migration 0009 is carried over: a fate per row, and versions with all their columns."""

import importlib.util
from dataclasses import replace
from typing import Any

from integration.warehouse.months import A, B, Sent, merge_month, person, take
from township_sync import project
from township_sync.domain.contract import contract
from township_sync.settings import Settings
from township_sync.warehouse import schema
from township_sync.warehouse.column_names import CORE_COLUMNS, core_names
from township_sync.warehouse.connect import Connection, engine

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
WIDE = """
    CREATE TABLE core.kept AS SELECT * FROM core.{name};
    DROP VIEW core.{name};
    ALTER TABLE core.{name}_version RENAME TO {name};
    DELETE FROM core.{name};
    ALTER TABLE core.{name} DROP COLUMN told, ADD COLUMN version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        {columns};
    INSERT INTO core.{name} ({names}) SELECT {names} FROM core.kept;
    DROP TABLE core.kept
"""
ROW_BY_ROW = """
    CREATE TABLE ops.wide AS SELECT * FROM ops.disposition;
    DROP VIEW ops.disposition;
    DROP TABLE ops.fate;
    ALTER TABLE ops.wide RENAME TO disposition
"""


def as_before(connection: Connection) -> None:
    """The shape of migration 0008, with what is in the database now."""
    connection.execute(ROW_BY_ROW)
    for name in ("app_account", "recruiter"):
        fields = core_names(contract(name))
        added = ", ".join(f'ADD COLUMN "{field}" text COLLATE "C"' for field in fields)
        names = ", ".join([*CORE_COLUMNS[1:], *fields])
        connection.execute(WIDE.format(name=name, columns=added, names=names))  # type: ignore[arg-type]  # names of ours


def migrate(settings: Settings) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    path = project.root() / "sql/migrations/versions/0009_fates_by_stretch_and_narrow_versions.py"
    found = importlib.util.spec_from_file_location("migration_0009", path)
    assert found and found.loader
    migration: Any = importlib.util.module_from_spec(found)
    found.loader.exec_module(migration)
    with engine(settings).begin() as connection, Operations.context(MigrationContext.configure(connection)):
        migration.upgrade()


def everything(connection: Connection) -> list[list[tuple[Any, ...]]]:
    asked = ("ops.disposition", "core.app_account", "core.recruiter")
    return [sorted((tuple(row.items()) for row in connection.execute(f"SELECT * FROM {name}")), key=str)  # type: ignore[arg-type]
            for name in asked]


def test_nothing_is_lost_and_merging_again_changes_nothing(connection: Connection, postgres_settings: Settings) -> None:
    accounts = [Sent(A, period, "app_account", [person(P1, role=role), person(P2)], fates={5: fate})
                for period, role, fate in (("2020-04", "1", "rejected"), ("2020-05", "2", "loaded"))]  # type: ignore[misc]
    firms = [Sent(unit, "2020-05", "recruiter", [{"uscc": "91430981MA4L16JQ9B", "company_name": name}])
             for unit, name in ((A, "厂"), (B, "沅江市制衣厂"))]
    take(connection, postgres_settings, [*accounts, *firms])
    # What nobody's row says any more is kept by its version.
    connection.execute("UPDATE stage.app_account SET person_name = '李四' WHERE id_no = %s AND role IS NULL", [P2])
    connection.execute("UPDATE core.app_account_version AS version SET told = jsonb_build_object('id_no', id_no, "
                       "'person_name', '张三') FROM core.app_account AS said WHERE said.row_key = version.row_key "
                       "AND said.id_no = %s", [P2])
    before = everything(connection)
    as_before(connection)
    migrate(postgres_settings)
    schema.upgrade(postgres_settings)
    schema.check(postgres_settings)
    assert everything(connection) == before
    kept = connection.execute("SELECT count(told) AS told, count(*) AS of FROM core.app_account_version").fetchone()
    assert kept == {"told": 1, "of": 4}
    assert merge_month(connection, "2020-04", accounts).changes == {}


def test_a_row_that_was_judged_again_keeps_its_own_judgement(
    connection: Connection, postgres_settings: Settings
) -> None:
    sent = Sent(A, "2020-05", "app_account", [person(P1), person(P2), person(P3)])
    take(connection, postgres_settings, [sent])
    for fate in ("rejected", "loaded"):
        merge_month(connection, "2020-05", [replace(sent, fates={5: fate})])
    before = everything(connection)
    as_before(connection)
    migrate(postgres_settings)
    schema.upgrade(postgres_settings)
    assert everything(connection) == before
    asked = "SELECT judgement_id FROM ops.disposition ORDER BY stage_row_id"
    assert [row["judgement_id"] for row in connection.execute(asked)] == [1, 3, 1]
