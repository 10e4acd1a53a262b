"""How a policy pack and a calendar look at the screen; words from contracts/letters/screens.zh.yaml."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import typer
import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from township_sync.cli.screens import screen
from township_sync.compilers.annex_text import difference_text, number_text
from township_sync.compilers.due_days import due_day
from township_sync.domain.annex import Annex, AnnexColumn
from township_sync.domain.period import Month, Quarter
from township_sync.domain.policy_pack import Indicator, Pack, Question, Target
from township_sync.domain.unit import CITY
from township_sync.domain.working_days import calendar_is_certain, is_working_day, table_days


def as_json(pack: Pack, years: range) -> dict[str, Any]:
    """All of a pack as data, with its digest, the differences of its annex and which years have a certain calendar."""
    told = pack.annex.differences if pack.annex else []
    return {
        "name": pack.name, "digest": pack.digest, **pack.content,
        "differences": [{"column": each.column, "kind": each.kind, "printed": float(each.printed),
                         "added": float(each.added), "gap": float(each.gap)} for each in told],
        "calendar": {str(year): calendar_is_certain(year) for year in years},
    }


def print_pack(pack: Pack, years: range) -> None:
    """Everything that a pack says, section by section."""
    words = screen("policy")
    typer.echo(words["pack"].format(name=pack.name, title=pack.title, document=pack.document))
    last = pack.valid_to - timedelta(days=1) if pack.valid_to else None
    typer.echo(words["valid" if last else "valid_still"].format(valid_from=pack.valid_from, valid_to=last))
    if pack.extends:
        typer.echo(words["extends"].format(extends=pack.extends))
    typer.echo(words["digest"].format(digest=pack.digest))
    _print(words["terms"], pack.terms.items())
    for theme, title in pack.themes.items():
        _print(words["figures"], _figures(pack, theme, words), title)
        _print(words["lists"], ((words["named"].format(title=each.title, name=each.name), each.clause)
                                for each in pack.lists.values() if each.theme == theme), title)
    _print(words["questions"], ((each.name, each.clause, each.asks, each.answer, _assigned(pack, each, words))
                                for each in pack.questions))
    _print(words["values"], ((name, _written(value), "、".join(pack.choices.get(name, ())))
                             for name, value in pack.values.items()))
    if pack.annex:
        _print(words["annex"], _columns(pack.annex, words), pack.annex.title)
        for note in pack.annex.notes:
            typer.echo(note)
    for year in years:
        typer.echo(_calendar_of(year))


def _print(headings: list[str], rows: Iterable[Iterable[object]], title: str | None = None) -> None:
    table = Table(title=title)
    for heading in headings:
        # Nothing of a policy is cut off on a narrow screen.
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(each)) for each in row))
    if table.row_count:
        Console().print(table)


def _assigned(pack: Pack, question: Question, words: dict[str, Any]) -> str:
    """`stable_mode=continuous（可选：continuous、cumulative_year）`, one line each."""
    return "\n".join(
        f"{name}={_written(value)}" + (words["choices"].format(choices="、".join(pack.choices[name]))
                                       if name in pack.choices else "")
        for name, value in question.sets.items())


def _written(value: object) -> str:
    """As the pack writes it."""
    if isinstance(value, str | date):
        return str(value)
    dumped: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=None)
    return dumped.removesuffix("...\n").strip()


def _figures(pack: Pack, theme: str, words: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for each in pack.indicators.values():
        if each.theme == theme:
            wanted = [f"{words['levels'][level]}{target_text(pack, each, target, words)}"
                      for level, target in each.targets.items()]
            due = dict.fromkeys(str(target.due) for target in each.targets.values() if target.due)
            yield (words["named"].format(title=each.title, name=each.name), each.clause,
                   "\n".join(wanted) or words["no_target"], "\n".join(due))


def target_text(pack: Pack, indicator: Indicator, target: Target, words: dict[str, Any]) -> str:
    """`超过95%（力争）`, `不低于按附件“…”`, `不低于12个月前的本指标`."""
    if target.months_back:
        wanted = words["months_back"].format(months=target.months_back)
    elif target.annex and pack.annex:
        wanted = words["by_annex"].format(title=pack.annex.columns[target.annex].title)
    else:
        wanted = number_text(target.value, indicator.measure == "share")
    return f"{words['operators'][target.operator]}{wanted}{words['striving'] if target.striving else ''}"


def _columns(annex: Annex, words: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for each in annex.columns.values():
        city = number_text(annex.target(each.name, CITY), each.kind == "share")
        yield each.title, city, len(each.units), "；".join(_checked(annex, each, words))


def _checked(annex: Annex, column: AnnexColumn, words: dict[str, Any]) -> list[str]:
    told = [difference_text(each, column.kind == "share") for each in annex.differences
            if each.column == column.name]
    return told or [words["city_wide" if column.is_city_wide else "even" if column.kind == "share" else "agrees"]]


def print_calendar(period: Month | Quarter) -> None:
    """The due day of a period, and the days until then that are worked or kept free."""
    words, due = screen("calendar"), due_day(period)
    rows = [*_days(period.last_day, due, words)]
    number = sum(bool(row[0]) for row in rows)
    typer.echo(words["period"].format(period=period, due=due, weekday=rows[-1][2], number=number))
    _print(words["headings"], rows)
    for year in range(period.last_day.year, due.year + 1):
        typer.echo(_calendar_of(year))


def _days(after: date, until: date, words: dict[str, Any]) -> Iterator[tuple[str, date, str, str]]:
    """Each working day with its number, and each day off that is not a mere weekend."""
    number, day = 0, after
    while day < until:
        day += timedelta(days=1)
        works, is_weekend = is_working_day(day), day.weekday() > 4
        if works or not is_weekend or day in table_days():
            number += works
            why = table_days()[day].why if day in table_days() else ""
            usual = words["make_up"] if works and is_weekend else "" if works else words["free"]
            yield str(number) if works else "", day, words["weekdays"][day.weekday()], why or usual


def _calendar_of(year: int) -> str:
    return str(screen("calendar")["certain" if calendar_is_certain(year) else "uncertain"].format(year=year))
