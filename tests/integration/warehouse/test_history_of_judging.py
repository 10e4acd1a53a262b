"""Loading a month: what it is judged with, and who is told of a file that came again."""

from dataclasses import replace

import pytest

from integration.warehouse.months import NOW, A, B, Sent, judged, person, send, take
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import AcceptedRow, FileVerdict, Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.settings import Settings
from township_sync.steps import judge as judging
from township_sync.steps.merge import merge
from township_sync.steps.month import load_month
from township_sync.warehouse.connect import Connection

P1, P2 = "439999197505141239", "439999197505141247"
APRIL = Sent(A, "2020-04", "app_account", [person(P1), person(P2)])


def test_a_file_that_came_again_has_its_unit_in_its_finding(
    connection: Connection, postgres_settings: Settings
) -> None:
    send(connection, postgres_settings, APRIL)
    files, judgement = judged(connection, "2020-04", [APRIL])
    again = ReadFile("again.xlsx", files[0].sha256, A, "2020-04", "repeat")
    verdicts = {**judgement.verdicts, again.file: FileVerdict("accepted", False)}
    told = replace(judgement, findings=[Finding("identical_file_again", again.file)], verdicts=verdicts)
    merge(connection, files, told, NOW, [again])
    found = connection.execute("SELECT file, unit_code FROM ops.finding").fetchall()
    assert [tuple(row.values()) for row in found] == [("again.xlsx", A)]


def test_the_rows_in_force_of_every_unit_are_at_hand(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(connection, postgres_settings, [APRIL, replace(APRIL, unit=B, rows=[person("439999197505141255")])])
    may = replace(APRIL, period="2020-05")
    send(connection, postgres_settings, may)
    given: list[AcceptedRow] = []

    def remembered(
        files: object, period: object, before: object, loaded: list[AcceptedRow], *_: str, **__: bool
    ) -> Judgement:
        given.extend(loaded)
        return judged(connection, "2020-05", [may])[1]

    monkeypatch.setattr(judging, "judge", remembered)
    load_month(postgres_settings, connection, Month(2020, 5), NOW)
    assert sorted(row.unit_code for row in given) == [A, A, B]
