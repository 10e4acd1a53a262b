"""Facts are made once, only when a statement names them."""

from datetime import UTC, date, datetime

from township_sync.compilers.policies import pack_on
from township_sync.warehouse import indicators
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts

DAY = date(2020, 5, 31)


def test_a_figure_of_an_empty_warehouse_has_nobody(connection: Connection) -> None:
    asked = pack_on(DAY).parameters | {"as_of": DAY, "known_before": datetime(2020, 7, 1, tzinfo=UTC)}
    with connection.transaction():
        facts = Facts(connection, asked)
        found = indicators.sums(facts, "employed_share_of_unlifted")
        assert (found[None]["numerator"], found[None]["denominator"]) == (0, 0)
        assert facts.made == {"person", "now_register_person", "now_worker_employment"}
        assert indicators.members(facts, "employed_share_of_unlifted") == []
