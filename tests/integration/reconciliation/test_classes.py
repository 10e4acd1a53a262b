"""Every row of either side is in one class, by what was planted at the platform."""

from typing import Any

import pytest

from integration.reconciliation.conftest import COLUMNS, DATASET, Holdings, Office, key_of, row, values_of, version_of
from township_sync.errors import TerminalError, TransientError
from township_sync.steps.compare import chosen

DIFFERENCES = "SELECT class, row_key, fields, unit_code FROM ops.reconciliation_difference ORDER BY class, row_key"


def classes(office: Office) -> list[tuple[str, str, list[str]]]:
    return [(each["class"], each["row_key"], each["fields"]) for each in office.connection.execute(DIFFERENCES)]


def newest(office: Office) -> dict[str, Any]:
    newest_first = "SELECT * FROM ops.reconciliation ORDER BY reconciliation_id DESC LIMIT 1"
    found = office.connection.execute(newest_first).fetchone()
    assert found is not None
    return found


def test_what_is_the_same_on_both_sides_is_agreed(office: Office, holdings: Holdings) -> None:
    office.publish(range(1, 8), statuses={7: "rejected"})
    holdings.of().extend(row(number) for number in range(1, 7))
    found = office.compare(holdings).found
    assert (found.state, found.counts["agreed"], classes(office)) == ("balanced", 6, [])
    assert [found.counts[name] for name in ("sent", "accepted", "rejected", "pending")] == [7, 6, 1, 0]


def test_each_planted_difference_is_found_with_its_key_and_fields(office: Office, holdings: Holdings) -> None:
    office.publish(range(1, 6))
    holdings.of().extend(row(number) for number in range(2, 7))
    holdings.alter(3, values=("改了", *values_of(3)[1:3], "新地区"))
    holdings.alter(4, row_version=version_of("another"))
    assert office.compare(holdings).found.state == "unbalanced"
    differing = {key_of(3): ["企业名称", "所在地区"], key_of(4): ["row_version"]}
    assert classes(office) == [
        *(("field_differs", key, fields) for key, fields in sorted(differing.items())),
        ("only_here", key_of(1), []), ("only_there", key_of(6), [])]
    counts = newest(office)
    assert [counts[name] for name in ("agreed", "only_here", "only_there", "field_differs")] == [2, 1, 1, 2]


def test_rows_that_the_sender_lost_are_only_there(office: Office, holdings: Holdings) -> None:
    lost = office.publish([3, 4])
    office.publish([1, 2])
    holdings.of().extend(row(number) for number in range(1, 5))
    for table in ("batch", "publication_row", "publication"):
        office.connection.execute(f"DELETE FROM ops.{table} WHERE publication_id = %s", [lost])
    office.compare(holdings)
    assert [each[:2] for each in classes(office)] == [("only_there", key) for key in sorted([key_of(3), key_of(4)])]


def test_what_ended_or_was_voided_is_not_ours_any_more(office: Office, holdings: Holdings) -> None:
    office.publish([1, 2, 3])
    office.publish([1], action="ended", period="2020-06")
    voided = office.publish([4], period="2020-06")
    office.connection.execute("UPDATE ops.batch SET state = 'voided' WHERE publication_id = %s", [voided])
    holdings.of().extend([row(2), row(3)])
    found = office.compare(holdings, period="2020-06").found
    assert (found.state, found.counts["agreed"]) == ("balanced", 2)


def test_the_newest_acknowledged_version_counts(office: Office, holdings: Holdings) -> None:
    office.publish([1, 2])
    office.publish([1], action="changed", version=version_of("newer"), period="2020-06")
    holdings.of().extend([row(1), row(2)])
    office.compare(holdings, period="2020-06")
    assert classes(office) == [("field_differs", key_of(1), ["row_version"])]


