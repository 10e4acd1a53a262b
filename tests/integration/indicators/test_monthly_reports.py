"""The reports of a month come out of the warehouse, and only what says something new is written again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from integration.indicators.cases import case
from integration.indicators.loading import loaded
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps.monthly_report import write_reports
from township_sync.warehouse.audit_rows import listed
from township_sync.warehouse.connect import Connection

MAY = Month(2020, 5)
LATER = datetime(2020, 8, 1, 8, tzinfo=UTC)
Shared = tuple[Connection, Settings]


def test_a_months_reports_are_written_once_and_name_what_is_computed(shared: Shared, tmp_path: Path) -> None:
    connection, given = shared
    settings, heard = Settings(tmp_path, given.environment), list[str]()
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        first = write_reports(connection, settings, MAY, LATER, told=heard.append)
        before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
        again = write_reports(connection, settings, MAY, LATER + timedelta(days=1))
        [on_record] = listed(connection, None, "lists_written")
    pack = pack_on(MAY.last_day)
    assert heard == [each.title for each in (*pack.indicators.values(), *pack.lists.values())]
    assert (first.files, first.changed) == (2 + len(units()) + len(pack.lists),) * 2
    assert (again.files, again.changed) == (first.files, 0)
    assert (on_record.subject, on_record.details) == ({"period": "2020-05"}, {"files": first.files})
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
