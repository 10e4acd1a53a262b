"""The life of an alert: told once, again after its hours, mended, and anew when it comes back."""

from datetime import timedelta

import pytest

from integration.watch.conftest import Engineers, SetNumbers
from township_sync.domain import contact
from township_sync.steps.watch_kinds import watch_file
from township_sync.warehouse import watch as kept

FULL, EMPTY = {"free_bytes": 10.0**18}, {"free_bytes": 0.0}
FAILED = {"runs": [{"dag_id": "load_submissions", "run_id": "a", "partition_key": "2020-05", "state": "failed",
                    "run_after": "2020-06-20 08:00"}]}
HOUR = timedelta(hours=1)


def test_what_stands_is_told_again_after_the_hours_of_its_severity(engineers: Engineers, numbers: SetNumbers) -> None:
    numbers("disk_full", FULL)
    turns = [engineers.look(HOUR * hour, {}).counts for hour in range(10)]
    assert [(turn["opened"], turn["again"]) for turn in turns] == [
        (1, 0), (0, 0), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert len(engineers.told()) == 3
    assert [alert.tellings for alert in kept.alerts(engineers.connection)] == [3]


def test_what_comes_back_is_a_new_alert(engineers: Engineers, numbers: SetNumbers) -> None:
    for hour, said in enumerate((FULL, EMPTY, FULL)):
        numbers("disk_full", said)
        engineers.look(HOUR * hour, {})
    alerts = kept.alerts(engineers.connection, open_only=False)
    assert [alert.cleared_at is None for alert in alerts] == [True, False]
    assert alerts[0].opened_at > alerts[1].opened_at
    assert len(engineers.told()) == 3


def test_while_airflow_is_silent_nothing_is_concluded_about_its_runs(engineers: Engineers) -> None:
    engineers.look(airflow=FAILED)
    engineers.look(HOUR, airflow=None)
    assert set(engineers.open()) == {("run_failed", "load_submissions 2020-05"), ("airflow_silent", "api-server")}
    engineers.look(HOUR * 2, {})
    assert set(engineers.open()) == {("run_failed", "load_submissions 2020-05")}, "its newest run is the failed one"


def test_an_installation_without_airflow_is_not_said_to_miss_it(engineers: Engineers) -> None:
    engineers.look(airflow=None)
    engineers.look(HOUR, airflow=None)
    assert engineers.open() == {}


def test_many_alerts_of_one_moment_are_one_message_that_names_the_first(engineers: Engineers) -> None:
    most = watch_file().named_in_a_message
    looked = engineers.look(airflow={"unread": [f"dag_{number}" for number in range(most + 5)]})
    [told] = engineers.told()
    assert looked.counts["opened"] == most + 5
    assert told.count("Airflow读不出dag_") == most
    assert "另有5项" in told


def test_an_alert_is_kept_though_nobody_can_be_told_and_told_as_soon_as_somebody_can(
    engineers: Engineers, numbers: SetNumbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers("disk_full", FULL)
    with monkeypatch.context() as nobody:
        nobody.setattr("township_sync.steps.tell.contacts_of", lambda unit, role: [])
        engineers.look(airflow={})
    assert (len(engineers.open()), engineers.told()) == (1, [])
    assert contact.contacts_of("430981", "engineer")
    engineers.look(timedelta(minutes=5), {})
    assert len(engineers.told()) == 1


def test_what_was_mended_before_anybody_could_be_told_is_told_once_and_as_mended(
    engineers: Engineers, numbers: SetNumbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nobody:
        nobody.setattr("township_sync.steps.tell.contacts_of", lambda unit, role: [])
        for hour, said in enumerate((FULL, EMPTY)):
            numbers("disk_full", said)
            engineers.look(HOUR * hour, {})
    assert [engineers.look(HOUR * hour, {}).counts for hour in (2, 3)] == [
        {"standing": 0, "opened": 0, "again": 0, "cleared": 1}, {"standing": 0, "opened": 0, "again": 0, "cleared": 0}]
    [told] = engineers.told()
    assert "已解除" in told


def test_a_run_that_airflow_knows_no_more_is_stuck_no_more(engineers: Engineers) -> None:
    """Whoever mends a stuck run by deleting it is not told of it for ever."""
    running = {"runs": [{**FAILED["runs"][0], "state": "running", "run_after": "2020-06-20 06:00"}]}
    engineers.look(airflow=running)
    assert set(engineers.open()) == {("run_stuck", "load_submissions 2020-05")}
    engineers.look(HOUR, airflow=None)
    assert ("run_stuck", "load_submissions 2020-05") in engineers.open(), "silence is no answer"
    engineers.look(HOUR * 2, {})
    assert engineers.open() == {}


def test_an_alert_of_a_kind_that_is_looked_for_no_more_is_cleared_and_blinds_nobody(engineers: Engineers) -> None:
    engineers.connection.execute(
        "INSERT INTO ops.alert (kind, subject, severity, details, opened_at, seen_at) "
        "VALUES ('of_last_year', 'x 2020-05', 'critical', '{}', '2020-06-01', '2020-06-01')")
    engineers.look(airflow={})
    assert engineers.open() == {}
    [told] = engineers.told()
    assert "of_last_year" in told and "x 2020-05" in told


def test_no_number_of_a_person_leaves_with_a_message(engineers: Engineers) -> None:
    """Not even one that somebody put into the name of a DAG file."""
    engineers.look(airflow={"unread": ["dag_13900001234"]})
    [told] = engineers.told()
    assert "13900001234" not in told
    assert "Airflow读不出" in told


def test_what_airflow_said_long_ago_is_forgotten_but_the_newest_run_of_each_month(engineers: Engineers) -> None:
    old = [{**FAILED["runs"][0], "run_id": name, "run_after": f"2020-01-{day:02d} 08:00"}
           for name, day in (("first", 1), ("second", 2))]
    engineers.look(airflow={"runs": old})
    rows = engineers.connection.execute("SELECT run_id FROM ops.airflow_run").fetchall()
    assert [row["run_id"] for row in rows] == ["second"]
