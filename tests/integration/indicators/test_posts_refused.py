"""A post that is paid without attendance is refused when it comes in, and counted all the same (M6c)."""

from datetime import UTC, date, datetime

from integration.warehouse.months import NOW, Row, Sent, merge_month, take
from township_sync.compilers.policies import pack_on
from township_sync.domain.finding import Finding
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.indicators import listed, members

UNIT, PERSON = "430981114", "439999197505141239"
MAY = date(2020, 5, 31)


def post(**more: str) -> Row:
    return {"id_no": PERSON, "post_no": "GY-1", "person_name": "张三", "unit_code": UNIT, "post_type": "02",
            "on_post": "1", "on_date": "2020-01-05", "monthly_pay": "800", "attendance_days": "0", **more}


def test_a_refused_row_counts_until_it_is_mended(connection: Connection, postgres_settings: Settings) -> None:
    refused = Sent(UNIT, "2020-05", "public_welfare_post", [post()], fates={4: "rejected"})
    found = [Finding("paid_without_attendance", refused.file, "表", 4, "出勤天数")]
    take(connection, postgres_settings, [refused], datetime(2020, 6, 5, tzinfo=UTC), findings=found)
    assert [(each["unit_code"], each["member"]) for each in counted(connection, date(2020, 6, 30))] == [
        (UNIT, f"{PERSON} GY-1"),
    ]
    assert counted(connection, date(2020, 6, 3)) == [], "it was not known yet"
    with facts_of(connection, pack_on(MAY), MAY, date(2020, 6, 30)) as facts:
        assert [(each["id_no"], each["note"]) for each in listed(facts, "posts_out_of_line")] == [
            (PERSON, "出勤为0却发补贴"),
        ]
    merge_month(connection, "2020-05", [refused], NOW)
    assert counted(connection, date(2020, 6, 30)) != []
    assert counted(connection, date(2020, 7, 31)) == []


def counted(connection: Connection, known_on: date) -> list[object]:
    with facts_of(connection, pack_on(MAY), MAY, known_on) as facts:
        return list(members(facts, "posts_paid_without_attendance"))
