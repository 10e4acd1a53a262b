"""Workbooks for measuring: healthy employment sheets of 25 columns, the same bytes of content every time."""

import io
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from itertools import repeat
from multiprocessing import get_context

from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character
from township_sync.domain.period import Month
from township_sync.domain.unit import units

ENTITY = "worker_employment"
FIELDS = (
    "row_no", "person_name", "id_no", "household_no", "unit_code", "village_name", "mobile", "sex", "ethnicity",
    "education", "poverty_status", "relocated", "labour_capability", "employment_intent", "training_intent",
    "employment_status", "employment_form", "employer_name", "work_region", "work_area", "job_title", "start_date",
    "monthly_wage", "collect_mode", "collected_on",
)
"""The columns of every book."""
PERIOD = Month(2020, 5)
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁"
_GIVEN = "丰明芳伟娜秀英敏静丽强磊军洋勇艳杰娟涛超平刚桂香玉兰凤霞红梅春花建国志文华辉云飞海波少东雪松立新永"
_WORDS = {
    "sex": ("男", "女"), "ethnicity": ("汉族", "土家族", "回族"), "education": ("初中", "小学", "高中"),
    "poverty_status": ("脱贫户",), "labour_capability": ("普通劳动力", "弱劳动力"), "employment_status": ("已就业",),
    "employment_form": ("单位就业", "灵活就业"), "work_region": ("省内县外", "省外", "县内"), "collect_mode": ("入户",),
    "work_area": ("湖南省长沙市", "广东省深圳市"), "job_title": ("普工", "缝纫工", "电工", "保洁", "司机"),
}


def unit_code() -> str:
    """The unit whose books these are: the first of all."""
    return next(iter(units()))


def make_books(rows: int, count: int) -> list[bytes]:
    """So many workbooks of so many rows, made in processes of their own: making takes more memory than reading."""
    with ProcessPoolExecutor(1, get_context("spawn")) as makers:
        return list(makers.map(make_book, repeat(rows, count), range(1, count + 1)))


def make_book(rows: int, number: int) -> bytes:
    """One workbook; `number` tells its people from those of the other books."""
    import xlsxwriter

    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(made, {"in_memory": True})
    workbook.set_properties({"created": datetime(2020, 5, 31)})
    sheet, day = workbook.add_worksheet("劳动力就业信息"), workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, "劳动力就业信息台账")
    sheet.write_string(1, 0, f"填报单位：{units()[unit_code()].name}    填报期：{PERIOD}")
    sheet.write_row(2, 0, [contract(ENTITY).column(name).header for name in FIELDS])
    for index in range(rows):
        for place, name in enumerate(FIELDS):
            value = _value(name, index, number)
            if isinstance(value, date):
                sheet.write_datetime(3 + index, place, value, day)
            else:
                sheet.write(3 + index, place, value)
    workbook.close()
    return made.getvalue()


def _value(name: str, index: int, book: int) -> str | int | date:
    """What stands in a field of a row: mostly distinct in the columns of persons, few words in the others."""
    person = index + book * 7919
    match name:
        case "row_no":
            return index + 1
        case "person_name":
            given = len(_GIVEN)
            return _SURNAMES[person % 20] + _GIVEN[person // 20 % given] + _GIVEN[person // 20 // given % given]
        case "id_no":
            return _id_no(person)
        case "household_no":
            return f"HH{person // 3:08d}"
        case "mobile":
            return f"139{10_000_000 + person * 37 % 80_000_000:08d}"
        case "unit_code":
            return units()[unit_code()].name
        case "village_name" | "employer_name":
            return {"village_name": f"第{person % 21 + 1}村", "employer_name": f"沅江市第{person % 400}制衣厂"}[name]
        case "start_date":
            return date(2018, 1, 1) + timedelta(days=person % 840)
        case "monthly_wage":
            return 2000 + person % 600 * 5
        case "collected_on":
            return f"2020-05-{person % 28 + 1:02d}"
    words = _WORDS.get(name, ("是", "否"))
    return words[person % len(words)]


def _id_no(person: int) -> str:
    """A number of the unassigned area 439999 with a right check character, for somebody of working age."""
    born = date(1965, 1, 1) + timedelta(days=person % 12_000)
    first = f"439999{born:%Y%m%d}{person // 12_000 % 1000:03d}"
    return first + id_check_character(first)
