"""Who may be one is asked once: the same pair in every month, in any order, until somebody decides."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread

import pytest

from integration.identity.queue import id_no, load, load_again, say
from integration.warehouse.months import NOW, A, B, Sent, person
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse import identity
from township_sync.warehouse.connect import Connection, connect

RIGHT = id_no("19900101123")
WRONG = RIGHT[:8] + "8" + RIGHT[9:]
WORSE = RIGHT[:8] + "7" + RIGHT[9:]
OTHER = id_no("19750514128")


def month(period: str, *numbers: str, unit: str = A) -> Sent:
    """A month in which wrong numbers are rejected."""
    rows = [person(number, account=f"a{place}") for place, number in enumerate(numbers)]
    fates = {place: "rejected" for place, number in enumerate(numbers, 4) if number in (WRONG, WORSE)}
    return Sent(unit, period, "app_account", rows, fates)  # type: ignore[arg-type]


def open_pairs(connection: Connection) -> list[tuple[str | None, str | None]]:
    return [(one.left.number, one.right.number) for one in identity.pairs(connection) if one.is_open]


def only(connection: Connection) -> identity.Pair:
    [pair] = identity.pairs(connection)
    return pair


def test_a_pair_is_the_same_in_every_month_and_in_every_order(
    connection: Connection, postgres_settings: Settings
) -> None:
    sent = [month("2020-04", RIGHT, WRONG), month("2020-05", WRONG, RIGHT), month("2020-06", RIGHT, WRONG, unit=B)]
    assert load(connection, postgres_settings, sent) == 1
    assert load_again(connection, postgres_settings, sent, "2020-04", NOW + timedelta(days=3)) == 0
    pair = only(connection)
    assert (pair.first_period, pair.last_period, pair.first_seen_at) == ("2020-04", "2020-06", NOW)
    assert pair.last_seen_at == NOW + timedelta(days=3)
    assert {pair.left.number, pair.right.number} == {RIGHT, WRONG}
    assert pair.evidence == ("id_one_slip", "same_name")


def test_the_right_number_may_stand_in_an_earlier_month_and_in_another_sheet(
    connection: Connection, postgres_settings: Settings
) -> None:
    sheet = Sent(A, "2020-04", "field_staff", [{"id_no": RIGHT, "person_name": "张三", "unit_code": A}])
    assert load(connection, postgres_settings, [sheet, month("2020-05", WRONG)]) == 1


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_decided_pair_is_never_asked_again(
    connection: Connection, postgres_settings: Settings, verdict: identity.Verdict
) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG)])
    say(connection, postgres_settings, only(connection).pair_id, verdict)
    assert open_pairs(connection) == []
    sent = [month("2020-04", RIGHT, WRONG), month("2020-05", WRONG, RIGHT)]
    load_again(connection, postgres_settings, sent, "2020-04")
    load(connection, postgres_settings, sent[1:])
    assert open_pairs(connection) == []
    assert only(connection).verdict == verdict


def test_what_follows_from_two_decisions_is_not_asked(connection: Connection, postgres_settings: Settings) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG, WORSE)])
    by_numbers = {frozenset((one.left.number, one.right.number)): one.pair_id for one in identity.pairs(connection)}
    assert len(by_numbers) == 3
    say(connection, postgres_settings, by_numbers[frozenset((RIGHT, WRONG))], "same")
    say(connection, postgres_settings, by_numbers[frozenset((RIGHT, WORSE))], "same")
    assert open_pairs(connection) == []
    with pytest.raises(UsageError, match="decided as different, and pairs"):
        say(connection, postgres_settings, by_numbers[frozenset((WRONG, WORSE))], "different")
    assert len(connection.execute("SELECT FROM ops.identity_decision").fetchall()) == 2


def test_a_later_decision_overrules_and_the_older_stays(connection: Connection, postgres_settings: Settings) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG)])
    pair = only(connection).pair_id
    assert say(connection, postgres_settings, pair, "same").is_new
    assert not say(connection, postgres_settings, pair, "same", by="王工").is_new
    with pytest.raises(UsageError, match="was decided as same by 李工 on 2020-07-01, because 看过身份证"):
        say(connection, postgres_settings, pair, "different", by="王工")
    say(connection, postgres_settings, pair, "different", by="王工", overrule=True)
    kept = connection.execute("SELECT verdict, decided_by FROM ops.identity_decision ORDER BY decision_id").fetchall()
    assert [tuple(row.values()) for row in kept] == [("same", "李工"), ("different", "王工")]


@pytest.mark.parametrize(
    ("pair", "more", "sentence"),
    [
        (999, {}, "There is no pair 999"),
        (None, {"by": " "}, "Say who decides"),
        (None, {"because": ""}, "Say who decides, and why"),
        (None, {"keep": "wrong"}, "is wrong, so it cannot be the one that counts"),
    ],
)
def test_a_decision_that_cannot_be_is_one_sentence_and_writes_nothing(
    connection: Connection, postgres_settings: Settings, pair: int | None, more: dict[str, str], sentence: str
) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG)])
    known = only(connection)
    keep = (1 if known.left.number == WRONG else 2) if more.pop("keep", None) else None
    with pytest.raises(UsageError, match=sentence):
        say(connection, postgres_settings, pair or known.pair_id, "same", keep=keep, **more)
    assert connection.execute("SELECT FROM ops.identity_decision").fetchall() == []


def test_of_two_who_decide_at_once_the_second_is_told(connection: Connection, postgres_settings: Settings) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG)])
    pair = only(connection).pair_id
    told: list[str] = []

    def one(verdict: identity.Verdict) -> None:
        with connect(postgres_settings) as own:
            try:
                say(own, postgres_settings, pair, verdict)
            except UsageError as refused:
                told.append(str(refused))

    both = [Thread(target=one, args=(verdict,)) for verdict in ("same", "different")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(told) == 1
    assert "--overrule" in told[0]
    assert len(connection.execute("SELECT FROM ops.identity_decision").fetchall()) == 1


def test_no_table_of_ops_holds_a_number_or_a_name(connection: Connection, postgres_settings: Settings) -> None:
    load(connection, postgres_settings, [month("2020-04", RIGHT, WRONG)])
    say(connection, postgres_settings, only(connection).pair_id, "same", because=f"证件上是{RIGHT}")
    written = "".join(_texts(connection, ["identity_pair", "identity_decision"]))
    assert "证件上是…" in written
    assert not any(secret in written for secret in (RIGHT, WRONG, "张三"))


def _texts(connection: Connection, tables: Sequence[str]) -> list[str]:
    return [str(row) for table in tables
            for row in connection.execute(f"SELECT * FROM ops.{table}").fetchall()]  # type: ignore[arg-type]


def test_rows_that_another_file_replaced_make_no_pair(connection: Connection, postgres_settings: Settings) -> None:
    replaced = month("2020-04", RIGHT, WRONG)
    assert load(connection, postgres_settings, [Sent(**{**vars(replaced), "fates": {5: "superseded"}})]) == 0
    assert OTHER != RIGHT
