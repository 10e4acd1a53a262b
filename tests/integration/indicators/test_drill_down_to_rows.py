"""Every member of a figure leads back to the row of a workbook that says so, also where several townships tell it."""

import pytest

from integration.indicators.answers import LONG_AFTER
from integration.indicators.cases import case
from integration.indicators.loading import loaded
from township_sync.compilers.policies import pack_on
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.indicators import members

ROW = """
SELECT files.unit_code, files.period FROM stage.{entity} AS staged
JOIN ops.submission_sheet AS sheets USING (sheet_id) JOIN ops.submission_file AS files USING (file_id)
WHERE staged.stage_row_id = %s
"""


@pytest.mark.parametrize(("indicator", "entity", "member", "unit"), [
    ("recruiters_complete", "recruiter", "企14", "430981115"), ("valid_job_posts", "job_post", "岗11", "430981114"),
])
def test_what_two_townships_tell_leads_to_the_row_of_the_one_whose_word_counts(
    shared: tuple[Connection, Settings], indicator: str, entity: str, member: str, unit: str
) -> None:
    connection, settings = shared
    read = case("indicators", indicator)
    day = read.expect[0]["day"]
    with loaded(connection, settings, read), facts_of(connection, pack_on(day), day, LONG_AFTER) as facts:
        found = members(facts, indicator)
        assert found and all(each["stage_row_id"] for each in found)
        row = next(each["stage_row_id"] for each in found if each["member"] == member)
        told = connection.execute(ROW.format(entity=entity), [row]).fetchone()
    assert told == {"unit_code": unit, "period": "2020-05"}
