"""The row that a company's facts point to is found under the number that it was decided to have."""

from datetime import UTC, date, datetime

from integration.warehouse.months import A, Sent, merge_month, send
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.drill_down import members_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.row_keys import row_key

RIGHT, MISTYPED = "91430981MA4L2XXX11", "91430981MA4L2XXX12"


def test_a_company_told_under_a_mistyped_code_still_has_its_row(
    connection: Connection, postgres_settings: Settings
) -> None:
    entity = contract("recruiter")
    told = {"uscc": MISTYPED, "company_name": "沅江纺织厂", "unit_code": A}
    sent = Sent(A, "2020-06", "recruiter", [{column.field: told.get(column.field) for column in entity.columns}])
    send(connection, postgres_settings, sent)
    key = row_key(postgres_settings.secret, entity, {"uscc": RIGHT})
    connection.execute("INSERT INTO stage.linked_row (stage_row_id, entity, row_key, uscc) "
                       "SELECT stage_row_id, 'recruiter', %s, %s FROM stage.recruiter", [key, RIGHT])
    merge_month(connection, "2020-06", [sent], datetime(2020, 7, 5, 12, tzinfo=UTC))
    counted = members_of(connection, Month.parse("2020-06"), "recruiters_complete", date(2020, 7, 6))
    assert [(RIGHT in row["member"], row["file"], row["sheet_row"]) for row in counted] == [(True, sent.file, 4)]
