"""A judgement is outdated when what it was held against changed in between."""

from dataclasses import replace

import pytest

from integration.warehouse.months import NOW, A, Sent, judged, merge_month, person, send
from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import confirm
from township_sync.warehouse.verdicts import newest_change_before

APRIL = Sent(A, "2020-04", "app_account", [person("439999197505141239")])
MAY = replace(APRIL, period="2020-05")


def test_a_month_before_that_is_merged_meanwhile_makes_it_outdated(
    connection: Connection, postgres_settings: Settings
) -> None:
    for sent in (APRIL, MAY):
        send(connection, postgres_settings, sent)
    before = newest_change_before(connection, "2020-05")
    files, judgement = judged(connection, "2020-05", [MAY])
    merge_month(connection, "2020-04", [APRIL])
    with pytest.raises(TransientError, match="A month before 2020-05 changed"):
        merge(connection, files, judgement, NOW, (), before)
    merge(connection, files, judgement, NOW, (), newest_change_before(connection, "2020-05"))


def test_a_confirmation_given_meanwhile_makes_it_outdated(connection: Connection, postgres_settings: Settings) -> None:
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [MAY])
    [row] = connection.execute("SELECT submission_id FROM ops.submission").fetchall()
    confirm(connection, row["submission_id"], "correction", "王", NOW)
    with pytest.raises(TransientError, match="judge the month again"):
        merge(connection, files, judgement, NOW)
