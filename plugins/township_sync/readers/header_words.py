"""What clerks write into and below a header besides its names: instructions, numbers of columns, units of measure."""

import re
from collections.abc import Collection, Sequence

from township_sync.domain.contract import plain_header, plain_text
from township_sync.domain.table import Cell, Grid
from township_sync.readers.grids import is_blank

_INSTRUCTION = (
    r"必填.*|必须.*|可空|可选|单选|多选|下拉.*|.*选择.*|请.*|勿.*|例.*|如.*|.*填.*|按.*|见.*|限.*|不含.*|格式.*|.*格式|单位.*|文本.*|"
    r".*文本|.*数字.*|\d+位.*|.*\d+位|.*手机号?|男[/、]女|.*[是有].*[否无]|.*[√×※].*|[01]/[01]|Y/N|元(?:/人)?(?:/?月)?|[月天人个岁]|"
    r"㎡|m2|平方米|大写|年月日|年[/-]月[/-]日|[yY]{2,4}.*|\d{4}[-./年].*|.*一致|.*代码|全称"
).replace(".*", r"[^()\[\]【】<>]*")
_IN_BRACKETS = re.compile(rf"[(\[【<](?:{_INSTRUCTION})[)\]】>]")
_BRACKETS = str.maketrans("〔〕{}", "()()")
_NUMBER = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.、:)]?|[一二三四五六七八九十]{1,3}、|[A-Za-z][.、])(?=\D)")
_SIGNS = "★☆▲△※●◆#·、"
_MAYBE = re.compile(r"[(\[【<.、:]|^\d")
_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_FEWEST_NUMBERED = 5
_UNDER_HEADER = re.compile(r"\(.*\)|单位:.*|必填|选填|可选|填写说明.*")
_DATA = re.compile(r"\d{6}")


def bare_headers(text: str) -> list[str]:
    """A header without its number, without instructions in brackets, and without both; none when it has neither.

    Signs that mark it (★, ※) go first.
    """
    whole = plain_header(text).translate(_BRACKETS)
    plain = whole.lstrip(_SIGNS).rstrip(f"{_SIGNS}_/-")
    if plain == whole and not _MAYBE.search(whole):
        return []
    unnumbered = _NUMBER.sub("", plain)
    told = [re.sub(f"{_IN_BRACKETS.pattern}$", "", text) for text in (plain, unnumbered)]
    forms = (plain, unnumbered, *told, _IN_BRACKETS.sub("", plain), _IN_BRACKETS.sub("", unnumbered))
    return [form for form in dict.fromkeys(form.rstrip(":") for form in forms) if form not in ("", whole)]


def reaches_down(grid: Grid, top: int, row: int, columns: Collection[int]) -> int:
    """The lowest row of a header: below its names may stand rows that a merge joins to it, units, or column numbers."""
    while row < len(grid.rows) and _belongs_to_header(grid, top, row, columns):
        row += 1
    return row


def _belongs_to_header(grid: Grid, top: int, row: int, columns: Collection[int]) -> bool:
    texts = [plain_text(_text(cell)) for cell in grid.rows[row] if not is_blank(cell)]
    if any(map(_DATA.search, texts)):
        return False
    if any(top <= first <= row < last and left in columns for first, left, last, _ in grid.merges):
        return True
    return bool(texts) and (all(map(_UNDER_HEADER.fullmatch, texts)) or _counts_up(texts))


def _counts_up(texts: Sequence[str]) -> bool:
    """栏次 甲 乙 1 2 3 …: a statistical form numbers its columns."""
    numbers = [int(text) for text in texts if re.fullmatch(r"\d{1,2}", text)]
    others = [text for text in texts if not re.fullmatch(r"\d{1,2}", text)]
    return (
        len(numbers) >= _FEWEST_NUMBERED
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and all(text in ("栏次", "列次", "栏号") or text in _ORDINALS for text in others)
    )


def _text(cell: Cell) -> str:
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
