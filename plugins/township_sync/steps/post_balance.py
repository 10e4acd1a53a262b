"""Keep the balance of public-welfare posts of the quarters that a month touches, when it was loaded."""

from datetime import datetime

from township_sync.compilers.policies import packs
from township_sync.domain.period import Month, Quarter
from township_sync.warehouse import board_posts
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts


def keep_balance(connection: Connection, period: Month, now: datetime) -> None:
    """Count the posts of a month's quarter, and of those after it that were counted, since their opening follows.

    A quarter of which no policy pack tells how to count is left out.
    """
    after = [Quarter.parse(each.quarter) for each in board_posts.quarters(connection)]
    for quarter in sorted({period.quarter, *(each for each in after if each > period.quarter)}):
        pack = next((each for each in packs().values() if each.holds_on(quarter.last_day)), None)
        if pack is None:
            continue
        asked = pack.parameters | {"as_of": quarter.last_day, "known_before": "infinity"}
        with connection.transaction(force_rollback=True):
            counted = board_posts.count(Facts(connection, asked))
        board_posts.keep(connection, quarter, counted, now)
