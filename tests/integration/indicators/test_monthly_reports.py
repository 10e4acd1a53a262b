"""The reports of a month come out of the warehouse, and only what says something new is written again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integration.indicators.cases import case
from integration.indicators.loading import loaded
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps import compute as step
from township_sync.steps import monthly_report
from township_sync.steps.compute import compute
from township_sync.steps.monthly_report import policy_month, write_reports
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


def test_a_report_names_the_pack_that_its_figures_are_by(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        digest = compute(connection, MAY, LATER)[0].pack_digest
        changed = replace(pack_on(MAY.last_day), digest="another")
        for module in (step, monthly_report):
            monkeypatch.setattr(module, "pack_on", lambda day: changed)
        month = policy_month(connection, MAY, LATER)
        assert {each.pack_digest for each in month.figures.values()} == {digest}
        assert (month.pack.name, month.pack.digest) == ("yuanjiang-2020", digest)
