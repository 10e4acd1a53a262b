"""One township of the sample, as it is before its first month: people, posts, recruiters, offers, accounts."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from township_sync.domain.period import Month
from township_sync.domain.unit import Unit
from township_sync.sandbox.sample import market
from township_sync.sandbox.sample import people as folk
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.words import Values, day_between, words

POST_SHARE = 0.066  # posts per registered person: 1,000 of 15,000
ACCOUNT_SHARE = 0.2


@dataclass
class Township:
    """The truth about one township; `months` moves it on, month by month."""

    unit: Unit
    registrar: Registrar
    chance: random.Random
    villages: list[str] = field(default_factory=list)
    employers: list[tuple[str, str]] = field(default_factory=list)
    workers: list[Values] = field(default_factory=list)
    posts: list[Values] = field(default_factory=list)
    recruiters: list[Values] = field(default_factory=list)
    jobs: list[Values] = field(default_factory=list)
    accounts: list[Values] = field(default_factory=list)
    households: int = 0
    posts_made: int = 0
    jobs_made: int = 0

    def new_household(self, village: str, as_of: date) -> list[Values]:
        """One to three people who were not in the register before."""
        self.households += 1
        number = f"{self.unit.code}{self.villages.index(village) + 1:03d}{self.households:04d}"
        members = self.chance.choice((1, 1, 2, 2, 3))
        return folk.household(self.chance, self.registrar, (self.unit.name, village), number, members, as_of)

    def new_post(self, worker: Values) -> None:
        """Put this person, who works on a post since `start_date`, on the list of posts."""
        self.posts_made += 1
        employer = words("committee_form").format(unit=self.unit.name, village=worker["village_name"])
        number = f"GY-{self.unit.code[-3:]}-{self.posts_made:04d}"
        self.posts.append(market.post(self.chance, self.registrar, worker, number, employer))

    def new_job(self, month: Month) -> None:
        """One more offer of one of the township's recruiters."""
        self.jobs_made += 1
        uscc = self.chance.choice(self.recruiters)["uscc"]
        self.jobs.append(market.job_post(self.chance, f"ZP-{self.unit.code[-3:]}-{self.jobs_made:04d}", uscc, month))

    def on_post(self) -> set[str]:
        """The IDs of everybody who is on a post now."""
        return {post["id_no"] for post in self.posts if folk.is_(post, "on_post", "on_post")}

    def may_take_post(self, as_of: date) -> list[Values]:
        """Willing people without work, of the right age, whose household has no post yet."""
        taken = {post["household_no"] for post in self.posts if folk.is_(post, "on_post", "on_post")}
        return [row for row in self.workers
                if folk.is_(row, "employment_status", "unemployed") and row["household_no"] not in taken
                and 25 <= folk.age_of(row, as_of) <= 65]


def make_township(unit: Unit, people: int, registrar: Registrar, chance: random.Random, before: Month) -> Township:
    """A township with `people` registered persons, as it stands at the end of the month `before`."""
    town = Township(unit, registrar, chance)
    town.villages = chance.sample(words("villages"), k=max(2, min(10, people // 40)))
    town.employers = [(registrar.company(), registrar.uscc()) for _ in range(20)]
    _settle(town, people, before)
    _give_posts(town, round(people * POST_SHARE) or 1, before)
    _give_work(town, before)
    _open_market(town, before)
    _open_accounts(town, round(people * ACCOUNT_SHARE), before)
    return town


def _settle(town: Township, people: int, before: Month) -> None:
    share = people / len(town.villages)
    for number, village in enumerate(town.villages, start=1):
        while len(town.workers) < round(share * number):
            room = round(share * number) - len(town.workers)
            town.workers += town.new_household(village, before.last_day)[:room]


def _give_posts(town: Township, number: int, before: Month) -> None:
    first = before.plus(-16).first_day
    for _ in range(number):
        candidates = town.may_take_post(before.last_day)
        if candidates:
            worker = town.chance.choice(candidates)
            folk.employ_on_post(town.chance, worker, day_between(town.chance, first, before.first_day))
            town.new_post(worker)
    town.posts.sort(key=lambda post: str(post["post_no"]))


def _give_work(town: Township, before: Month) -> None:
    for row in town.workers:
        if folk.is_(row, "employment_status", "unemployed") and town.chance.random() < 0.75:
            first = folk.earliest_start(row, before.first_day - timedelta(days=2200))
            folk.employ(town.chance, row, town.employers, day_between(town.chance, first, max(first, before.first_day)))


def _open_market(town: Township, before: Month) -> None:
    town.recruiters = [market.recruiter(town.chance, town.registrar, before.plus(1)) for _ in range(12)]
    for _ in range(20):
        town.new_job(before)


def _open_accounts(town: Township, number: int, before: Month) -> None:
    holders = town.chance.sample(town.workers, k=min(number, len(town.workers)))
    town.accounts = [market.account_of(town.chance, town.registrar, holder, before.plus(1)) for holder in holders]
    for role in words("staff_roles"):
        clerk = folk.person(town.chance, town.registrar, date(before.year, 1, 1))
        place = {"unit_code": town.unit.name, "village_name": town.chance.choice(town.villages)}
        known = {field: clerk[field] for field in ("person_name", "id_no")}
        town.accounts.append(market.staff_account(town.chance, town.registrar, known | place, role, before.plus(1)))


def share_recruiters(towns: list[Township]) -> None:
    """Every second township also lists a recruiter of its neighbour: one company, two senders."""
    for one, other in zip(towns[::2], towns[1::2], strict=False):
        other.recruiters.append(dict(one.recruiters[0]))
