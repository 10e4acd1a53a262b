"""Waivers: findings that somebody lets pass until a day. They are only ever added, and taken back by another record."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from township_sync.domain.finding import rule, rules
from township_sync.domain.judgement import Judgement, RowPlace
from township_sync.domain.life import can_be_waived
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Said:
    """Who lets something pass or takes that back, why, and when."""

    by: str
    because: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(COUNTY_TIME).date()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver in force; `is_of_one` means one thing or finding, `findings` how many open ones it lets pass."""

    waiver_id: int
    unit_code: str
    slug: str
    column: str | None
    is_of_one: bool
    until: date
    waived_by: str
    waived_at: datetime
    because: str
    findings: int


def waivers(connection: Connection, today: date) -> list[Waiver]:
    """Those in force on a day."""
    return [Waiver(**row) for row in connection.execute(statement("findings/waivers"), {"today": today})]


def waive_finding(connection: Connection, finding_id: int, until: date, said: Said) -> int:
    """Let one open finding pass, and the same on the same thing in later files and months; the waiver's number.

    It counts from the next judging on. UsageError when there is no such open finding, or it cannot be waived.
    """
    with connection.transaction():
        connection.execute(statement("merge/lock"))
        found = connection.execute(statement("findings/open_finding"), {"finding_id": finding_id}).fetchone()
        if found is None:
            raise UsageError(f"There is no open finding {finding_id}; `township-sync findings` lists them.")
        key = _key(connection, found)
        return _add(connection, {
            "unit_code": found["unit_code"], "slug": found["slug"], "column": found["column"], "row_key": key,
            "entity": found["entity"] if key else None, "fingerprint": None if key else found["fingerprint"],
        }, until, said)


def waive_kind(connection: Connection, unit_code: str, slug: str, column: str | None, until: date, said: Said) -> int:
    """Let everything of one kind pass for one unit; otherwise like `waive_finding`."""
    if unit_code not in units():
        raise UsageError(f"There is no unit {unit_code}; the codes are in contracts/units.csv.")
    if slug not in rules():
        raise UsageError(f"There is no rule {slug}; `township-sync rules` lists them.")
    with connection.transaction():
        connection.execute(statement("merge/lock"))
        return _add(connection, {"unit_code": unit_code, "slug": slug, "column": column, "row_key": None,
                                 "entity": None, "fingerprint": None}, until, said)


def end_waiver(connection: Connection, waiver_id: int, said: Said) -> None:
    """Take a waiver back from the next judging on. UsageError when it is not in force."""
    with connection.transaction():
        connection.execute(statement("merge/lock"))
        if waiver_id not in {one.waiver_id for one in waivers(connection, said.today)}:
            raise UsageError(f"There is no waiver {waiver_id} in force; `township-sync waive` lists them.")
        connection.execute(statement("findings/end_waiver"), {
            "waiver_id": waiver_id, "ended_by": said.by, "because": said.because, "now": said.now})
        audit.append(connection, "waiver_ended", said.now, {"waiver_id": waiver_id}, said.by, because=said.because)


def _add(connection: Connection, meant: dict[str, Any], until: date, said: Said) -> int:
    kind = rule(meant["slug"])
    if not can_be_waived(kind):
        effect = kind.export if kind.export and kind.severity == "warn" else kind.severity
        raise UsageError(f"{kind.slug} cannot be waived ({effect}): only warnings that block nothing can; it has to be "
                         "mended by its unit.")
    if meant["unit_code"] is None:
        raise UsageError("A finding of a file that belongs to no unit cannot be waived; ask the sender.")
    if until < said.today:
        raise UsageError(f"{until} is over; name the last day on which it may pass.")
    values = {**meant, "until": until, "waived_by": said.by, "because": said.because, "now": said.now}
    made = connection.execute(statement("findings/add_waiver"), values).fetchone()
    if made is None:
        raise UsageError("Nothing was judged yet, so there is nothing to waive; load a month with `township-sync run` "
                         "first.")
    audit.append(connection, "waiver_given", said.now, {"waiver_id": made["waiver_id"]}, said.by,
                 unit=meant["unit_code"], slug=meant["slug"], column=meant["column"], until=str(until),
                 because=said.because)
    return int(made["waiver_id"])


def _key(connection: Connection, found: dict[str, Any]) -> str | None:
    """What stands for the thing of the finding's row; None when it has no row or no key."""
    if found["entity"] is None or found["row"] is None:
        return None
    place = {"period": found["period"], "files": [found["file"]], "sheets": [found["sheet"]], "rows": [found["row"]]}
    row = connection.execute(statement("cases/claimed_keys", entity=found["entity"]), place).fetchone()
    return str(row["row_key"]) if row else None


def let_pass(connection: Connection, judgement: Judgement, now: datetime) -> Judgement:
    """Mark the month's open findings that are waived on the day, inside the caller's transaction; the judgement without
    the holds that only they had put on rows."""
    values = {"period": judgement.period, "today": now.astimezone(COUNTY_TIME).date()}
    connection.execute(statement("findings/forget_waived"), values)
    entities = [row["entity"] for row in connection.execute(statement("findings/entities_waived"), values)]
    if None in entities:
        connection.execute(statement("findings/waive"), values)
    for entity in filter(None, entities):
        connection.execute(statement("findings/waive_things", entity=entity), {**values, "name": entity})
    return replace(judgement, held=_still_held(connection, judgement)) if entities else judgement


def _still_held(connection: Connection, judgement: Judgement) -> dict[RowPlace, frozenset[str]]:
    lifted: dict[RowPlace, set[str]] = defaultdict(set)
    for row in connection.execute(statement("findings/lifted_holds"), {"period": judgement.period}):
        lifted[row["file"], row["sheet"] or "", row["row"]].add(row["slug"])
    left = {place: slugs - lifted.get(place, set()) for place, slugs in judgement.held.items()}
    return {place: slugs for place, slugs in left.items() if slugs}
