"""How a township moves from one month to the next: every change carries its record, every post its dates."""

import random

from township_sync.domain.period import Month
from township_sync.sandbox.sample import market
from township_sync.sandbox.sample import people as folk
from township_sync.sandbox.sample.township import Township
from township_sync.sandbox.sample.words import Values, day_between, label


def advance(town: Township, month: Month) -> None:
    """Move the township to `month`; what it then holds is what an honest clerk would report for it."""
    _forget_last_month(town, month)
    for row in town.workers:
        folk.collect(town.chance, row, month)
    _leave_posts(town, month)
    _take_posts(town, month)
    _change_work(town, month)
    _leave_register(town, month)
    _join_register(town, month)
    _serve_posts(town, month)
    _move_market(town, month)
    _use_accounts(town, month)


def _forget_last_month(town: Township, month: Month) -> None:
    """Who left last month is gone; posts that ended stay on the list until their quarter is over."""
    gone = {row["id_no"] for row in town.workers if row.get("change_type") == label("left")}
    town.workers = [row for row in town.workers if row["id_no"] not in gone]
    town.accounts = [row for row in town.accounts if row["id_no"] not in gone]
    quarter = month.quarter
    town.posts = [row for row in town.posts if row["off_date"] is None or row["off_date"] >= quarter.first_day]


def _some(chance: random.Random, rows: list[Values], share: float, at_least: int = 1) -> list[Values]:
    number = min(len(rows), max(at_least, round(len(rows) * share)))
    return chance.sample(rows, k=number)


def _unchanged(town: Township) -> list[Values]:
    return [row for row in town.workers if row["change_type"] is None]


def _leave_posts(town: Township, month: Month) -> None:
    workers = {row["id_no"]: row for row in town.workers}
    active = [row for row in town.posts if folk.is_(row, "on_post", "on_post")]
    for row in _some(town.chance, active, 0.02):
        worker = workers[row["id_no"]]
        day = folk.mark_change(town.chance, worker, "changed", month)
        reason = town.chance.choice(("market_job", "resigned"))
        folk.dismiss(town.chance, worker)
        if reason == "market_job":
            folk.employ(town.chance, worker, town.employers, day)
        row.update(on_post=label("off_post"), off_date=day, exit_reason=label(reason))


def _take_posts(town: Township, month: Month) -> None:
    number = max(1, round(len(town.posts) * 0.02))
    for _ in range(number):
        candidates = [row for row in town.may_take_post(month.first_day) if row["change_type"] is None]
        if not candidates:
            return
        worker = town.chance.choice(candidates)
        folk.employ_on_post(town.chance, worker, folk.mark_change(town.chance, worker, "changed", month))
        town.new_post(worker)


def _change_work(town: Township, month: Month) -> None:
    """Raises of a few per cent need no record; a job found or lost does."""
    on_post = town.on_post()
    employed = [row for row in _unchanged(town) if row["monthly_wage"] and row["id_no"] not in on_post]
    for row in _some(town.chance, employed, 0.1, at_least=2):
        row["monthly_wage"] += town.chance.choice((-100, -60, 50, 80, 120, 200))
    for row in _some(town.chance, employed, 0.01):
        folk.mark_change(town.chance, row, "changed", month)
        folk.dismiss(town.chance, row)
    waiting = [row for row in _unchanged(town) if folk.is_(row, "employment_status", "unemployed")]
    for row in _some(town.chance, waiting, 0.05):
        folk.employ(town.chance, row, town.employers, folk.mark_change(town.chance, row, "changed", month))


def _leave_register(town: Township, month: Month) -> None:
    """Nobody leaves whose post, even an ended one, is still on the list."""
    listed = {row["id_no"] for row in town.posts}
    accounts = {row["id_no"]: row for row in town.accounts}
    candidates = [row for row in _unchanged(town) if row["id_no"] not in listed]
    for row in _some(town.chance, candidates, 0.004):
        folk.mark_change(town.chance, row, "left", month)
        if row["id_no"] in accounts:
            accounts[row["id_no"]]["account_status"] = label("closed")


def _join_register(town: Township, month: Month) -> None:
    number = max(1, round(len(town.workers) * 0.004))
    newcomers: list[Values] = []
    while len(newcomers) < number:
        newcomers += town.new_household(town.chance.choice(town.villages), month.first_day)
    for row in newcomers:
        folk.collect(town.chance, row, month)
        folk.mark_change(town.chance, row, "joined", month)
    town.workers += newcomers


def _serve_posts(town: Township, month: Month) -> None:
    """Days worked: never all of the month, none once the month of leaving is over."""
    for row in town.posts:
        days = town.chance.randrange(14, 23)
        if row["off_date"] is not None:
            days = min(days, row["off_date"].day) if row["off_date"] >= month.first_day else 0
        elif row["on_date"] >= month.first_day:
            days = min(days, month.last_day.day - row["on_date"].day + 1)
        row["attendance_days"] = days


def _move_market(town: Township, month: Month) -> None:
    for row in town.recruiters:
        market.verify_again(town.chance, row, month)
    before = len(town.jobs)
    town.jobs = [row for row in town.jobs if row["valid_until"] >= month.last_day]
    for _ in range(max(1, before - len(town.jobs))):
        town.new_job(month)


def _use_accounts(town: Township, month: Month) -> None:
    """A third of the holders log in; two newcomers register."""
    for row in town.accounts:
        if town.chance.random() < 0.33:
            row["last_login"] = day_between(town.chance, month.first_day, month.last_day)
    holders = {row["id_no"] for row in town.accounts}
    candidates = [row for row in town.workers if row["id_no"] not in holders]
    for row in _some(town.chance, candidates, 0.0, at_least=2):
        town.accounts.append(market.account_of(town.chance, town.registrar, row, month))
