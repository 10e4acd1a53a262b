"""The words of what is shown before a push (contracts/letters/approval.zh.yaml), as Markdown."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.contract import contracts
from township_sync.domain.masking import refuse_whole_numbers
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import units
from township_sync.steps.approval_summary import DatasetSummary, PeriodSummary, Summary
from township_sync.steps.published_files import reason_text
from township_sync.warehouse.approval_figures import Standing
from township_sync.workbooks.wording import advice
from township_sync.workbooks.wording import words as problem_words


@cache
def words() -> dict[str, Any]:
    """Sentences and headings."""
    return project.mapping("contracts/letters/approval.zh.yaml")


def as_markdown(summary: Summary) -> str:
    """All that is to be seen; PersonalDataLeak when it would hold a whole number of a person."""
    said = words()
    if not summary.publications:
        return str(said["nothing_waits"])
    parts = list(_before_all(summary))
    for period in summary.periods:
        parts += _period(period)
    return refuse_whole_numbers("\n\n".join(parts) + "\n", "the summary before a push")


@cache
def title_of(dataset: str) -> str:
    """What people call a dataset."""
    entities = {each.outbound["province"]["dataset"]: each.title for each in contracts().values()
                if "province" in each.outbound}
    return str(words()["datasets"].get(dataset) or entities.get(dataset, dataset))


def _before_all(summary: Summary) -> Iterator[str]:
    said = words()
    if summary.agreed:
        yield said["agreed"].format(names="、".join(summary.agreed))
    if summary.needs_reason:
        reasons = "；".join(said["because_of"][name] for name in summary.needs_reason)
        yield said["needs_reason"].format(reasons=reasons)


def _period(period: PeriodSummary) -> Iterator[str]:
    said = words()
    yield said["period"].format(period=period.period, rows=sum(each.made.row_count for each in period.datasets))
    heading = said["table"]
    lines = [" | ".join(heading), " | ".join("---" for _ in heading), *map(_row, period.datasets)]
    yield "\n".join(f"| {line} |" for line in lines)
    yield from _list(said["jumps"].format(above=period.jump_above), [
        said["jump_of_unit"].format(title=title_of(each.made.dataset), unit=_unit(unit.unit_code), before=unit.before,
                                    after=unit.after, share=_share(unit))
        for each in period.datasets for unit in each.jumps])
    yield from _list(said["held"], [
        said["held_reason"].format(title=title_of(each.dataset), reason=reason_text(each.reason), rows=each.rows)
        for each in period.held])
    yield from _list(said["blockers"], [
        said["blocker"].format(title=advice(each.slug).title, unit=_unit(each.unit_code), findings=each.findings)
        for each in period.blockers])
    yield from _list(said["exchange"], [line for each in period.datasets for line in _exchange(each)])
    yield said["findings"].format(counts=_severities(period))
    for month, codes in period.missing.items():
        yield said["missing"].format(month=month, count=len(codes), units="、".join(map(_unit, codes)) or said["none"])


def _row(each: DatasetSummary) -> str:
    share = _share(each.whole)
    made, counts = each.made, each.made.counts
    return str(words()["row"]).format(
        title=title_of(made.dataset), revision=made.revision, held=each.held,
        **{name: counts.get(name, 0) for name in ("new", "changed", "ended")}, after=each.whole.after,
        before=each.whole.before, share=words()["jump"].format(share=share) if each.is_jump else share)


def _exchange(each: DatasetSummary) -> Iterator[str]:
    said, title, stands = words(), title_of(each.made.dataset), each.exchange
    if stands.unbalanced:
        yield said["unbalanced"].format(title=title, **stands.unbalanced)
    if stands.reconciled_at and stands.reconciled:
        day = stands.reconciled_at.astimezone(COUNTY_TIME).date()
        yield said["reconciled"].format(title=title, day=day, state=said["states"][stands.reconciled])
    if stands.unanswered:
        yield said["unanswered"].format(title=title, batches=stands.unanswered)


def _severities(period: PeriodSummary) -> str:
    effects = problem_words()["problems"]["effects"]
    counts = [words()["severity"].format(effect=effect, findings=period.severities[name])
              for name, effect in effects.items() if period.severities.get(name)]
    return "；".join(counts) or str(words()["none"])


def _list(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join([heading, "", *(f"- {line}" for line in lines)])


def _share(standing: Standing) -> str:
    share = standing.share()
    return str(words()["first_time"] if share is None else words()["share"].format(share=share))


def _unit(code: str | None) -> str:
    return units()[code].name if code in units() else code or str(words()["no_unit"])