def test_rows_without_an_answer_are_in_no_class(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    office.publish([2, 3], statuses={2: "pending", 3: "pending"}, state="sent")
    holdings.of().extend([row(1), row(2)])
    found = office.compare(holdings).found
    assert (found.state, found.counts["on_the_way"], found.counts["pending"]) == ("balanced", 1, 2)


def test_each_quarter_is_compared_with_its_own_rows(office: Office, holdings: Holdings) -> None:
    for period in ("2020Q1", "2020Q2"):
        office.publish([1, 2], kind="quarter", period=period)
        holdings.of(DATASET, period).extend([row(1), row(2)])
    del holdings.of(DATASET, "2020Q2")[0]
    assert office.compare(holdings, period="2020Q1").found.state == "balanced"
    assert office.compare(holdings, period="2020Q2").found.counts["only_here"] == 1
    assert [about.period for about in chosen(office.connection, DATASET, "2020Q2")] == ["2020Q2"]


def test_a_batch_whose_rows_are_not_what_was_counted_is_a_stray(office: Office, holdings: Holdings) -> None:
    office.publish([1, 2])
    holdings.of().extend([row(1), row(2)])
    office.connection.execute("UPDATE ops.publication_row SET status = 'rejected' WHERE row_no = 2")
    office.connection.execute("DELETE FROM ops.publication_row WHERE row_no = 1")
    found = office.compare(holdings).found
    assert (found.state, found.counts["stray_batches"], found.counts["sent"]) == ("unbalanced", 1, 2)


def test_a_column_that_is_new_and_empty_is_no_difference(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    holdings.columns = (*COLUMNS, "新栏")
    holdings.of().append(row(1, (*values_of(1), "")))
    assert office.compare(holdings).found.state == "balanced"


def test_a_list_that_changes_while_it_is_read_is_read_anew(office: Office, holdings: Holdings) -> None:
    office.publish(range(1, 8))
    holdings.of().extend(row(number) for number in range(1, 8))

    def change(number: int) -> None:
        if number == 2:
            holdings.of().pop()

    holdings.before_page = change
    found = office.compare(holdings).found
    assert (found.counts["agreed"], found.counts["only_here"]) == (6, 1)


def test_a_list_that_never_stands_still_is_left_for_later(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    holdings.of().extend(row(number) for number in range(1, 40))
    holdings.before_page = lambda number: holdings.of().append(row(100 + number))
    with pytest.raises(TransientError, match="changes while it is read"):
        office.compare(holdings)
    assert office.connection.execute("SELECT FROM ops.reconciliation").fetchall() == []


def test_what_is_sent_while_it_is_compared_begins_the_comparison_anew(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    holdings.of().append(row(1))

    def send(number: int) -> None:
        if number == 1:
            office.publish([2])
            holdings.of().append(row(2))

    holdings.before_page = send
    assert office.compare(holdings).found.counts["agreed"] == 2


def test_a_platform_that_names_a_row_twice_is_told_so(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    holdings.of().extend([row(1), row(1)])
    with pytest.raises(TerminalError, match="lists 2 with 1 keys"):
        office.compare(holdings)


def test_a_file_that_was_changed_is_not_compared(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    holdings.of().append(row(1))
    (office.settings.folder("published") / f"{DATASET}.r11.csv").write_text("other")
    found = office.compare(holdings).found
    assert (found.state, found.reason) == ("not_run", f"missing_file:{DATASET}.r11.csv")


def test_comparing_again_keeps_nothing_new(office: Office, holdings: Holdings) -> None:
    office.publish([1, 2])
    holdings.of().append(row(1))
    book = office.settings.folder("published") / "2020-05" / f"{DATASET}.reconciliation.xlsx"
    assert office.compare(holdings).is_news
    written = book.read_bytes(), book.stat().st_mtime_ns
    acts = office.connection.execute("SELECT FROM ops.audit").rowcount
    assert not office.compare(holdings).is_news
    assert (book.read_bytes(), book.stat().st_mtime_ns) == written
    assert office.connection.execute("SELECT FROM ops.audit").rowcount == acts
    assert office.connection.execute("SELECT FROM ops.reconciliation").rowcount == 1
    book.unlink()
    office.compare(holdings)
    assert book.read_bytes() == written[0]


def test_no_value_is_kept_and_none_stays_in_the_session(office: Office, holdings: Holdings) -> None:
    office.publish([1, 2])
    holdings.of().append(row(3))
    office.compare(holdings)
    kept = office.connection.execute(
        "SELECT string_agg(said::text, '') AS said FROM ("
        "SELECT to_jsonb(one) AS said FROM ops.reconciliation one UNION ALL "
        "SELECT to_jsonb(one) FROM ops.reconciliation_difference one UNION ALL SELECT details FROM ops.audit) AS every"
    ).fetchone()
    values = {value for number in (1, 2, 3) for value in values_of(number) if value}
    assert kept and not [value for value in values if value in kept["said"]]
    left = office.connection.execute("SELECT FROM pg_class WHERE relnamespace = pg_my_temp_schema()").fetchall()
    assert left == []
