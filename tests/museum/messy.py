"""Random messy workbooks made from a clean table: what a clerk may do to it without changing what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from museum.recipe import Book, Page, Value, healthy, healthy_row
from township_sync.domain.contract import Column, code_set, contract

ENTITY = "worker_employment"
SAME = ("unit_code", "village_name")
"""Columns in which a value may be written once and merged down."""
WORDS = {"unit_code": ("草尾镇", "草尾", "430981114", "沅江市草尾镇", "草尾镇人民政府", " 草尾 镇 ")}
TITLES = (
    "2020年5月就业信息表", "附件2", "沅江市人力资源和社会保障局", "单位：人、元", "（本表一式两份）", "请于25日前报送",
)
LETTERHEADS: tuple[tuple[str, ...], ...] = (
    ("填报单位：草尾镇    填报期：2020-05    填报人：王敏",), ("填报单位:草尾镇人民政府", "", "填报月份:2020年5月"),
    ("填报单位：", "草尾镇", "填报期：", "2020年05月"), ("填 报 单 位：___草尾___ 填报期：二〇二〇年五月",),
    ("填报单位：草尾镇",), ("填报期 2020/5",), ("填报单位（盖章）：草尾镇（公章）；填报月份：五月份",),
    ("填报单位：草尾镇人民政府(盖章)", "", "", "填报期：2020年5月", "填报日期：2020年6月2日"),
)
NOTES = ("备注：以上情况属实", "注:1.本表每月上报", "填表说明", "单位负责人（签字）：", "审核人：李卫国", "说明：无")
EXTRA = ("户主姓名", "帮扶人", "本地自编号", "家庭年收入")
FORMATS = ("xlsx", "xls", "ods", "csv")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
DELIMITERS = (",", ";", "\t")


@dataclass(slots=True)
class Sheet:
    """One messy sheet with what must be read: canonical values by row number, and how many rows are no data."""

    page: Page
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    skipped: int = 0
    hidden: int = 0


def clean_rows(count: int, first: int) -> list[dict[str, str]]:
    """Canonical values by field of so many people."""
    by_header = {column.header: column for column in contract(ENTITY).columns}
    people = [healthy_row(healthy()[ENTITY]["row"], number) for number in range(first, first + count)]
    return [
        {by_header[header].field: _canonical(by_header[header], text) for header, text in row.items()} for row in people
    ]


def _canonical(column: Column, text: str) -> str:
    if column.type == "unit":
        return "430981114"
    if column.type in ("code", "yes_no"):
        return code_set(column.codes or "yes_no").code_of(text) or text
    return text


def messy_book(random: Random) -> tuple[str, Book, list[Sheet]]:
    """A file's name, the file, and what must be read from it."""
    form = random.choice(FORMATS)
    count = 1 if form == "csv" else random.choice((1, 1, 2, 3))
    names = [f"{number}村" for number in range(1, count + 1)] if count > 1 else ["就业信息"]
    sheets = [_sheet(random, form, name, 20 * number) for number, name in enumerate(names, 1)]
    book = Book(
        form, [sheet.page for sheet in sheets], random.choice(ENCODINGS),
        random.choice(DELIMITERS), from_1904=form == "xlsx" and random.random() < 0.2,
    )
    return f"报表.{form}", book, sheets


def _sheet(random: Random, form: str, name: str, first: int) -> Sheet:
    columns = _columns(random)
    sheet = Sheet(Page(name, []))
    rows = sheet.page.rows
    for _ in range(random.randrange(5)):
        rows.append(_texts(random.choice(("", random.choice(TITLES)))))
    rows.append(_texts(*random.choice(LETTERHEADS)))
    if random.random() < 0.2:
        rows.append([])
    header = [_header(random, column) for column in columns]
    rows.append(header)
    if random.random() < 0.1:
        rows.append([Value("number", number) for number in range(1, len(columns) + 1)])
    people = clean_rows(random.randrange(1, 9), first)
    for person in people:
        _mess_between(random, sheet, header)
        rows.append([_cell(random, form, column, person) for column in columns])
        sheet.rows[len(rows)] = person
    _merge(random, form, sheet, columns)
    _mess_below(random, sheet, columns)
    if form != "csv":
        _hide(random, sheet)
    return sheet


def _columns(random: Random) -> list[Column | str]:
    """The columns of the sheet, in any order; a text is one that is not ours, '' one without a header."""
    known = [column for column in contract(ENTITY).columns if column.header in healthy()[ENTITY]["row"]]
    if random.random() < 0.5:
        random.shuffle(known)
    columns: list[Column | str] = list(known)
    for extra in random.sample(EXTRA, random.randrange(3)):
        columns.insert(random.randrange(len(columns) + 1), extra)
    if random.random() < 0.2:
        columns.insert(random.randrange(len(columns)), "")
    return columns


def _header(random: Random, column: Column | str) -> Value | None:
    if isinstance(column, str):
        return Value("text", column) if column else None
    text = random.choice((column.header, column.header, *column.aliases))
    dress: Sequence[Callable[[str], str]] = (
        str, str, str, lambda text: f"*{text}", lambda text: f"{text}（必填）", lambda text: f" {text}\n",
        lambda text: f"{text[:1]} {text[1:]}", lambda text: text.replace("(", "（").replace(")", "）"),
        lambda text: f"{text[:2]}\n{text[2:]}", lambda text: f"{text}：", lambda text: f"{text}（请如实填写）",
        lambda text: f"7、{text}", lambda text: f"（3）{text}", lambda text: f"{text}【下拉选择】",
    )
    return Value("text", random.choice(dress)(text))


