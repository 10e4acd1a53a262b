"""A sheet that is sent again changes no figure as it was known before."""

from dataclasses import replace
from datetime import UTC, date, datetime

from integration.indicators.cases import case
from integration.indicators.loading import loaded, sheets_of
from integration.warehouse.months import merge_month
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

MAY, CAOWEI = Month(2020, 5), "430981114"
SHARES = ("employment_correct_row_share", "employment_recorded_share")


def counted(connection: Connection, known_on: date) -> list[tuple[object, object]]:
    pack = pack_on(MAY.last_day)
    with facts_of(connection, pack, MAY.last_day, known_on) as facts:
        found = figures(facts, pack, MAY.last_day, known_on, SHARES)
    return [(each.numerator, each.denominator) for each in found if each.unit_code == CAOWEI]


def send_again(connection: Connection, settings: Settings) -> None:
    """The sheet of May is replaced on 20 June by one of which every row is refused."""
    sent = [each for each in sheets_of(case("indicators", "employed_share_of_unlifted")) if each.period == "2020-05"]
    first = next(each for each in sent if (each.unit, each.entity) == (CAOWEI, "worker_employment"))
    numbers, now = range(4, 4 + len(first.rows)), datetime(2020, 6, 20, 1, tzinfo=UTC)
    again = replace(first, fates=dict.fromkeys(numbers, "rejected"), name=f"{CAOWEI}/again.xlsx")
    recorded = record_submission(connection, settings, unit_code=CAOWEI, period="2020-05", name=again.file,
                                 data=b"again", channel="folder", received_at=now)
    stage(connection, settings, recorded.submission_id, [again.read()])
    gone = replace(first, fates=dict.fromkeys(numbers, "superseded"))
    merge_month(connection, "2020-05", [gone if each is first else each for each in [*sent, again]], now)
    connection.execute("DISCARD TEMP")


def test_what_was_known_before_a_sheet_came_again_stays(shared: tuple[Connection, Settings]) -> None:
    connection, settings = shared
    with loaded(connection, settings, case("indicators", "employed_share_of_unlifted")):
        before = counted(connection, date(2020, 6, 10))
        assert before[0][0]
        send_again(connection, settings)
        assert counted(connection, date(2020, 6, 10)) == before
        assert counted(connection, date(2020, 6, 25)) == [(0, share[1]) for share in before]
