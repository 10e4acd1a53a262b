"""The record in the database: only added to, in one chain, by whoever writes at once; nothing of a person in it."""

import threading
from datetime import UTC, datetime

import pytest

from integration.audit.conftest import Acts
from township_sync.errors import DefinitionError, PersonalDataLeak, TerminalError
from township_sync.settings import Settings
from township_sync.steps.audit import verify
from township_sync.warehouse.audit import append, head
from township_sync.warehouse.connect import Connection, connect

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
CANARY = "439999197505141239"


def note(connection: Connection, number: int = 1, by: str | None = None, because: str | None = None) -> None:
    with connection.transaction():
        append(connection, "approval_given", NOW, {"publication_id": number}, by, because=because)


def test_a_new_database_begins_with_its_making(connection: Connection, postgres_settings: Settings) -> None:
    verified = verify(connection, postgres_settings)
    assert verified.rows == 1
    assert connection.execute("SELECT action FROM ops.audit").fetchall() == [{"action": "schema_upgraded"}]


@pytest.mark.parametrize("statement", [
    "UPDATE ops.audit SET actor = 'nobody'", "DELETE FROM ops.audit", "TRUNCATE ops.audit",
    "UPDATE ops.audit SET actor = actor WHERE number = 0",
])
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_database_refuses_everything_but_adding(connection: Connection, statement: str, role: str) -> None:
    note(connection)
    connection.execute(f"SET session_replication_role = {role}".encode())
    with pytest.raises(TerminalError, match="InsufficientPrivilege"):
        connection.execute(statement.encode())


def test_an_act_needs_the_transaction_of_what_it_tells_of(connection: Connection) -> None:
    with pytest.raises(DefinitionError, match="in the transaction"):
        append(connection, "approval_given", NOW, {"publication_id": 1})


@pytest.mark.parametrize(("action", "subject", "details"), [
    ("approval_guessed", {"publication_id": 1}, {}), ("approval_given", {"person": 1}, {}),
    ("approval_given", {"publication_id": 1}, {"id_no": "x"}), ("approval_given", {}, {}),
])
def test_only_what_the_closed_list_has_is_kept(
    connection: Connection, action: str, subject: dict[str, int], details: dict[str, str]
) -> None:
    with pytest.raises(DefinitionError, match=action), connection.transaction():
        append(connection, action, NOW, subject, **details)


def test_what_people_typed_is_masked_and_a_number_anywhere_else_is_refused(connection: Connection, acts: Acts) -> None:
    note(connection, by=f"王股长 {CANARY}", because=f"已核 {CANARY}\0")
    [act] = acts()
    assert (act.actor, act.details) == ("王股长 …1239", {"because": "已核 …1239"})
    with pytest.raises(PersonalDataLeak), connection.transaction():
        append(connection, "rows_given_out", NOW, {"period": "2020-05", "units": [CANARY]}, rows=1)
    assert len(acts()) == 1


def test_a_hash_that_happens_to_hold_eleven_digits_is_no_telephone(connection: Connection, acts: Acts) -> None:
    digest = "a" * 26 + "13800001234" + "b" * 27
    with connection.transaction():
        append(connection, "batches_planned", NOW, {"publication_id": 1}, batches=1, rows=1, bodies=digest)
    assert acts()[0].details["bodies"] == digest


def test_who_is_not_named_is_the_program_and_its_account(connection: Connection, acts: Acts) -> None:
    note(connection)
    assert ": " in acts()[0].actor


def test_a_task_of_airflow_is_named_by_its_dag(postgres_settings: Settings, acts: Acts) -> None:
    of_airflow = {"AIRFLOW_CTX_DAG_ID": "sync_monthly", "AIRFLOW_CTX_TASK_ID": "submit"}
    with connect(Settings(postgres_settings.workspace, postgres_settings.environment | of_airflow)) as connection:
        note(connection)
    assert acts()[0].actor == "sync_monthly.submit"


def test_an_act_that_is_taken_back_leaves_no_gap(connection: Connection, postgres_settings: Settings) -> None:
    with pytest.raises(KeyError), connection.transaction():
        append(connection, "approval_given", NOW, {"publication_id": 1})
        raise KeyError
    note(connection)
    assert verify(connection, postgres_settings).rows == 2


def test_four_writers_at_once_keep_one_chain(connection: Connection, postgres_settings: Settings, acts: Acts) -> None:
    ready = threading.Barrier(4)
    failures: list[Exception] = []

    def write(first: int) -> None:
        try:
            with connect(postgres_settings) as own:
                ready.wait()
                for number in range(first, first + 15):
                    note(own, number)
        except Exception as failure:  # told to the test, which a thread's end is not
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(100 * number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert len({act.subject["publication_id"] for act in acts()}) == len(acts()) == 60
    assert verify(connection, postgres_settings).head == head(connection)
