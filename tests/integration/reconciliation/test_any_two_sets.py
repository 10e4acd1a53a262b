"""For any two sets of rows the four classes partition their union."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.reconciliation.conftest import COLUMNS, DATASET, UNIT, key_of, row, values_of, version_of
from township_sync.warehouse import comparing
from township_sync.warehouse.comparing import Told
from township_sync.warehouse.connect import Connection

ABOUT = Told("month", DATASET, "recruiter", None, "2020-05")
SIDE = st.dictionaries(st.integers(1, 9), st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", "y"])), max_size=9)
Side = dict[int, tuple[str, str]]


def take(connection: Connection, ours: Side, theirs: Side) -> None:
    """Both sides into the session's tables, as a reconciliation does."""
    comparing.begin(connection, ABOUT)
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO pg_temp.acknowledged VALUES (%s, %s, %s, 1)", [
            (key_of(number), version_of(version), UNIT) for number, (version, _) in ours.items()])
    comparing.take_sent(connection, 1, [
        (key_of(number), dict(zip(COLUMNS, (*values_of(number)[:3], area), strict=True)))
        for number, (_, area) in ours.items()])
    comparing.take_held(connection, COLUMNS, [
        row(number, (*values_of(number)[:3], area), version_of(version)) for number, (version, area) in theirs.items()])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=SIDE, theirs=SIDE)
def test_the_four_classes_partition_the_union(connection: Connection, ours: Side, theirs: Side) -> None:
    take(connection, ours, theirs)
    found = comparing.compare(connection, ABOUT, None)
    rows = connection.execute("SELECT row_key, class FROM pg_temp.compared").fetchall()
    classed = [(each["row_key"], each["class"]) for each in rows]
    both = ours.keys() & theirs.keys()
    same = {number for number in both if ours[number] == theirs[number]}
    expected = {"only_here": ours.keys() - theirs.keys(), "only_there": theirs.keys() - ours.keys(), "agreed": same,
                "field_differs": both - same}
    assert sorted(classed) == sorted((key_of(number), name) for name, numbers in expected.items() for number in numbers)
    assert Counter(name for _, name in classed) == Counter({**found.rows, "on_the_way": 0})
