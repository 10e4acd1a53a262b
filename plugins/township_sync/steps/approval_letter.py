"""The words of what is shown before a push (contracts/letters/approval.zh.yaml), as Markdown."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.contract import contract
from township_sync.domain.masking import refuse_whole_numbers
from township_sync.domain.unit import units
from township_sync.steps.approval_summary import DatasetSummary, PeriodSummary, Summary
from township_sync.steps.published_files import reason_text
from township_sync.warehouse.approval_figures import Standing
from township_sync.warehouse.publications import Publication
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


def title_of(made: Publication) -> str:
    """What people call a dataset."""
    return str(words()["datasets"].get(made.dataset) or contract(made.entity).title)


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
        said["jump_of_unit"].format(title=title_of(each.made), unit=_unit(unit.unit_code), before=unit.before,
                                    after=unit.after, share=_share(unit))
        for each in period.datasets for unit in each.jumps])
    yield from _list(said["held"], [
        said["held_reason"].format(title=title_of(each.made), reason=reason_text(reason), rows=rows)
        for each in period.datasets for reason, rows in each.held.items()])
    yield from _list(said["blockers"], [
        said["blocker"].format(title=advice(each.slug).title, unit=_unit(each.unit_code), findings=each.findings)
        for each in period.blockers])
    yield from _list(said["batches"], [line for each in period.datasets for line in _batches(each)])
    yield said["findings"].format(counts=_severities(period))
    for month, codes in period.missing.items():
        yield said["missing"].format(month=month, count=len(codes), units="、".join(map(_unit, codes)) or said["none"])


def _row(each: DatasetSummary) -> str:
    share = _share(each.whole)
    made, counts = each.made, each.made.counts
    return str(words()["row"]).format(
        title=title_of(made), revision=made.revision, new=counts.get("new", 0), changed=counts.get("changed", 0),
        ended=counts.get("ended", 0), held=sum(each.held.values()), after=each.whole.after, before=each.whole.before,
        share=words()["jump"].format(share=share) if each.is_jump else share)


def _batches(each: DatasetSummary) -> Iterator[str]:
    for name in ("out_of_balance", "unanswered"):
        if batches := getattr(each.batches, name):
            yield words()[name].format(title=title_of(each.made), batches=batches)


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