def _cell(random: Random, form: str, column: Column | str, person: dict[str, str]) -> Value | None:
    if isinstance(column, str):
        return Value("text", "自编") if column and random.random() < 0.5 else None
    value = random.choice(_written(column, person[column.field]))
    if isinstance(value, Value) and form == "csv" and value.kind == "number" and column.type == "mobile":
        return Value("text", str(value.value))
    return value if isinstance(value, Value) else Value("text", value)


def _written(column: Column, value: str) -> Sequence[str | Value]:
    """Every accepted form of a canonical value."""
    if column.field in WORDS:
        return WORDS[column.field]
    if column.type in _FORMS:
        return [value, *_FORMS[column.type](value)]
    if column.type in ("code", "yes_no"):
        return _codes(column.codes or "yes_no", value)
    return [value, f" {value} ", f"{value}\n", f"\u200b{value}"]


def _codes(name: str, code: str) -> Sequence[str | Value]:
    known = code_set(name)
    words = [word for word, means in known.spellings.items() if means == code]
    label = known.labels[code]
    return [
        label, *words, code, f"{code}.{label}", f"{code}、{label}", f"（{int(code)}）{label}", f" {label} ",
        f"{label}\n", Value("number", int(code)),
    ]


def _names(value: str) -> Sequence[str | Value]:
    return [" ".join(value), f"{value[0]}　{value[1:]}", f" {value}\n", f"\u200b{value}"]


def _ids(value: str) -> Sequence[str | Value]:
    wide = value.translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)})
    apart = f"{value[:6]} {value[6:14]} {value[14:]}"
    return [value.lower(), wide, f"'{value}", apart, f"{value[:6]}-{value[6:]}", f"\ufeff{value}"]


def _mobiles(value: str) -> Sequence[str | Value]:
    apart = f"{value[:3]} {value[3:7]} {value[7:]}"
    return [apart, f"+86{value}", f"86-{value}", f"{value}/0737-2721234", f"{value}.0", Value("number", int(value))]


def _days(value: str) -> Sequence[str | Value]:
    day = date.fromisoformat(value)
    return [
        f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month:02d}/{day.day:02d}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{value} 00:00:00", Value("date", day, "yyyy-mm-dd"),
        Value("date", day, 'yyyy"年"m"月"d"日"'),
    ]


def _amounts(value: str) -> Sequence[str | Value]:
    number = int(value)
    wan = f"{number / 10000:.4f}万"
    return [f"{number:,}", f"{value}元", wan, f" {value}.00 ", f"￥{value}", f"月薪{value}", Value("number", number)]


_FORMS: dict[str, Callable[[str], Sequence[str | Value]]] = {
    "person_name": _names, "id_no": _ids, "mobile": _mobiles, "date": _days, "amount": _amounts,
}


def _mess_between(random: Random, sheet: Sheet, header: list[Value | None]) -> None:
    chance = random.random()
    if chance < 0.1:
        sheet.page.rows += [[] for _ in range(random.randrange(1, 4))]
    elif chance < 0.15:
        _skip(sheet, list(header))
    elif chance < 0.2:
        _skip(sheet, _texts(random.choice(("小计", "合 计", "本页小计"))))


def _mess_below(random: Random, sheet: Sheet, columns: Sequence[Column | str]) -> None:
    sheet.page.rows += [[] for _ in range(random.randrange(3))]
    if random.random() < 0.5:
        _skip(sheet, _total(random, sheet, columns))
    for note in random.sample(NOTES, random.randrange(3)):
        _skip(sheet, _texts(*random.choice(((note,), ("", note)))))


def _total(random: Random, sheet: Sheet, columns: Sequence[Column | str]) -> list[Value | None]:
    """A right total of the wages, where they do not stand first."""
    total = sum(int(person["monthly_wage"]) for person in sheet.rows.values())
    row = _texts(random.choice(("合计", "合 计：", "总计")), *([""] * (len(columns) - 1)))
    for place, column in enumerate(columns):
        if place and isinstance(column, Column) and column.field == "monthly_wage":
            row[place] = random.choice((Value("number", total), Value("text", f"{total:,}元")))
    return row


def _skip(sheet: Sheet, row: list[Value | None]) -> None:
    sheet.page.rows.append(row)
    sheet.skipped += 1


def _merge(random: Random, form: str, sheet: Sheet, columns: Sequence[Column | str]) -> None:
    """Write a township or village once for people that stand below each other, and merge it down."""
    if form == "csv" or random.random() < 0.5 or len(sheet.rows) < 2:
        return
    merges = []
    for place, column in enumerate(columns):
        if isinstance(column, Column) and column.field in SAME:
            first = random.choice(sorted(sheet.rows))
            last = first
            while last + 1 in sheet.rows and random.random() < 0.8:
                last += 1
                sheet.page.rows[last - 1][place] = None
                sheet.rows[last] = {**sheet.rows[last], column.field: sheet.rows[first][column.field]}
            if last > first:
                letter = chr(65 + place) if place < 26 else "A" + chr(39 + place)
                merges.append(f"{letter}{first}:{letter}{last}")
    sheet.page.merges = merges


def _hide(random: Random, sheet: Sheet) -> None:
    if random.random() < 0.3:
        sheet.page.hidden_rows = random.sample(sorted(sheet.rows), random.randrange(1, len(sheet.rows) + 1))
        sheet.hidden = len(sheet.page.hidden_rows)


def _texts(*texts: str) -> list[Value | None]:
    return [Value("text", text) if text else None for text in texts]
