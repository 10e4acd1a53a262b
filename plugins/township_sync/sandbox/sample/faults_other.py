"""Faults in posts, recruiters, offers and accounts. Each function plants one fault and notes what has to be found."""

from datetime import timedelta

from township_sync.domain.identity import USCC_ALPHABET
from township_sync.sandbox.sample.ground import Ground, Spot
from township_sync.sandbox.sample.market import post
from township_sync.sandbox.sample.people import OLD, age_of, is_
from township_sync.sandbox.sample.rows import SampleRow
from township_sync.sandbox.sample.words import Values, label, words

POST, RECRUITER, JOB, ACCOUNT = "public_welfare_post", "recruiter", "job_post", "app_account"


def _serving(ground: Ground, slug: str) -> Spot:
    first = ground.rows.month.first_day
    return ground.spot(slug, POST, lambda row: is_(row, "on_post", "on_post") and row["on_date"] < first)


def paid_without_attendance(ground: Ground) -> None:
    """Paid for a month without a day of work."""
    spot = _serving(ground, "paid_without_attendance")
    spot.row.values["attendance_days"] = 0
    spot.row.plant("paid_without_attendance")


def person_in_two_active_posts(ground: Ground) -> None:
    """One person is on two posts."""
    spot = _serving(ground, "person_in_two_active_posts")
    second = spot.row.twin(post_no=ground.post_no(spot.unit))
    for row in (spot.row, ground.add(spot.unit, POST, second)):
        row.plant("person_in_two_active_posts")


def post_age_out_of_limit(ground: Ground) -> None:
    """Somebody above 70 was put on a post."""
    last = ground.rows.month.last_day
    spot = ground.worker("post_age_out_of_limit", lambda row: age_of(row, last) >= OLD)
    worker = spot.row.values | {"start_date": ground.rows.month.plus(-6).first_day}
    employer = words("committee_form").format(unit=worker["unit_code"], village=worker["village_name"])
    row = post(ground.chance, ground.registrar, worker, ground.post_no(spot.unit), employer) | {"attendance_days": 15}
    ground.add(spot.unit, POST, SampleRow(row)).plant("post_age_out_of_limit")


def off_post_without_date(ground: Ground) -> None:
    """Somebody left the post this month, nobody wrote when."""
    first = ground.rows.month.first_day
    spot = ground.spot("off_post_without_date", POST, lambda row: bool(row["off_date"]) and row["off_date"] >= first)
    spot.row.spoil("off_date", None)
    spot.row.plant("off_post_without_date")


def post_without_employer(ground: Ground) -> None:
    """Nobody says who employs the person on this post."""
    spot = _serving(ground, "required_value_missing")
    spot.row.spoil("employer_unit", None)
    spot.row.plant("required_value_missing", "employer_unit")


def _incomplete(ground: Ground, **spoiled: str | None) -> None:
    spot = ground.spot("recruiter_incomplete", RECRUITER)
    for field, literal in spoiled.items():
        spot.row.spoil(field, literal)
    spot.row.plant("recruiter_incomplete", missing=tuple(spoiled))


def recruiter_without_region(ground: Ground) -> None:
    """Where the company is, is missing."""
    _incomplete(ground, area=None)


def recruiter_without_contact(ground: Ground) -> None:
    """Contact and phone are missing."""
    _incomplete(ground, contact_name=None, contact_phone=None)


def recruiter_with_bad_phone(ground: Ground) -> None:
    """The phone is no phone."""
    _incomplete(ground, contact_phone="1990")


def recruiter_never_verified(ground: Ground) -> None:
    """No date of verification."""
    spot = ground.spot("recruiter_not_verified", RECRUITER)
    spot.row.spoil("verified_on", None)
    spot.row.plant("recruiter_not_verified")


def recruiter_verified_long_ago(ground: Ground) -> None:
    """Verified 120 days before the month ended."""
    spot = ground.spot("recruiter_not_verified", RECRUITER)
    spot.row.values["verified_on"] = ground.rows.month.last_day - timedelta(days=120)
    spot.row.plant("recruiter_not_verified")


