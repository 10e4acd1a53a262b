"""`trace` names the rule of every cell that was read otherwise than it was typed, and shows no number of a person."""

from datetime import UTC, datetime

from typer.testing import CliRunner

from township_sync.cli import app
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

NOW = datetime(2020, 6, 1, 8, tzinfo=UTC)
NAME = "439999001/五月.xlsx"
ID = "439999197505141239"
VALUES = {"person_name": "张三", "id_no": ID, "monthly_wage": "2600", "start_date": None, "industry": "制造业"}
RAW = {"person_name": "张 三", "id_no": f"'{ID}", "monthly_wage": "2,600元", "start_date": "昨天", "industry": "制造业"}


def test_trace_names_the_rule_of_every_silent_change(connection: Connection, postgres_settings: Settings) -> None:
    row = ConformedRow(4, VALUES, {"start_date": "emptied"}, RAW)
    sheet = ReadSheet("就业", "worker_employment", 3, {name: place for place, name in enumerate(VALUES, 1)}, (row,))
    file = ReadFile(NAME, "0" * 64, "439999001", "2020-05", "xlsx", (sheet,))
    sent = record_submission(connection, postgres_settings, unit_code="439999001", period="2020-05", name=NAME,
                             data=b"1", channel="folder", received_at=NOW)
    stage(connection, postgres_settings, sent.submission_id, [file])
    connection.commit()
    said = CliRunner().invoke(app, ["trace", f"{NAME}#就业#4"], env={"TOWNSHIP_SYNC_DSN": postgres_settings.dsn})
    assert said.exit_code == 0, said.output
    assert [line for line in said.stdout.splitlines() if line.startswith("cell")] == [
        "cell     column 姓名, normalised_by white_space, typed 张*",
        "cell     column 身份证号, normalised_by hyphens_and_quotes, typed …1239",
        "cell     column 月工资(元), normalised_by number_form, typed 2,600元",
    ]
    assert ID not in said.output
