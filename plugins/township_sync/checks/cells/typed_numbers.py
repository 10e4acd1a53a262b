"""Numbers as typed by hand: units, thousands separators, 万, 约 and ranges (domain.md part 4, pattern 46)."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.table import Cell

LARGEST = Decimal(10) ** 12
LONGEST = 60
"""Characters of a number as typed; a longer text is none."""
_APPROXIMATE = re.compile(r"大约|约|左右|上下")
_NUMBER = r"(\d+(?:\.\d*)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(万|千|百|[kK])?"
_MONEY = r"(?:元整|元人民币|\(元\)|元|圆整|圆|块钱|块|RMB|人民币)?"
_OTHER_UNITS = r"(?:人次|人|名|个|户|家|天|日|次|课时|学时|节|平方米|平米|m2)?"
_BEFORE = r"(?:¥|RMB|人民币|每月|月薪|月工资|工资)?"
_SINGLE = re.compile(rf"{_BEFORE}([-+]?){_NUMBER}({_MONEY}{_OTHER_UNITS})(?:/月|每月|/人)?", re.IGNORECASE)
_RANGE = re.compile(rf"{_NUMBER}({_MONEY}{_OTHER_UNITS})[-~〜∼至到]+{_NUMBER}({_MONEY}{_OTHER_UNITS})(?:/月|每月)?")
_FACTORS = {
    "万": Decimal(10_000), "千": Decimal(1_000), "k": Decimal(1_000), "K": Decimal(1_000), "百": Decimal(100),
    None: Decimal(1),
}


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number read from a cell; `has_unit` when a unit of money was written, `is_approximate` for 约 and ranges."""

    number: Decimal
    has_unit: bool = False
    is_approximate: bool = False


def typed_number(cell: Cell) -> TypedNumber | None:
    """The number that a cell means, or None; a number below zero is none."""
    text = compact(typed_text(cell))
    if len(text) > LONGEST:
        return None
    plain = _APPROXIMATE.sub("", text).rstrip("。;；")
    found = _single(plain) or _range(plain)
    if found is None or not 0 <= found.number < LARGEST:
        return None
    return TypedNumber(found.number, found.has_unit, found.is_approximate or _APPROXIMATE.search(text) is not None)


def _single(text: str) -> TypedNumber | None:
    match = _SINGLE.fullmatch(text)
    if not match:
        return None
    sign, digits, factor, unit = match.groups()
    number = Decimal(sign + digits.replace(",", "")) * _FACTORS[factor]
    return TypedNumber(number, has_unit=bool(factor or unit))


def _range(text: str) -> TypedNumber | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    low_digits, low_factor, low_unit, high_digits, high_factor, high_unit = match.groups()
    low = Decimal(low_digits.replace(",", "")) * _FACTORS[low_factor or high_factor]
    high = Decimal(high_digits.replace(",", "")) * _FACTORS[high_factor]
    if low > high:
        return None
    has_unit = any((low_factor, low_unit, high_factor, high_unit))
    return TypedNumber((low + high) / 2, has_unit, is_approximate=True)


def number_form(number: Decimal, places: str = "0.01") -> str:
    """`2600.00` → `2600`, `2600.50` → `2600.5`; rounded half up to the places given."""
    text = f"{number.quantize(Decimal(places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
