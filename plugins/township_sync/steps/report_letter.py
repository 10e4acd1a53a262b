"""The text of a report on one month: what came, what became of it, what has to be mended by when. Counts only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from township_sync import project
from township_sync.checks.submissions import REPEATED
from township_sync.domain import masking
from township_sync.domain.contract import contract
from township_sync.domain.finding import rule
from township_sync.domain.period import Month
from township_sync.steps.report_changes import change_lines
from township_sync.steps.report_claims import claim_section
from township_sync.steps.report_refusals import refusal_section
from township_sync.steps.report_waived import waived_section
from township_sync.warehouse.reports import FileState, UnitState
from township_sync.workbooks.wording import advice, words

Kind = Literal["receipt", "problems", "incomplete", "rejected", "unconfirmed", "nothing_sent"]
Protection = Literal["encrypted", "plain", "folder"]
_FATES = ("loaded", "duplicate", "rejected", "held_aside", "superseded")


@dataclass(frozen=True, slots=True)
class Letter:
    """How one month is told: as a heading, in full, and in one line for a chat."""

    subject: str
    body: str
    brief: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about; `missing` are the entities not received, `workbooks` is how annotated workbooks reach
    the unit, None when there is none, `mend_by` the day until which all has to be mended."""

    unit_code: str
    unit_name: str
    period: Month
    version: int
    state: UnitState
    missing: Sequence[str]
    workbooks: Protection | None
    made_at: datetime
    mend_by: date


@cache
def letter_words() -> dict[str, Any]:
    """The sentences and lists of contracts/letters/report.zh.yaml."""
    return project.mapping("contracts/letters/report.zh.yaml")


def kind_of(state: UnitState, missing: Sequence[str]) -> Kind:
    """What sort of letter a state asks for."""
    if not state.files and not state.refused:
        return "nothing_sent"
    if state.files and all(file.status == "rejected" for file in state.files):
        return "rejected"
    if any(file.is_awaiting for file in state.files):
        return "unconfirmed"
    if state.refused or any(_open_problems(file) for file in state.files):
        return "problems"
    return "incomplete" if missing else "receipt"


def write_letter(matter: Matter) -> Letter:
    """The letter; PersonalDataLeak when it would hold a whole identity or phone number."""
    kind = kind_of(matter.state, matter.missing)
    known = {"unit": matter.unit_name, "month": month_name(matter.period)}
    body = letter_words()["body"]
    parts = [
        [body["intro"][kind].format(**known), *([] if kind == "receipt" else [_by_when(matter)])],
        _files(matter), _problems(matter.state), claim_section(matter.state.claims, body["claims"]),
        waived_section(matter.state.files, body["waived"]), refusal_section(matter.state.refused, matter.made_at, body),
        _missing(matter.missing),
        [body[matter.workbooks]] if matter.workbooks else [],
    ]
    text = "\n\n".join("\n".join(part) for part in parts if part)
    where = f"the report to {matter.unit_code}"
    said = (_subject(matter, kind), text, _brief(matter, kind))
    return Letter(*(masking.refuse_whole_numbers(each, where) for each in said))


def _by_when(matter: Matter) -> str:
    return str(letter_words()["body"]["by_when"]).format(day=day_name(matter.mend_by))


def _brief(matter: Matter, kind: Kind) -> str:
    """One line of counts: nothing that anybody typed, as chats are read by many."""
    text, state = letter_words()["brief"], matter.state
    sheets = [sheet for file in state.files for sheet in file.sheets]
    counts = {
        "files": len(state.files), "problems": sum(_problem_counts(state).values()), "refused": len(state.refused),
        "claims": len(state.claims), "missing": len(matter.missing),
        "unconfirmed": sum(file.is_awaiting for file in state.files),
    }
    read, loaded = sum(sheet.rows_read for sheet in sheets), sum(sheet.loaded for sheet in sheets)
    said = [text[name].format(count=count, read=read, loaded=loaded) for name, count in counts.items() if count]
    if kind != "receipt":
        said.append(text["by_when"].format(day=day_name(matter.mend_by)))
    return str(text["line"]).format(month=month_name(matter.period), said=text["join"].join(said))


