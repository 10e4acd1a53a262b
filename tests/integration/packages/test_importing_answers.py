"""What the platform's people fill in becomes verdicts on our rows: once, in any order, and nothing is guessed."""

import io
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import pytest

from integration.packages.conftest import ID_NO, NOW, row_key
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.import_answer import Imported, import_answer
from township_sync.steps.pack import pack
from township_sync.warehouse.connect import Connection

FIRST, SECOND = "month-worker-2020-05-r1-1", "month-worker-2020-05-r1-2"
Row = Sequence[object]
HEADER = ["批次", "行号", "行标识", "状态", "代码", "说明"]
Import = Callable[..., Imported]


@pytest.fixture
def take(connection: Connection, by_hand: Settings, publish: Callable[..., int]) -> Import:
    """Import rows below a header, of a package with a batch of ten rows and one of two."""
    publish(12)
    pack(connection, by_hand, None, NOW)
    books: dict[str, bytes] = {}  # a workbook bears the moment when it was made

    def imported(rows: Sequence[Row], header: Row = HEADER, is_final: bool = False, csv: str = "") -> Imported:
        said = repr((header, rows))
        name, data = ("答复.csv", csv.encode("gb18030")) if csv else ("答复.xlsx", books.get(said))
        data = data or books.setdefault(said, _book(header, rows))
        return import_answer(connection, by_hand, name, data, NOW, is_final)

    return imported


