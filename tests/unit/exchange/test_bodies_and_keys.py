"""A published file is cut into bodies byte for byte, and a key depends on nothing but what is sent."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_sync.errors import TerminalError
from township_sync.outbound.batches import body, idempotency_key, records

VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(rows=st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=12), size=st.integers(1, 5))
def test_bodies_put_together_again_are_the_file_and_each_has_whole_records(rows: list[list[str]], size: int) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["row_key", "action"], *rows])
    published = buffer.getvalue().encode()
    header, data = records(published)
    assert len(data) == len(rows)
    bodies = [body(header, data, first, size) for first in range(1, len(data) + 1, size)]
    assert header + b"".join(one.removeprefix(header) for one in bodies) == published
    read = [row for one in bodies for row in list(csv.reader(io.StringIO(one.decode(), newline="")))[1:]]
    assert read == rows


def test_a_last_record_without_a_line_end_is_not_lost() -> None:
    assert records(b"a,b\n1,2\n3,4") == (b"a,b\n", [b"1,2\n", b"3,4"])


def test_an_empty_file_is_an_error_of_ours() -> None:
    with pytest.raises(TerminalError, match="empty"):
        records(b"")


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
