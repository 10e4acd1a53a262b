"""A published file is cut into bodies byte for byte, and a key depends on nothing but what is sent."""

import csv
import io
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_sync.errors import TerminalError
from township_sync.outbound.batches import LEADING, bodies, idempotency_key

VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def _file(rows: list[list[str]], end: str = "\r\n") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end).writerows([[*LEADING, "a", "b"], *rows])
    return buffer.getvalue().encode()


def _rows(values: list[list[str]], corrects: str = "") -> list[list[str]]:
    return [[f"k{number}", "new", "ab" * 32, corrects, *pair] for number, pair in enumerate(values)]


@given(values=st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=12), size=st.integers(1, 5))
def test_bodies_put_together_again_are_the_file_and_each_has_whole_records(values: list[list[str]], size: int) -> None:
    rows = _rows(values)
    published = _file(rows)
    cut = list(bodies(io.BytesIO(published), repeat(size)))
    header = published[: published.index(b"\n") + 1]
    assert header + b"".join(one.content.removeprefix(header) for one in cut) == published
    read = [list(csv.reader(io.StringIO(one.content.decode(), newline="")))[1:] for one in cut]
    assert [row for rows in read for row in rows] == rows
    assert [len(rows) for rows in read] == [one.row_count for one in cut]
    assert [one.first_row for one in cut] == list(range(1, len(rows) + 1, size))
    again = bodies(io.BytesIO(published), [one.row_count for one in cut])
    assert list(again) == cut, "what was planned is cut the same way when it is sent"


def test_rows_beyond_what_was_planned_make_one_more_body() -> None:
    cut = list(bodies(io.BytesIO(_file(_rows([["a", "b"]] * 5))), [2]))
    assert [one.row_count for one in cut] == [2, 3]


def test_a_last_record_without_a_line_end_is_not_lost() -> None:
    published = _file(_rows([["a", "b"]] * 2)).removesuffix(b"\r\n")
    [only] = bodies(io.BytesIO(published), [9])
    assert only.content == published and only.row_count == 2


def test_a_body_names_the_batches_of_which_it_replaces_rows_and_never_more_than_a_manifest_may() -> None:
    rows = [row for number in range(1500) for row in _rows([["a", "b"]], f"month-d-2020-05-r1-{number}#7")]
    cut = list(bodies(io.BytesIO(_file([*_rows([["a", "b"]]), *rows])), [10_000]))
    assert sum(one.row_count for one in cut) == 1501
    assert len(cut) == 2 and all(len(one.corrects) <= 1000 for one in cut)
    assert cut[0].corrects == tuple(sorted(cut[0].corrects))
    assert {name for one in cut for name in one.corrects} == {f"month-d-2020-05-r1-{number}" for number in range(1500)}


@pytest.mark.parametrize("published", [b"", b"row_key,action,a\n1,new,2\n"])
def test_an_empty_file_or_one_of_an_older_form_is_an_error_of_ours(published: bytes) -> None:
    with pytest.raises(TerminalError, match="older contract of the platform, or is empty"):
        list(bodies(io.BytesIO(published), [9]))


def test_the_key_is_fixed_for_all_time() -> None:
    # Made with: printf 'month|recruiter|2020-05|1|abab…' | sha256sum
    assert idempotency_key("month", "recruiter", "2020-05", 1, "ab" * 32) == (
        "9b2dbf5907a74426dddea919f59ffe8f7f7dde462bbd9e590c6c12bfda8ec331"
    )


def test_every_part_of_what_is_sent_changes_the_key() -> None:
    base = ("month", "recruiter", "2020-05", 1, "ab" * 32)
    others = [("quarter", *base[1:]), (base[0], "job_post", *base[2:]), (*base[:2], "2020-06", *base[3:]),
              (*base[:3], 2, base[4]), (*base[:4], "cd" * 32)]
    keys = {idempotency_key(*parts) for parts in [base, *others]}
    assert len(keys) == 6
