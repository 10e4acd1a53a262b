"""The database has the shape of the code and the contracts, however it came to it."""

import pytest

from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.warehouse import schema
from township_sync.warehouse.connect import Connection


def test_the_migrations_make_what_the_code_and_the_contracts_say(postgres_settings: Settings) -> None:
    schema.check(postgres_settings)


def test_upgrading_again_changes_nothing(connection: Connection, postgres_settings: Settings) -> None:
    shape = "SELECT table_schema, table_name, column_name FROM information_schema.columns ORDER BY 1, 2, 3"
    before = connection.execute(shape).fetchall()
    schema.upgrade(postgres_settings)
    assert connection.execute(shape).fetchall() == before


def test_a_column_and_a_table_that_only_the_contracts_have_are_added(
    connection: Connection, postgres_settings: Settings
) -> None:
    connection.execute("ALTER TABLE stage.app_account DROP COLUMN role CASCADE")
    connection.execute("DROP TABLE stage.recruiter CASCADE")
    with pytest.raises(TerminalError, match="differs from the contracts"):
        schema.check(postgres_settings)
    schema.upgrade(postgres_settings)
    schema.check(postgres_settings)


def test_a_column_that_left_its_contract_keeps_its_values(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute("ALTER TABLE stage.app_account ADD COLUMN former text")
    schema.upgrade(postgres_settings)
    schema.check(postgres_settings)
    assert connection.execute("SELECT former FROM stage.app_account").fetchall() == []


def test_another_difference_is_named(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute("ALTER TABLE ops.finding DROP COLUMN message")
    with pytest.raises(TerminalError, match="message"):
        schema.check(postgres_settings)


def test_a_database_of_a_newer_version_is_refused(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute("UPDATE ops.schema_version SET version_num = '9999'")
    with pytest.raises(TerminalError, match="does not fit this version"):
        schema.upgrade(postgres_settings)
