"""What goes wrong in the database leaves as one of our errors, without any value."""

import threading
import time

import pytest

from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect, engine

SECRET = "439999197505141239"


def causes(error: BaseException) -> str:
    """Everything that a log could print of an error."""
    chain, seen = error, [repr(error)]
    while chain.__cause__ or chain.__context__:
        chain = chain.__cause__ or chain.__context__  # type: ignore[assignment]
        seen.append(repr(chain))
    return " ".join(seen)


@pytest.mark.parametrize("statement", [
    "INSERT INTO people VALUES (%(value)s), (%(value)s)",
    "SELECT %(value)s::text::date",
    "INSERT INTO people VALUES (%(value)s || NULL)",
    "SELECT '439999197505141239'::integer, %(value)s",
])
def test_a_refused_statement_names_its_state_and_no_value(connection: Connection, statement: str) -> None:
    connection.execute("CREATE TABLE people (id_no text PRIMARY KEY)")
    with pytest.raises(TerminalError, match="state 2") as caught:
        connection.execute(statement, {"value": SECRET})  # type: ignore[arg-type]
    assert SECRET not in causes(caught.value)


def test_a_refused_copy_and_a_refused_commit_name_no_value(connection: Connection) -> None:
    connection.execute("CREATE TABLE people (id_no text, UNIQUE (id_no) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(TerminalError, match="people_id_no_key") as caught, connection.transaction():
        connection.execute("INSERT INTO people VALUES (%s), (%s)", [SECRET, SECRET])
    assert SECRET not in causes(caught.value)
    connection.execute("CREATE TABLE counts (number integer)")
    with pytest.raises(TerminalError) as caught, connection.cursor() as cursor:  # noqa: SIM117  # the line is long
        with cursor.copy("COPY counts FROM STDIN") as copy:
            copy.write_row([SECRET])
    assert SECRET not in causes(caught.value)


def test_a_lost_connection_may_be_tried_again(connection: Connection, postgres_settings: Settings) -> None:
    with connect(postgres_settings) as other:
        pid = other.info.backend_pid
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(TransientError):
            other.execute("SELECT 1")


def test_a_lock_that_is_held_too_long_may_be_tried_again(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute("CREATE TABLE held (x integer)")
    with connect(postgres_settings) as other, connection.transaction():
        connection.execute("LOCK TABLE held")
        other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(TransientError, match="55P03"):
            other.execute("SELECT * FROM held")


def test_the_victim_of_a_deadlock_may_be_tried_again(connection: Connection, postgres_settings: Settings) -> None:
    connection.execute("CREATE TABLE one (x integer)")
    connection.execute("CREATE TABLE two (x integer)")
    outcomes: list[str] = []

    def lock(first: str, second: str) -> None:
        with connect(postgres_settings) as own:
            try:
                with own.transaction():
                    own.execute(f"LOCK TABLE {first}")  # type: ignore[arg-type]
                    time.sleep(0.3)
                    own.execute(f"LOCK TABLE {second}")  # type: ignore[arg-type]
                outcomes.append("done")
            except TransientError:
                outcomes.append("again")

    threads = [threading.Thread(target=lock, args=names) for names in (("one", "two"), ("two", "one"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["again", "done"]


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    from pathlib import Path

    settings = Settings(Path("/tmp/nowhere"), {"TOWNSHIP_SYNC_DSN": "postgresql://x@/y?host=/tmp/no-such-folder"})
    with pytest.raises(TransientError):
        connect(settings)


def test_the_engine_hides_its_parameters(postgres_settings: Settings) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    made = engine(postgres_settings)
    with pytest.raises(DBAPIError) as caught, made.connect() as connected:
        connected.execute(text("SELECT no_such_thing, :value"), {"value": SECRET})
    assert SECRET not in str(caught.value)
    made.dispose()
