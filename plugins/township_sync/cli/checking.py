"""Commands that look at files without a database: check, template, sample."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from township_sync.domain.period import Month
from township_sync.errors import UsageError

PeriodOption = Annotated[str | None, typer.Option("--period", help="The month, such as 2020-05.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the findings to this file as JSON.")]


def check(
    paths: Annotated[list[Path], typer.Argument(help="Workbooks, or an inbox folder with one folder per unit.")],
    period: PeriodOption = None,
    previous: Annotated[Path | None, typer.Option(help="Last month's inbox, to compare the months.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Check workbooks offline. Exit 0: clean; 1: something is rejected; 2: wrong usage."""
    from township_sync.steps import check as checking

    month = Month.parse(period) if period else checking.period_of(paths)
    if missing := next((path for path in [*paths, *filter(None, [previous])] if not path.exists()), None):
        raise UsageError(f"There is no file or folder {missing.name}; check the path.")
    with _progress() as bar:
        task = bar.add_task("reading", total=None)
        files, judgement = checking.check(
            paths, month, previous, lambda name: bar.update(task, advance=1, description=name)
        )
    answer = checking.as_json(files, judgement)
    if json_file:
        write_json(json_file, answer)
    _show(answer)
    rejects = {"reject_file", "reject_row"}
    raise typer.Exit(int(any(found["severity"] in rejects for file in answer["files"] for found in file["findings"])))


def write_json(path: Path, answer: Mapping[str, Any]) -> None:
    """Write beside and rename, so that a reader never sees half a file."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path.name} cannot be written ({error.strerror}); choose another place.") from None
    beside.replace(path)


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.completed}"), TextColumn("{task.description}"))
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _show(answer: dict[str, Any]) -> None:
    table = Table("文件", "状态", "读取", "接收", "退回", "未作数据", "问题")
    for file in answer["files"]:
        sums = [sum(sheet[key] for sheet in file["sheets"])
                for key in ("rows_read", "rows_accepted", "rows_rejected", "rows_skipped")]
        table.add_row(file["file"], file["status"], *map(str, sums), str(len(file["findings"])))
    Console().print(table)


def template(
    folder: Annotated[Path, typer.Argument(help="Where the workbooks are written.")],
    period: Annotated[str, typer.Option(help="The month, such as 2020-07.")],
    unit: Annotated[str | None, typer.Option(help="One unit code; without it, all units.")] = None,
) -> None:
    """Make the empty workbook of a month for one township or for all."""
    from township_sync.domain.contract import contracts
    from township_sync.domain.unit import units
    from township_sync.workbooks.template import build_template

    month = Month.parse(period)
    chosen = [unit] if unit else list(units())
    if unknown := [code for code in chosen if code not in units()]:
        raise UsageError(f"There is no unit {unknown[0]}; the codes are in contracts/units.csv.")
    folder.mkdir(parents=True, exist_ok=True)
    for code in chosen:
        path = folder / f"{units()[code].name}{month}.xlsx"
        path.write_bytes(build_template(tuple(contracts()), code, month))
        typer.echo(path.name)


def sample(
    folder: Annotated[Path, typer.Argument(help="Where the months are written.")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 2020,
    people: Annotated[int, typer.Option(help="How many persons in the whole city.")] = 15_000,
    clean: Annotated[bool, typer.Option(help="Plant no faults.")] = False,
) -> None:
    """Make three sample months (2020-04 to 2020-06) with planted faults and their truth."""
    from township_sync.sandbox.sample import make_sample

    months = [Month(2020, number) for number in (4, 5, 6)]
    make_sample(folder, seed=seed, months=months, people=people, faults=not clean)
    typer.echo(f"{folder.name}: {', '.join(map(str, months))}")


COMMANDS = {"check": check, "template": template, "sample": sample}
