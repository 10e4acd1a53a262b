"""What real platforms do to receipts: send them twice, in another order, too few, for strangers, or before the end."""

from collections.abc import Callable
from typing import Any

Page = dict[str, Any]


def duplicate(page: Page) -> Page:
    """Every receipt three times: twice as it is, once under another id."""
    again = [{**row, "receipt_id": row["receipt_id"] + "-again"} for row in page["rows"]]
    return {**page, "rows": page["rows"] + page["rows"] + again}


def reverse(page: Page) -> Page:
    """The receipts of a page in reverse order."""
    return {**page, "rows": page["rows"][::-1]}


def drop_last(page: Page) -> Page:
    """The last receipt is missing; the counts still hold it."""
    return {**page, "rows": page["rows"][:-1]}


def foreign_row(page: Page) -> Page:
    """Two receipts more: for a row number that was never sent, and for a row key that is not that row's."""
    first = page["rows"][0]
    beyond = {**first, "row_no": 10_000, "receipt_id": "stranger-1"}
    other = {**first, "row_key": "0" * 64, "receipt_id": "stranger-2", "status": "rejected", "sequence": 9}
    return {**page, "rows": [*page["rows"], beyond, other]}


def foreign_batch(page: Page) -> Page:
    """The page says that it is another batch's."""
    return {**page, "batch_id": page["batch_id"] + "-other"}


def interim(page: Page) -> Page:
    """The final verdicts first, then older interim ones (rejected, sequence 0) for the same rows."""
    older = [{**row, "sequence": 0, "status": "rejected", "code": "P000", "message": "待复核",
              "receipt_id": row["receipt_id"] + "-interim"} for row in page["rows"]]
    return {**page, "rows": page["rows"] + older}


def contradict(page: Page) -> Page:
    """The first row is said to be accepted and rejected at once, under the same sequence."""
    first = page["rows"][0]
    is_accepted = first["status"] == "accepted"
    other = {"status": "rejected" if is_accepted else "accepted", "code": "P999" if is_accepted else "",
             "message": "自相矛盾" if is_accepted else "", "receipt_id": first["receipt_id"] + "-contrary"}
    return {**page, "rows": [*page["rows"], {**first, **other}]}


def overturn(page: Page) -> Page:
    """The first row's verdict is overturned by a later one (a higher sequence)."""
    contrary = contradict(page)
    last = contrary["rows"][-1]
    return {**contrary, "rows": [*contrary["rows"][:-1], {**last, "sequence": last["sequence"] + 1}]}


def miscount(page: Page) -> Page:
    """The counts do not add up: one row fewer is said to be accepted."""
    counts = page["counts"]
    return {**page, "counts": {**counts, "accepted": max(0, counts["accepted"] - 1)}}


def wrong_version(page: Page) -> Page:
    """The verdict on the first row is about another version of it than was sent."""
    return {**page, "rows": [{**page["rows"][0], "row_version": "0" * 64}, *page["rows"][1:]]}


def strange_words(page: Page) -> Page:
    """Every row is rejected under a code that nobody knows, in words as long as the contract lets them be."""
    told = {"status": "rejected", "code": "Z_UNHEARD_OF", "message": '=HYPERLINK("http://x")<b>驳回</b>\u202e' * 312}
    rows = [{**row, **told} for row in page["rows"]]
    return {**page, "rows": rows, "counts": {"received": page["counts"]["received"], "accepted": 0,
                                             "rejected": page["counts"]["received"]}}


CHANGES: dict[str, Callable[[Page], Page]] = {
    "duplicate": duplicate, "reverse": reverse, "drop_last": drop_last, "foreign_row": foreign_row,
    "foreign_batch": foreign_batch, "interim": interim, "contradict": contradict, "overturn": overturn,
    "miscount": miscount, "wrong_version": wrong_version, "strange_words": strange_words,
}
