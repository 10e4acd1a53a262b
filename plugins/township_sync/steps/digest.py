"""Digests: everything that a unit has to be told at one moment becomes one message; decisions/0028 says when."""

from collections.abc import Sequence
from datetime import date, datetime

from township_sync.domain.channel import digest_is_due
from township_sync.domain.contact import Contact, contacts, contacts_of
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.reminder import Reminder
from township_sync.domain.unit import CITY, units
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.digest_letter import write_digest, write_to_the_bureau
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.digests import (
    Digest,
    add_digest,
    add_reminders,
    digests_of_the_day,
    lock_unit,
    take_reports,
    told_reminders,
    untold_reports,
)
from township_sync.warehouse.reports import Report


def may_tell_unasked(connection: Connection, settings: Settings, unit_code: str, now: datetime) -> bool:
    """Whether a unit may be told now what it did not ask for: once a day, from the hour of the digests on."""
    at = settings.get("DIGEST_AT")
    if not digest_is_due(now, at):
        return False
    return at == "always" or digests_of_the_day(connection, unit_code, _day(now))[1] == 0


def make_digests(connection: Connection, settings: Settings, reminders: Sequence[Reminder], now: datetime) -> None:
    """Put a digest into the outbox for every unit that has untold reports or reminders, and one for the bureau.

    TerminalError, after all others were made, for a unit that has no clerk in contracts/contacts.csv: its reports wait;
    and for an escalation to a leader or the bureau that nobody hears.
    """
    owed = {one.report.unit_code for one in untold_reports(connection)} | {one.unit_code for one in reminders}
    unreachable = [code for code in units() if code in owed and not contacts_of(code, "clerk")]
    for unit_code in units():
        if unit_code in owed and unit_code not in unreachable:
            _make(connection, settings, unit_code, [one for one in reminders if one.unit_code == unit_code], now)
    _tell_the_bureau(connection, settings, reminders, now)
    if unreachable:
        raise TerminalError(f"There is no clerk in contracts/contacts.csv for {', '.join(unreachable)}; add one, "
                            "what they have to be told waits.")
    if unheard := _unheard(reminders):
        raise TerminalError(f"There is no {', '.join(unheard)} in contracts/contacts.csv, to whom a late month is "
                            "escalated; add a contact.")


def _unheard(reminders: Sequence[Reminder]) -> list[str]:
    """Whom reminders are escalated to and nobody is."""
    wanted = {(role, CITY if role == "bureau" else one.unit_code) for one in reminders for role in one.roles}
    heard = {(one.role, one.unit_code) for one in contacts().values()}
    return sorted(f"{role} of {code}" for role, code in wanted - heard if role != "clerk")


def _make(connection: Connection, settings: Settings, unit_code: str, reminders: Sequence[Reminder],
          now: datetime) -> None:
    with connection.transaction():
        # Behind the lock: whoever was here before us may have told it all.
        lock_unit(connection, unit_code)
        untold, due = untold_reports(connection, unit_code), _not_told(connection, "unit", reminders)
        is_answer = any(one.is_answer for one in untold)
        if not (untold or due) or not (is_answer or may_tell_unasked(connection, settings, unit_code, now)):
            return
        reports = [one.report for one in untold]
        digest = _digest(connection, unit_code, "answer" if is_answer else "daily", _newest(reports), due, now)
        added = add_digest(connection, digest, _recipients(unit_code, due))
        if added is not None:
            take_reports(connection, added, reports)
            add_reminders(connection, added, "unit", due)


def _digest(connection: Connection, unit_code: str, kind: str, reports: Sequence[Report],
            reminders: Sequence[Reminder], now: datetime) -> Digest:
    day = _day(now)
    number = f"{day:%Y%m%d}-{unit_code}-{digests_of_the_day(connection, unit_code, day)[0] + 1}"
    letter = write_digest(unit_code, number, reports, reminders)
    return Digest(number, unit_code, kind, day, letter.subject, letter.body, letter.brief, now)


def _newest(reports: Sequence[Report]) -> list[Report]:
    """Of each month its newest version, in the order of the months."""
    newest = {one.period: one for one in sorted(reports, key=lambda one: one.version)}
    return [newest[period] for period in sorted(newest)]


def _recipients(unit_code: str, reminders: Sequence[Reminder]) -> list[Contact]:
    """The clerks, and the leaders when a reminder is for them, too."""
    leaders = any("leader" in one.roles for one in reminders)
    return contacts_of(unit_code, "clerk") + (contacts_of(unit_code, "leader") if leaders else [])


def _tell_the_bureau(connection: Connection, settings: Settings, reminders: Sequence[Reminder], now: datetime) -> None:
    """One message a day with every unit that the bureau has to hear of."""
    late = [one for one in reminders if "bureau" in one.roles]
    recipients = contacts_of(CITY, "bureau")
    if not late or not recipients:
        return
    with connection.transaction():
        lock_unit(connection, CITY)
        late = _not_told(connection, "bureau", late)
        if not late or not may_tell_unasked(connection, settings, CITY, now):
            return
        number = f"{_day(now):%Y%m%d}-{CITY}-{digests_of_the_day(connection, CITY, _day(now))[0] + 1}"
        letter = write_to_the_bureau(number, late)
        digest = Digest(number, CITY, "bureau", _day(now), letter.subject, letter.body, letter.brief, now)
        added = add_digest(connection, digest, recipients)
        if added is not None:
            add_reminders(connection, added, "bureau", late)


def _not_told(connection: Connection, audience: str, reminders: Sequence[Reminder]) -> list[Reminder]:
    told = told_reminders(connection, audience) if reminders else set()
    return [one for one in reminders if (one.unit_code, str(one.period), one.days) not in told]


def _day(now: datetime) -> date:
    return now.astimezone(COUNTY_TIME).date()
