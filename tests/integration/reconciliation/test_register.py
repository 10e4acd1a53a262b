"""Ours against the register: who is not in it, who is in it and nobody reports, what differs; it stops nothing."""

from integration.reconciliation.conftest import NOW, Holdings, Office, accept
from integration.warehouse.months import A, Row, Sent
from township_sync.steps.compare import compare_all
from township_sync.warehouse import reconciliations

DATASET = "labour_employment"
P1, P2, P3, P4 = (f"4399991975051412{end}" for end in ("39", "47", "55", "63"))
DIFFERENCES = "SELECT class, fields, unit_code FROM ops.reconciliation_difference ORDER BY class, fields"


def worker(id_no: str, **more: str) -> Row:
    return {"person_name": "张三", "id_no": id_no, "household_no": "H1", "unit_code": A, "village_name": "一村",
            "sex": "1", "poverty_status": "2", **more}


def list_person(office: Office, id_no: str, name: str = "张三", valid_to: str | None = None) -> None:
    """A person of the register as it is believed."""
    office.connection.execute(
        "INSERT INTO core.register_person (row_key, row_hash, sender, valid_from, valid_to, recorded_from, id_no, "
        "person_name, household_no, unit_code, village_name, sex, poverty_status) "
        "VALUES (%s, 'x', %s, '2020-01-01', %s, %s, %s, %s, 'H1', %s, '一村', '1', '2')",
        [f"listed {id_no}", A, valid_to, NOW, id_no, name, A])


def mirrored(office: Office) -> None:
    office.connection.execute(
        "INSERT INTO ops.mirror (entity, platform, version, as_of, row_count, state, begun_at, taken_at, loaded, "
        "duplicate, rejected) VALUES ('register_person', 'province', '1', '2020-04-30', 3, 'loaded', %s, %s, 3, 0, 0)",
        [NOW, NOW])


def test_ours_is_held_against_the_register_and_stops_nothing(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, Sent(A, "2020-04", "worker_employment", [worker(P1), worker(P2), worker(P3)]))
    list_person(office, P1)
    list_person(office, P2, name="张珊")
    list_person(office, P3, valid_to="2020-03-01")
    list_person(office, P4)
    mirrored(office)
    [found] = compare_all(office.connection, office.settings, holdings, NOW, DATASET)
    assert found.found.state == "balanced"
    counts = found.found.counts
    assert [counts[name] for name in ("in_register", "not_in_register", "not_reported", "register_differs")] == [1] * 4
    assert [tuple(each.values()) for each in office.connection.execute(DIFFERENCES)] == [
        ("not_in_register", [], A), ("not_reported", [], A), ("register_differs", ["姓名"], A)]
    assert reconciliations.unbalanced(office.connection, DATASET) is None


def test_nobody_is_missed_where_not_everybody_is_to_be_reported(office: Office, holdings: Holdings) -> None:
    post = {"person_name": "张三", "id_no": P1, "household_no": "H1", "unit_code": A, "village_name": "一村",
            "post_no": "1", "post_type": "1", "on_date": "2020-01-01"}
    accept(office, holdings, Sent(A, "2020-04", "public_welfare_post", [post]))
    list_person(office, P1)
    list_person(office, P4)
    mirrored(office)
    [found] = compare_all(office.connection, office.settings, holdings, NOW, "welfare_post")
    assert (found.found.counts["in_register"], found.found.counts["not_reported"]) == (1, 0)


def test_without_a_mirrored_register_nothing_is_said_of_it(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, Sent(A, "2020-04", "worker_employment", [worker(P1)]))
    [found] = compare_all(office.connection, office.settings, holdings, NOW, DATASET)
    assert found.found.counts["not_in_register"] is None
    mirrored(office)
    [found] = compare_all(office.connection, office.settings, holdings, NOW, DATASET)
    assert (found.is_news, found.found.counts["not_in_register"]) == (True, 1)