def _book(header: Row, rows: Sequence[Row]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(list(row))
    book.save(kept)
    return kept.getvalue()


def _all(batch: str, count: int, **other: str) -> list[Row]:
    """Every row of a batch accepted, but for those named `r3="退回"`."""
    return [[batch, number, row_key(number + (10 if batch == SECOND else 0)), other.get(f"r{number}", "通过"),
             "E101" if f"r{number}" in other else "", "电话缺失" if f"r{number}" in other else ""]
            for number in range(1, count + 1)]


def _state(connection: Connection) -> Mapping[str, object]:
    """All that an answer may change."""
    tables = ("batch", "publication", "publication_row", "receipt", "answer_file", "audit")
    return {name: connection.execute(f"SELECT * FROM ops.{name} ORDER BY 1, 2").fetchall() for name in tables}


def _batch_states(connection: Connection) -> list[tuple[str, int | None, int | None]]:
    found = connection.execute("SELECT state, accepted, rejected FROM ops.batch ORDER BY number")
    return [(row["state"], row["accepted"], row["rejected"]) for row in found]


def _rejected(connection: Connection) -> list[tuple[int, str, str]]:
    found = connection.execute("SELECT row_no, code, message FROM ops.publication_row WHERE status = 'rejected' "
                               "ORDER BY row_no")
    return [(row["row_no"], row["code"], row["message"]) for row in found]


def test_a_whole_answer_closes_every_batch_and_settles_the_publication(connection: Connection, take: Import) -> None:
    done = take([*_all(FIRST, 10, r3="退回"), *_all(SECOND, 2)])
    assert (done.rows, done.aside, done.waiting) == (12, (), ())
    assert _batch_states(connection) == [("closed", 9, 1), ("closed", 2, 0)]
    assert _rejected(connection) == [(3, "E101", "电话缺失")]
    assert connection.execute("SELECT state FROM ops.publication").fetchall() == [{"state": "settled"}]


def test_the_same_file_twice_changes_nothing(connection: Connection, take: Import) -> None:
    rows = [*_all(FIRST, 10, r3="退回"), *_all(SECOND, 1)]
    first = take(rows)
    before = _state(connection)
    again = take(rows)
    assert first.is_new and not again.is_new
    assert _state(connection) == before


def test_a_part_of_the_answer_is_kept_until_the_rest_comes(connection: Connection, take: Import) -> None:
    part = take(_all(FIRST, 10, r3="退回")[:6])
    assert part.waiting == (FIRST,) and not part.settled
    assert _batch_states(connection)[0] == ("sent", None, None) and _rejected(connection) == []
    rest = take(_all(FIRST, 10, r3="退回")[6:])
    assert dict(rest.settled) == {FIRST: "closed"}
    assert _batch_states(connection)[0] == ("closed", 9, 1) and len(_rejected(connection)) == 1


def test_when_nothing_more_will_come_what_is_missing_is_named_and_may_still_come(
    connection: Connection, take: Import
) -> None:
    rows = _all(FIRST, 10)
    assert dict(take(rows[:7], is_final=True).settled) == {FIRST: "out_of_balance"}
    note = connection.execute("SELECT note FROM ops.batch WHERE client_ref = %s", (FIRST,)).fetchone()
    assert note is not None and "3 of 10 rows" in note["note"]
    assert dict(take(rows).settled) == {FIRST: "closed"}


def test_of_two_answers_about_a_row_the_later_decides(connection: Connection, take: Import) -> None:
    take(_all(FIRST, 9, r3="退回"))
    take(_all(FIRST, 10))
    assert _batch_states(connection)[0] == ("closed", 10, 0)


def test_a_closed_batch_never_changes(connection: Connection, take: Import) -> None:
    take(_all(FIRST, 10))
    done = take(_all(FIRST, 10, r3="退回"))
    assert [said.partition(" ")[2] for said in done.aside] == [f"批次“{FIRST}”已办结，结果不再改变"]
    assert _batch_states(connection)[0] == ("closed", 10, 0) and _rejected(connection) == []
    assert len(connection.execute("SELECT FROM ops.receipt").fetchall()) == 10, "what it says already is no news"


def test_what_fits_nothing_is_set_aside_and_said_with_its_place(connection: Connection, take: Import) -> None:
    good = _all(SECOND, 2)
    done = take([["month-worker-2019-01-r1-1", 1, "", "通过", "", ""], [SECOND, 3, "", "通过", "", ""],
                 [SECOND, 1, row_key(12), "退回", "", ""], [SECOND, 1, "", "再议", "", ""],
                 [SECOND, "", "ab" * 32, "通过", "", ""], [ID_NO, 1, "", "通过", "", ""], *good])
    assert [said.partition("!")[2] for said in done.aside] == [
        "2 批次“month-worker-2019-01-r1-1”不是我们发出的", f"3 批次“{SECOND}”没有这一行", "4 行号与行标识不是同一行",
        "5 状态“再议”看不懂", f"6 批次“{SECOND}”没有这一行", "7 批次“…1239”不是我们发出的"]
    assert _batch_states(connection) == [("sent", None, None), ("closed", 2, 0)]
    kept = connection.execute("SELECT row_count, set_aside FROM ops.answer_file").fetchall()
    assert kept == [{"row_count": 8, "set_aside": 6}]


def test_two_contradicting_lines_of_one_file_are_not_guessed_at(connection: Connection, take: Import) -> None:
    done = take([*_all(SECOND, 2), *_all(SECOND, 2, r2="退回")[1:]])
    assert dict(done.settled) == {SECOND: "out_of_balance"}


MESSY: dict[str, tuple[Row, list[Row]]] = {
    "headers as people write them": (["数据行号", " 数据 批次*", "处理结果：", "原因"],
                                     [[1.0, SECOND, "已接收", None], ["２", f"{SECOND} ", "不 通过", " 电话\n缺失 "]]),
    "the name it has in the package": (["批次号", "行号", "状态", "说明"],
                                       [["2020-05-1#2", "1", "OK", ""], ["package:2020-05-1#2", 2, "✗", "电话缺失"]]),
    "only the key of the row": (["批次", "行标识", "是否通过", "备注"],
                                [[SECOND, row_key(12), "否", "电话缺失"], [SECOND, row_key(11), "是", None]]),
}


@pytest.mark.parametrize("name", MESSY)
def test_answers_are_read_as_messy_as_they_are(connection: Connection, take: Import, name: str) -> None:
    header, rows = MESSY[name]
    done = take([["", *row] for row in rows], ["", *header])
    assert not done.aside and dict(done.settled) == {SECOND: "closed"}
    assert [(number, message.replace(" ", "")) for number, _, message in _rejected(connection)] == [(12, "电话缺失")]


def test_a_title_above_merged_names_rows_not_answered_yet_and_gbk_are_understood(
    connection: Connection, by_hand: Settings, take: Import
) -> None:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("答复", 0)
    for row in (["省平台处理结果"], [], HEADER, [SECOND, 1, "", "通过"], [None, 2, "", "通过"], [FIRST, 1, "", ""]):
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    book.save(kept)
    done = import_answer(connection, by_hand, "答复.xlsx", kept.getvalue(), NOW)
    assert (done.rows, done.aside, dict(done.settled)) == (2, (), {SECOND: "closed"})
    lines = "\r\n".join(f"{FIRST},{number},通过" for number in range(1, 11))
    assert dict(take([], csv=f"批次,行号,状态\r\n{lines}\r\n").settled) == {FIRST: "closed"}


def test_the_form_in_the_package_is_what_is_read(
    connection: Connection, by_hand: Settings, publish: Callable[..., int]
) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    book, kept = openpyxl.load_workbook(packed.folder / "回执模板.xlsx"), io.BytesIO()
    for number in range(2, 14):
        book["回执"].cell(number, 4).value = "通过"
    book.save(kept)
    done = import_answer(connection, by_hand, "回执模板.xlsx", kept.getvalue(), NOW)
    assert dict(done.settled) == {FIRST: "closed", SECOND: "closed"}


def test_a_number_of_a_person_in_a_remark_is_masked(connection: Connection, take: Import) -> None:
    rows = _all(SECOND, 2, r1="退回")
    take([[*rows[0][:5], f"身份证{ID_NO}查无此人"], rows[1]])
    assert _rejected(connection) == [(11, "E101", "身份证…1239查无此人")]


def test_a_file_that_says_nothing_is_refused_in_one_sentence(connection: Connection, by_hand: Settings) -> None:
    for name, data, said in (("空.xlsx", b"", "空"), ("坏.xlsx", b"PK\x03\x04 nothing", "打不开"),
                             ("别的.csv", "姓名,电话\r\n甲,1\r\n".encode(), "别的.csv里没有"),
                             ("没填.csv", "批次,行号,状态\r\nx,1,\r\n".encode(), "No row")):
        with pytest.raises(UsageError, match=said):
            import_answer(connection, by_hand, name, data, NOW)
    assert connection.execute("SELECT FROM ops.answer_file").fetchall() == []


def test_when_the_act_cannot_be_recorded_nothing_is_imported(
    connection: Connection, take: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    from township_sync.warehouse import answers

    def broken(*_: object) -> None:
        raise UsageError("The record of acts cannot be written.")

    before = _state(connection)
    monkeypatch.setattr(answers, "end", broken)
    with pytest.raises(UsageError, match="record of acts"):
        take(_all(FIRST, 10))
    assert _state(connection) == before
