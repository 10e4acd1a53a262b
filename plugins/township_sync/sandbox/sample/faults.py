"""Which faults are planted in a month, in which order, and how often."""

import random
from collections.abc import Callable

from township_sync.domain.unit import units
from township_sync.sandbox.sample import faults_other as other
from township_sync.sandbox.sample import faults_people as people
from township_sync.sandbox.sample.ground import Ground
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.rows import MonthRows

Fault = Callable[[Ground], None]
ROWS_PER_COPY = 5000  # one more copy of each repeatable fault for so many registered people

RARE: tuple[Fault, ...] = (  # first, because few rows fit
    other.off_post_without_date, other.post_age_out_of_limit, other.staff_phone_shared,
    other.one_clerk_in_two_townships, other.recruiter_without_region, other.recruiter_without_contact,
    other.recruiter_with_bad_phone,
    other.recruiter_never_verified, other.recruiter_verified_long_ago, other.recruiter_waits_for_verification,
    other.recruiter_untrue, other.uscc_check_character, other.headcount_not_positive, other.wage_range_inverted,
)
REPEATED: tuple[Fault, ...] = (
    people.claimed_by_two_townships, people.id_shared_by_two_names, people.duplicate_row_in_sheet,
    people.duplicate_key_in_sheet, people.id_no_numeric_cell, people.id_no_check_character, people.id_no_length,
    people.id_no_birth_date_impossible, people.employed_without_start_date, people.employed_with_missing_details,
    people.unemployed_with_employer, people.code_unknown, people.required_value_missing, people.date_impossible,
    people.amount_in_wan, people.sex_contradicts_id, people.mobile_invalid, other.paid_without_attendance,
    other.person_in_two_active_posts, other.post_without_employer, other.job_post_expired,
    other.one_person_many_accounts, other.one_account_many_persons,
)
LATER: tuple[Fault, ...] = (people.wage_jump, people.person_forgotten)  # need a month before


def plant_faults(rows: MonthRows, formats: dict[str, str], registrar: Registrar, seed: int,
                 previous: MonthRows | None) -> None:
    """Plant every kind of fault at least once in this month's rows."""
    names = {code: unit.name for code, unit in units().items()}
    earlier = previous.every("worker_employment") if previous else ()
    accepted = {row.values["id_no"] for _, row in earlier if not row.rejected}
    ground = Ground(rows, random.Random(f"{seed}/{rows.month}/faults"), registrar, formats, names, accepted)
    people_now = sum(1 for _ in rows.every("worker_employment"))
    copies = max(1, people_now // ROWS_PER_COPY)
    for fault in RARE:
        fault(ground)
    for fault in REPEATED + (LATER if previous else ()):
        for _ in range(copies):
            fault(ground)