def recruiter_waits_for_verification(ground: Ground) -> None:
    """The verification is still to come."""
    spot = ground.spot("recruiter_not_verified", RECRUITER)
    spot.row.values["verify_result"] = label("unverified_record")
    spot.row.plant("recruiter_not_verified")


def recruiter_untrue(ground: Ground) -> None:
    """The company turned out not to be what it said."""
    spot = ground.spot("recruiter_untrue", RECRUITER)
    spot.row.values["verify_result"] = label("untrue_record")
    spot.row.plant("recruiter_untrue")


def uscc_check_character(ground: Ground) -> None:
    """One character of the credit code was mistyped."""
    spot = ground.spot("uscc_check_character", RECRUITER)
    good = spot.row.values["uscc"]
    wrong = USCC_ALPHABET[(USCC_ALPHABET.index(good[17]) + 1) % 31]
    spot.row.spoil("uscc", good[:17] + wrong)
    spot.row.plant("uscc_check_character", "uscc")


def job_post_expired(ground: Ground) -> None:
    """The offer ended before the month began."""
    spot = ground.spot("job_post_expired", JOB)
    first = ground.rows.month.first_day
    spot.row.values.update(published_on=first - timedelta(days=50), valid_until=first - timedelta(days=3))
    spot.row.plant("job_post_expired", "valid_until")


def wage_range_inverted(ground: Ground) -> None:
    """Low and high were swapped."""
    spot = ground.spot("wage_range_inverted", JOB)
    low, high = spot.row.values["wage_min"], spot.row.values["wage_max"]
    spot.row.values.update(wage_min=high, wage_max=low)
    spot.row.plant("wage_range_inverted")


def headcount_not_positive(ground: Ground) -> None:
    """Nobody is wanted."""
    spot = ground.spot("headcount_not_positive", JOB)
    spot.row.values["headcount"] = 0
    spot.row.plant("headcount_not_positive", "headcount")


def _holder(row: Values) -> bool:
    return is_(row, "account_status", "normal") and is_(row, "role", "poor_worker")


def _clerk(row: Values) -> bool:
    return is_(row, "account_status", "normal") and not is_(row, "role", "poor_worker")


def one_person_many_accounts(ground: Ground) -> None:
    """A villager has a second account in the same township."""
    spot = ground.spot("one_person_many_accounts", ACCOUNT, _holder)
    _second_account(ground, spot, spot.unit)


def one_clerk_in_two_townships(ground: Ground) -> None:
    """A clerk has one account in each of two townships; each has to be told."""
    spot = ground.spot("one_person_many_accounts", ACCOUNT, _clerk)
    _second_account(ground, spot, ground.other_unit(spot.unit))


def _second_account(ground: Ground, spot: Spot, unit: str) -> None:
    place = {"unit_code": ground.unit_names[unit],
             "village_name": ground.chance.choice(ground.rows.of(unit, "worker_employment")).values["village_name"]}
    if unit == spot.unit:
        place = {}
    second = spot.row.twin(account=ground.registrar.account(), bind_mobile=ground.registrar.phone(), **place)
    for row in (spot.row, ground.add(unit, ACCOUNT, second)):
        row.plant("one_person_many_accounts")


def one_account_many_persons(ground: Ground) -> None:
    """Two people log in with the same account."""
    spots = [ground.spot("one_account_many_persons", ACCOUNT, _holder) for _ in range(2)]
    spots[1].row.values["account"] = spots[0].row.values["account"]
    for spot in spots:
        spot.row.plant("one_account_many_persons")


def staff_phone_shared(ground: Ground) -> None:
    """A villager's account is bound to the phone of a clerk."""
    clerk = ground.spot("staff_phone_shared", ACCOUNT, _clerk)
    villager = ground.spot("staff_phone_shared", ACCOUNT, _holder, units=[clerk.unit])
    villager.row.values["bind_mobile"] = clerk.row.values["bind_mobile"]
    for spot in (clerk, villager):
        spot.row.plant("staff_phone_shared")
