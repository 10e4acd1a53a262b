"""One message out of several months and deadlines: the same facts in full and in brief."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain import masking
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.reminder import Reminder
from township_sync.domain.unit import units
from township_sync.domain.working_days import working_days_between
from township_sync.steps.report_letter import Letter, day_name, month_name
from township_sync.warehouse.reports import Report


@cache
def digest_words() -> dict[str, Any]:
    """The sentences of contracts/letters/digest.zh.yaml."""
    return project.mapping("contracts/letters/digest.zh.yaml")


def write_digest(unit_code: str, number: str, reports: Sequence[Report], reminders: Sequence[Reminder]) -> Letter:
    """What a unit is told at one moment; reports come in the order of their months."""
    words, unit = digest_words(), units()[unit_code].name
    subject = _subject(unit, reports, reminders)
    reminded = [_reminder(one, words["reminder"]["line"], is_brief=False) for one in reminders]
    parts = [
        words["greeting"].format(unit=unit),
        "\n".join([words["reminder"]["heading"], *reminded]) if reminded else "",
        *(f"{words['heading'].format(subject=one.subject.removeprefix(unit).strip())}\n{one.body}" for one in reports),
        "\n".join([words["number"].format(number=number), words["closing"]]),
    ]
    briefly = [_reminder(one, words["reminder"]["line"], is_brief=True) for one in reminders]
    brief = _brief(subject, number, [*briefly, *(one.brief for one in reports)])
    return Letter(subject, "\n\n".join(filter(None, parts)) + "\n", brief)


def write_to_the_bureau(number: str, reminders: Sequence[Reminder]) -> Letter:
    """The units that are late, in one message."""
    words = digest_words()
    subject = words["subject"]["bureau"].format(count=len({one.unit_code for one in reminders}))
    lines, briefly = ([_reminder(one, words["bureau"]["line"], is_brief) for one in reminders]
                      for is_brief in (False, True))
    body = "\n".join([words["bureau"]["heading"], *lines])
    return Letter(subject, f"{body}\n\n{words['number'].format(number=number)}\n", _brief(subject, number, briefly))


def write_plainly(number: str, subject: str, body: str, brief: str) -> Letter:
    """A text of somebody else's with our number; PersonalDataLeak when it holds a whole number of a person."""
    text = f"{body.strip()}\n\n{digest_words()['number'].format(number=number)}\n"
    said = (subject, text, _brief(subject, number, [brief]))
    return Letter(*(masking.refuse_whole_numbers(each, f"the message {number}") for each in said))


def _subject(unit: str, reports: Sequence[Report], reminders: Sequence[Reminder]) -> str:
    words = digest_words()["subject"]
    if len(reports) == 1:
        return reports[0].subject
    periods = [one.period for one in reports] or [str(one.period) for one in reminders]
    months = words["months"].join(month_name(Month.parse(period)) for period in dict.fromkeys(periods))
    return str(words["several" if reports else "reminder"]).format(unit=unit, months=months)


def _reminder(one: Reminder, line: str, is_brief: bool) -> str:
    words = digest_words()["reminder"]
    sheets = "、".join(contract(entity).title for entity in one.missing)
    missing = words["brief_missing" if is_brief else "missing"].format(count=len(one.missing), sheets=sheets)
    owed = [missing] * bool(one.missing) + [words["to_fix"].format(count=one.to_fix)] * bool(one.to_fix)
    return line.format(unit=units()[one.unit_code].name, month=month_name(one.period),
                       when=_when(one.due, one.today), owed=words["join"].join(owed))


def _when(due: date, today: date) -> str:
    """By the day on which it is told, which may be later than that of its stage."""
    days = working_days_between(min(due, today), max(due, today))
    over = "after" if days else "just_over"
    name = "before" if today < due else "on_the_day" if today == due else over
    return str(digest_words()["reminder"][name]).format(day=day_name(due), days=days)


def _brief(subject: str, number: str, lines: Sequence[str]) -> str:
    words = digest_words()["brief"]
    return "\n".join([words["title"].format(subject=subject), *lines, words["number"].format(number=number)])
