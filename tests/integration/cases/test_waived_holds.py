"""A row that only waived findings held leaves with the next publication, and is held again when the waiver is over."""

from dataclasses import replace
from datetime import date, timedelta

from integration.warehouse.months import NOW, Row, Sent, merge_month, person, send
from township_sync.domain.finding import Finding
from township_sync.settings import Settings
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.waivers import Said, waive_kind

UNIT, UNTIL = "430981114", date(2020, 8, 31)
ROWS: list[Row] = [person("439999197505141239", unit_code=UNIT), person("439999197505141247", unit_code=UNIT)]
MAY = Sent(UNIT, "2020-05", "app_account", ROWS, held={4: {"bound_id_differs"}, 5: {"staff_phone_shared"}})
FOUND = [Finding("bound_id_differs", MAY.file, "表", 4, "绑定身份证号"),
         Finding("staff_phone_shared", MAY.file, "表", 5, "绑定手机号")]


def published(connection: Connection, settings: Settings, days: int) -> int:
    """Judge May again so many days later; the rows of its publications."""
    now = NOW + timedelta(days=days)
    merge_month(connection, "2020-05", [MAY], now, findings=FOUND)
    return sum(made.row_count for made in publish_month(connection, settings, "2020-05", now))


def test_a_waiver_lifts_the_hold_of_its_own_finding_until_its_day(
    connection: Connection, postgres_settings: Settings
) -> None:
    send(connection, postgres_settings, MAY)
    assert published(connection, postgres_settings, 0) == 0
    waive_kind(connection, UNIT, "bound_id_differs", None, UNTIL, Said("王股长", "本人确认", NOW))
    assert published(connection, postgres_settings, 1) == 1
    held = "SELECT held_by FROM ops.disposition ORDER BY stage_row_id"
    assert [row["held_by"] for row in connection.execute(held)] == [[], ["staff_phone_shared"]]
    published(connection, postgres_settings, 70)
    assert [row["held_by"] for row in connection.execute(held)] == [["bound_id_differs"], ["staff_phone_shared"]]


def test_a_row_with_two_findings_of_one_kind_is_held_while_one_is_not_waived(
    connection: Connection, postgres_settings: Settings
) -> None:
    other = replace(FOUND[0], column="身份证号")
    send(connection, postgres_settings, MAY)
    merge_month(connection, "2020-05", [MAY], NOW, findings=[FOUND[0], other])
    waive_kind(connection, UNIT, "bound_id_differs", "身份证号", UNTIL, Said("王股长", "本人确认", NOW))
    merge_month(connection, "2020-05", [MAY], NOW, findings=[FOUND[0], other])
    held = connection.execute("SELECT held_by FROM ops.disposition ORDER BY stage_row_id").fetchall()
    assert held[0]["held_by"] == ["bound_id_differs"]
