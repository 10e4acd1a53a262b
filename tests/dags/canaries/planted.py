"""Sixteen values of persons that nobody is, and the workbook of one township that holds them.

Every row that bears one of the sixteen is loaded, some with a finding; the values of the refused rows are looked for
too. The numbers are of area 439999, which nobody was given.
"""

from collections.abc import Mapping
from io import BytesIO

from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character, uscc_check_character
from township_sync.domain.unit import units

UNIT, MONTH = "430981114", "2020-05"
WORKBOOK_NAME = "五月.xlsx"


def _id_no(first: str) -> str:
    return first + id_check_character(first)


WORKER, HOLDER, BOUND, PAYEE = (_id_no(first) for first in (
    "43999919870317402", "43999919910623815", "43999919790908134", "43999919680214656"))
SOLE_PERSON = "92439999MA4KC7R3X"
CANARIES: Mapping[str, str] = {
    "a worker's name": "欧阳鹭汀", "a worker's ID": WORKER, "a worker's phone": "19973740816",
    "a household's number": "HX73914-K2", "a disability certificate": f"{WORKER}43",
    "an account holder's name": "司徒鲲岚", "an account holder's ID": HOLDER, "an account": "yjcn8c7d2e6f",
    "the phone of an account": "19965082931", "the ID that an account is bound to": BOUND,
    "a payee's name": "尉迟桉榕", "a payee's ID": PAYEE, "a bank account": "6230907811043957264",
    "a contact's name": "公孙蕲蘅", "a contact's phone": "19980417365",
    "a sole person's credit code": SOLE_PERSON + uscc_check_character(SOLE_PERSON),
}
REFUSED: Mapping[str, str] = {
    "a refused row's name": "令狐莜雯", "a refused row's ID": "439999198505057310",
    "a refused row's phone": "1996508299", "a refused row's account": "yjrf3b9a1c5d",
}
_TOWN = {"unit_code": units()[UNIT].name, "village_name": "乐园村"}
_JOBLESS = {
    **_TOWN, "poverty_status": "已脱贫(享受政策)", "relocated": "否", "labour_capability": "普通劳动力",
    "employment_intent": "是", "training_intent": "是", "employment_status": "未就业", "collect_mode": "上门",
    "collected_on": "2020-05-12",
}
_ACCOUNT = {**_TOWN, "role": "贫困劳动力", "real_name_status": "已实名", "account_status": "正常"}
_Rows = list[dict[str, str]]


def _workers() -> _Rows:
    is_her = {"person_name": CANARIES["a worker's name"], "id_no": WORKER, "sex": "男",
              "mobile": CANARIES["a worker's phone"], "household_no": CANARIES["a household's number"],
              "disability_cert": CANARIES["a disability certificate"]}
    is_refused = {"person_name": REFUSED["a refused row's name"], "id_no": REFUSED["a refused row's ID"],
                  "mobile": REFUSED["a refused row's phone"]}
    return [_JOBLESS | is_her, _JOBLESS | is_refused]


def _accounts() -> _Rows:
    is_held = {"person_name": CANARIES["an account holder's name"], "id_no": HOLDER, "account": CANARIES["an account"],
               "bind_mobile": CANARIES["the phone of an account"], "bind_id_no": BOUND}
    is_refused = is_held | {"person_name": REFUSED["a refused row's name"], "id_no": "4.39999E+17",
                            "account": REFUSED["a refused row's account"]}
    return [_ACCOUNT | is_held, _ACCOUNT | is_refused]


def _subsidies() -> _Rows:
    return [{**_TOWN, "person_name": CANARIES["a payee's name"], "id_no": PAYEE, "subsidy_kind": "一次性求职创业补贴",
             "period_from": "2020-05-01", "period_to": "2020-05-31", "amount": "400", "applied_on": "2020-05-06",
             "bank": "沅江农商银行", "bank_account": CANARIES["a bank account"]}]


def _recruiters() -> _Rows:
    return [{"company_name": "沅江市鹭汀服装加工店", "area": "湖南省沅江市",
             "uscc": CANARIES["a sole person's credit code"],
             "contact_name": CANARIES["a contact's name"], "contact_phone": CANARIES["a contact's phone"],
             "verified_on": "2020-05-03", "verify_result": "属实"}]


_SHEETS = {"worker_employment": _workers, "app_account": _accounts, "subsidy": _subsidies, "recruiter": _recruiters}


def workbook() -> bytes:
    """What the township sends: a sheet of each, with a title, a letterhead and a header."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for entity, make in _SHEETS.items():
        rows, sheet = make(), book.create_sheet(contract(entity).title)
        fields = list(dict.fromkeys(field for row in rows for field in row))
        sheet.append([contract(entity).title])
        sheet.append([f"填报单位：{units()[UNIT].name}  填报期：{MONTH}"])
        sheet.append([contract(entity).column(field).header for field in fields])
        for row in rows:
            sheet.append([row.get(field) for field in fields])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
