"""Recruiters, job posts and app accounts of one township."""

import random
from datetime import timedelta

from township_sync.domain.period import Month
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.words import Values, day_between, label, one_of, words, yes_or_no


def recruiter(chance: random.Random, registrar: Registrar, month: Month) -> Values:
    """A complete recruiter, verified within the last weeks before the month."""
    return {
        "company_name": registrar.company(), "uscc": registrar.uscc(), "industry": one_of(chance, "industries"),
        "company_size": one_of(chance, "sizes"), "area": words("work_areas")["in_county"][0],
        "contact_name": registrar.name(), "contact_phone": registrar.phone(), "verify_result": label("true_record"),
        "verified_on": day_between(chance, month.first_day - timedelta(days=40), month.last_day - timedelta(days=31)),
        "disposal": label("keep"), "disposed_on": None,
    }


def verify_again(chance: random.Random, row: Values, month: Month) -> None:
    """Verified again before the 90 days are over: whoever would be 75 days old at the month's end is visited."""
    if (month.last_day - row["verified_on"]).days > 75:
        row["verified_on"] = day_between(chance, month.first_day, month.last_day)


def job_post(chance: random.Random, post_no: str, uscc: str, month: Month) -> Values:
    """An offer published this month that stays valid for one to three months."""
    published = day_between(chance, month.first_day, month.last_day)
    low = chance.randrange(20, 36) * 100
    return {
        "post_no": post_no, "uscc": uscc, "job_title": one_of(chance, "offered_jobs"),
        "occupation": label("worker_occupation"), "headcount": chance.randrange(1, 31), "wage_min": low,
        "wage_max": low + chance.randrange(4, 20) * 100,
        "work_place": chance.choice(words("work_areas")[chance.choice(("in_county", "outside"))]),
        "education_wanted": label("any_education"), "age_wanted": label("any_age"),
        "board_and_lodging": label(chance.choice(("board_and_lodging", "no_board"))), "published_on": published,
        "valid_until": month.last_day + timedelta(days=chance.randrange(2, 60)), "post_source": label("company_source"),
    }


def account_of(chance: random.Random, registrar: Registrar, worker: Values, month: Month) -> Values:
    """The account of a registered person, bound to the person's own number."""
    shared = {field: worker[field] for field in
              ("person_name", "id_no", "household_no", "unit_code", "village_name", "mobile")}
    return _account(chance, registrar, shared, label("poor_worker"), month)


def staff_account(chance: random.Random, registrar: Registrar, person: Values, role: str, month: Month) -> Values:
    """The account of a clerk, broker or leader, who is not in the register."""
    person = {**person, "household_no": None, "mobile": registrar.phone()}
    return _account(chance, registrar, person, role, month)


def _account(chance: random.Random, registrar: Registrar, person: Values, role: str, month: Month) -> Values:
    return {
        **person, "role": role, "account": registrar.account(), "bind_mobile": person["mobile"] or registrar.phone(),
        "bind_id_no": person["id_no"], "real_name_status": label("real_name"), "account_status": label("normal"),
        "registered_on": month.first_day - timedelta(days=chance.randrange(1, 400)),
        "last_login": day_between(chance, month.first_day, month.last_day),
    }


def post(chance: random.Random, registrar: Registrar, worker: Values, post_no: str, employer: str) -> Values:
    """A public-welfare post for a person of the register whose work began on the day the post did."""
    on_date = worker["start_date"]
    reason = label("disability_reason") if worker["disability_cert"] else one_of(chance, "placement_reasons")
    shared = {field: worker[field] for field in
              ("person_name", "id_no", "household_no", "unit_code", "village_name", "mobile")}
    return {
        **shared, "post_no": post_no, "post_type": one_of(chance, "post_types"), "employer_unit": employer,
        "manager_name": registrar.name(), "manager_mobile": registrar.phone(), "placement_reason": reason,
        "on_date": on_date, "contract_end": on_date.replace(year=on_date.year + 2, day=min(on_date.day, 28)),
        "work_mode": label("part_time"), "monthly_pay": chance.choice((600, 800, 1000)),
        "fund_source": one_of(chance, "fund_sources"), "accident_insured": yes_or_no(chance, 0.95),
        "attendance_days": 0, "on_post": label("on_post"), "off_date": None, "exit_reason": None,
    }
