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
    beyond = {**first, "row_no": 999_999, "receipt_id": "stranger-1"}
    other = {**first, "row_key": "0" * 64, "receipt_id": "stranger-2", "status": "rejected", "sequence": 9}
    return {**page, "rows": [*page["rows"], beyond, other]}


def interim(page: Page) -> Page:
    """The final verdicts first, then older interim ones (rejected, sequence 0) for the same rows."""
    older = [{**row, "sequence": 0, "status": "rejected", "code": "P000", "message": "待复核",
              "receipt_id": row["receipt_id"] + "-interim"} for row in page["rows"]]
    return {**page, "rows": page["rows"] + older}


CHANGES: dict[str, Callable[[Page], Page]] = {
    "duplicate": duplicate, "reverse": reverse, "drop_last": drop_last, "foreign_row": foreign_row, "interim": interim,
}
