"""Counts that add up, and a workbook that only its township opens."""

from io import BytesIO

import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from township_sync.errors import TerminalError, UsageError
from township_sync.workbooks.encrypt import decrypt, encrypt
from township_sync.workbooks.receipt import Receipt, SheetCount


def test_a_receipt_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(TerminalError, match="does not add up: 3 rows read, 2 with a fate"):
        SheetCount("表一", "表一", read=3, loaded=1, rejected=1, skipped=1)


def test_the_total_is_the_sum_of_the_sheets() -> None:
    sheets = [
        SheetCount("一", "一", read=3, loaded=2, held_aside=1), SheetCount("二", "二", read=1, duplicate=1, skipped=4),
    ]
    assert Receipt("草尾镇", "2020-05", "五月.xlsx", "0", "accepted", sheets).total == (4, 2, 1, 0, 1, 0, 4)
    assert Receipt("草尾镇", "2020-05", "五月.xlsx", "0", "rejected").total == (0,) * 7


def test_an_encrypted_workbook_opens_with_its_passphrase_only(by_openpyxl: bytes) -> None:
    sealed = encrypt(by_openpyxl, "芦苇荡里的小船2020")
    assert sealed.startswith(b"\xd0\xcf\x11\xe0")
    assert decrypt(sealed, "芦苇荡里的小船2020") == by_openpyxl
    with pytest.raises(InvalidKeyError):
        office = OOXMLFile(BytesIO(sealed))
        office.load_key(password="芦苇荡里的小船2020 ", verify_password=True)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(UsageError, match="fewer than"):
        encrypt(b"", "123456")