def month_name(period: Month) -> str:
    """`2020年5月`."""
    return str(letter_words()["month"]).format(year=period.year, number=period.number)


def day_name(day: date) -> str:
    """`6月12日`."""
    return str(letter_words()["day"]).format(month=day.month, number=day.day)


def shown_name(file: str, unit_code: str) -> str:
    """The name of a file as its sender knows it, without the unit's folder and without whole numbers of persons."""
    return masking.mask_whole_numbers(file.removeprefix(f"{unit_code}/"))


def _subject(matter: Matter, kind: Kind) -> str:
    text = letter_words()["subject"]
    counts = {
        "problems": sum(_problem_counts(matter.state).values()) + len(matter.state.refused),
        "missing": len(matter.missing),
    }
    subject = str(text[kind]).format(unit=matter.unit_name, month=month_name(matter.period), **counts)
    if matter.version > 1:
        subject = str(text["again"]).format(subject=subject, version=matter.version)
    return subject


def _files(matter: Matter) -> list[str]:
    if not matter.state.files:
        return []
    lines = [letter_words()["body"]["files"]]
    for number, file in enumerate(matter.state.files, start=1):
        lines += _file(matter, number, file)
    again = dict.fromkeys(name for file in matter.state.files for name in file.sent_again)
    for number, name in enumerate(again, start=len(matter.state.files) + 1):
        lines.append(_line(number, shown_name(name, matter.unit_code), letter_words()["body"]["repeated"]))
    return lines


def _file(matter: Matter, number: int, file: FileState) -> list[str]:
    text, name = letter_words()["body"], shown_name(file.file, matter.unit_code)
    lines = [_line(number, name, _standing(file))]
    told = [found for found in file.findings if found.severity == "reject_file"]
    lines += [text["reason"].format(message=found.message.replace(file.file, name)) for found in told]
    if file.sheets:
        totals = {fate: sum(getattr(sheet, fate) for sheet in file.sheets) for fate in _FATES}
        read, skipped = (sum(getattr(sheet, name) for sheet in file.sheets) for name in ("rows_read", "rows_skipped"))
        lines.append(text["counts"].format(read=read, skipped=skipped, **totals))
    return [*lines, *change_lines(file, text["resent"])]


def _line(number: int, name: str, status: str) -> str:
    return str(letter_words()["body"]["file"]).format(number=number, file=name, status=status)


def _standing(file: FileState) -> str:
    if any(found.slug == REPEATED for found in file.findings):
        return str(letter_words()["body"]["repeated"])
    if file.is_awaiting:
        return str(letter_words()["body"]["unconfirmed"])
    return str(letter_words()["body"]["replaced"] if _is_replaced(file) else words()["receipt"]["status"][file.status])


def _is_replaced(file: FileState) -> bool:
    return not (file.is_current or file.is_awaiting) and file.status != "rejected"


def _open_problems(file: FileState) -> list[str]:
    """Slugs of what somebody has to act on; a replaced file asks for nothing any more."""
    if _is_replaced(file):
        return []
    return [found.slug for found in file.findings if found.severity != "info"]


def _problem_counts(state: UnitState) -> Counter[str]:
    return Counter(slug for file in state.files for slug in _open_problems(file))


def _problems(state: UnitState) -> list[str]:
    counts = _problem_counts(state)
    if not counts:
        return []
    text, effects = letter_words()["body"], words()["problems"]["effects"]
    order = sorted(counts, key=lambda slug: (advice(slug).ease, rule(slug).order))
    lines = [
        text["problem"].format(title=advice(slug).title, count=counts[slug], effect=effects[rule(slug).severity])
        for slug in order
    ]
    return [text["problems"].format(total=sum(counts.values())), *lines]


def _missing(missing: Sequence[str]) -> list[str]:
    titles = "、".join(contract(entity).title for entity in missing)
    return [letter_words()["body"]["missing"].format(entities=titles)] if titles else []
