"""What stands above a header, and in the file's name: whose table it is, and of which month (domain.md 4#2, 73, 74)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from township_sync.domain.contract import plain_text
from township_sync.domain.period import Month
from township_sync.domain.table import Cell, Grid
from township_sync.domain.unit import resolve, units
from township_sync.readers.grids import is_blank

_LABELS = (
    "填报单位", "填报期", "填报月份", "填报日期", "填报时间", "填报人", "填表人", "填表日期", "制表人", "制表日期",
    "联系人", "联系电话", "电话", "审核人", "负责人", "单位负责人", "分管领导", "报送日期", "日期",
    "上报日期", "上报时间", "报送时间", "报送人", "经办人", "报表编号", "表号",
)


def _spaced(label: str) -> str:
    return r"\s*".join(label)


def _after_label(*labels: str) -> re.Pattern[str]:
    """What stands behind a label: to the end, a wide space or the next label; brackets as in （盖章） may follow it."""
    start, others = "|".join(map(_spaced, labels)), "|".join(map(_spaced, _LABELS))
    label = rf"(?:{start})(?:名称)?\s*(?:[(（][^()（）]*[)）])?\s*[:：]?"
    return re.compile(rf"{label}\s*(.*?)\s*(?=$|\s{{2,}}|　|{others})")


_UNIT = _after_label("填报单位")
_MONTH = _after_label("填报期", "填报月份")
_YEAR_MONTH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    r"(?:[-‐‑–—−./\\,、·年](?P<month>0?[1-9]|1[0-2])(?!\d|季)|(?P<packed>0[1-9]|1[0-2])(?:\d\d)?(?!\d))"
)
_MONTH_ONLY = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])月(?:份)?(?!\d{1,2}[日号])")
_NAMED_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)[-._年]?(0?[1-9]|1[0-2])(?:月(?:份)?|(?!\d))(?![-._]?\d)")
_STAMP = re.compile(r"\([^()]*章[^()]*\)")
"""（公章）, （盖章） behind the unit: where the stamp goes."""
_AROUND = "()[]【】:,，。;、|"
_PARTS = re.compile(r"[()\[\]【】/|;,、]+")
_OFFICE = re.compile(
    r"(?:便民|公共|综合|党群|劳动|社会|人力资源|人社|社保|就业|扶贫|民政).*(?:中心|所|站|大厅|办公室|办|局)$"
)
"""The office within a township that fills in the table."""
_HAN_MONTH = re.compile(r"(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九])月")
_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a letterhead says: the unit as written (empty when it says none), and the month."""

    unit: str = ""
    month: Month | None = None

    @property
    def unit_code(self) -> str | None:
        return resolve(self.unit) if self.unit else None


def lines_above(grid: Grid, first_header_row: int) -> list[str]:
    """The texts above a header, one for each row; cells are kept apart by wide spaces."""
    return ["  ".join(_text(cell) for cell in row if not is_blank(cell)) for row in grid.rows[: first_header_row - 1]]


def statement_of(lines: Sequence[str], period: Month) -> Statement:
    """What the lines say; a bare month takes the year of the period."""
    plain = [re.sub(r"[_＿]+", " ", line) for line in lines]
    unit, month = _after(_UNIT, plain), _after(_MONTH, plain)
    return Statement(_unit_text(unit), month_of(month, period))


def _after(label: re.Pattern[str], lines: Sequence[str]) -> str:
    """What stands behind a label in the first line where something does."""
    found = (match[1] for line in lines for match in label.finditer(line) if match[1])
    return next(found, "")


def month_of(text: str, period: Month) -> Month | None:
    """The month that a text means (2020-05, 2020年5月, 202005, 5月, 二〇二〇年五月), or None."""
    plain = _with_digits(plain_text(text))
    if found := _YEAR_MONTH.search(plain):
        return Month(int(found["year"]), int(found["month"] or found["packed"]))
    found = _MONTH_ONLY.search(plain) or re.fullmatch(r"(0?[1-9]|1[0-2])", plain)
    return Month(period.year, int(found[1])) if found else None


def contradiction(name: str, said: Statement, period: Month) -> tuple[str, str] | None:
    """(in the name, inside) when the file's own name says another unit or month than its letterhead."""
    stem = plain_text(PurePosixPath(name).stem)
    code = said.unit_code
    named = _units_named(stem)
    if code and named and code not in named:
        return units()[sorted(named)[0]].name, units()[code].name
    months = _months_named(stem, said.month or period)
    if said.month and months and said.month not in months:
        return str(months[0]), str(said.month)
    return None


def _unit_text(text: str) -> str:
    """The unit as written; what follows behind a space, a code in brackets and the office only count as its name.

    Two different units are none.
    """
    whole, first = (_STAMP.sub("", plain_text(part)).strip(_AROUND) for part in (text, (text.split() or [""])[0]))
    if resolve(whole):
        return whole
    parts = [first, *_PARTS.split(whole), _OFFICE.sub("", first)]
    named = {code: part for part in parts if (code := resolve(part))}
    return next(iter(named.values())) if len(named) == 1 else whole


def _text(cell: Cell) -> str:
    return str(cell.value).strip().replace("\n", "  ")


def _with_digits(text: str) -> str:
    """Han digits as digits, where a year or a month stands (二〇二〇年十二月)."""
    text = re.sub(r"十([一二])(?=月)", r"1\1", text)
    return re.sub(r"十(?=月)", "10", text).translate(_HAN)


def _units_named(stem: str) -> set[str]:
    """The units named in a file name; a name inside a longer one does not count."""
    written = sorted(
        ((plain_text(name), unit.code) for unit in units().values() for name in (unit.name, *unit.aliases, unit.code)),
        key=lambda pair: -len(pair[0]),
    )
    found: set[str] = set()
    for name, code in written:
        if len(name) > 1 and name in stem:
            found.add(code)
            stem = stem.replace(name, "\x00")
    return found


def _months_named(stem: str, usual: Month) -> list[Month]:
    full = [Month(int(found[1]), int(found[2])) for found in _NAMED_YEAR_MONTH.finditer(stem)]
    return full or [Month(usual.year, int(found[1])) for found in _MONTH_ONLY.finditer(_HAN_MONTH.sub(_digits, stem))]


def _digits(found: re.Match[str]) -> str:
    return _with_digits(found[0])
