"""Months that hold mistyped numbers, taken through staging, matching and merging with fates of the test's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from integration.warehouse.months import NOW, Sent, judged, send
from township_sync.domain.contract import contracts
from township_sync.domain.identity import id_check_character, uscc_check_character
from township_sync.domain.sameness import Verdict
from township_sync.settings import Settings
from township_sync.steps.decide_pair import Decided, Said, decide
from township_sync.steps.match import identify
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection

_LATER = count(1)


def id_no(middle: str) -> str:
    """`19900101123` → a right number of the unassigned area 439999."""
    return f"439999{middle}{id_check_character('439999' + middle)}"


def uscc(middle: str) -> str:
    """`TE1` → a right code of the unassigned area 439999."""
    first = f"91439999MA4L{middle:0<5}"
    return first + uscc_check_character(first)


def load(connection: Connection, settings: Settings, sent: Sequence[Sent], now: datetime = NOW) -> int:
    """Stage, match and merge months in the order in which they first appear; returns how many pairs are new."""
    new = 0
    for each in sent:
        send(connection, settings, each)
    for period in dict.fromkeys(each.period for each in sent):
        new += load_again(connection, settings, sent, period, now)
    return new


def load_again(
    connection: Connection, settings: Settings, sent: Sequence[Sent], period: str, now: datetime = NOW
) -> int:
    """Match and merge a month that was staged; rows of the months before are in force as they would be."""
    from township_sync.domain.period import Month
    from township_sync.warehouse.accepted import rows_in_force

    files, judgement = judged(connection, period, sent)
    in_force = rows_in_force(connection, Month.parse(period))
    new = identify(settings, connection, files, judgement, in_force, now)
    merge(connection, files, judgement, now)
    return new


def say(
    connection: Connection, settings: Settings, pair: int, verdict: Verdict, *, by: str = "李工",
    overrule: bool = False, keep: int | None = None, because: str = "看过身份证",
) -> Decided:
    """A decision, each later than the one before."""
    now = NOW + timedelta(minutes=next(_LATER))
    return decide(settings, connection, pair, Said(verdict, by, because, keep, overrule), now)


def believed(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is believed, byte for byte apart from the recorded time and the numbers of versions.

    `stage_row_id` names one of the rows that say it: of several that say the same it is the one that said it first.
    """
    found, apart = {}, ("version_id", "recorded_from", "stage_row_id")
    for name in contracts():
        rows = connection.execute(f"SELECT * FROM core.{name} WHERE recorded_to IS NULL").fetchall()  # type: ignore[arg-type]
        found[name] = sorted(
            tuple(str(value) for key, value in row.items() if key not in apart)
            for row in rows
        )
    return {name: rows for name, rows in found.items() if rows}
