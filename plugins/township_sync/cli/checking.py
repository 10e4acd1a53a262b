"""Commands that look at files without a database: check, sample."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from township_sync.cli.screens import file_status, screen
from township_sync.domain.period import Month
from township_sync.errors import UsageError

if TYPE_CHECKING:
    from township_sync.domain.judgement import Judgement
    from township_sync.domain.table import ReadFile


def path_of(text: str) -> Path:
    """A path as typed; an empty one, as of a variable that is not set, would mean the folder where we are."""
    if not text:
        raise typer.BadParameter("there is no file of an empty name; name a workbook or a folder.")
    return Path(text)


PeriodOption = Annotated[str | None, typer.Option("--period", help="The month, such as 2020-05.")]
JsonOption = Annotated[Path | None, typer.Option(
    "--json", parser=path_of, metavar="FILE", help="Write the answer to this file as JSON.")]


def check(
    paths: Annotated[list[Path], typer.Argument(
        parser=path_of, metavar="PATHS...", help="Workbooks, or an inbox folder with one folder per unit.")],
    period: PeriodOption = None,
    previous: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="PATH", help="Last month's inbox, to compare the months.")] = None,
    json_file: JsonOption = None,
    docs: Annotated[Path | None, typer.Option(
        "--docs", parser=path_of, metavar="FOLDER", help="Write every rule's outcome as pages to this folder.")] = None,
) -> None:
    """Check workbooks offline. Exit 0: clean; 1: something is rejected; 2: wrong usage."""
    from township_sync.steps import check as checking
    from township_sync.steps.given import refuse_what_is_not_there

    refuse_what_is_not_there([*paths, *([previous] if previous else [])])
    if json_file and any(path.exists() and json_file.exists() and path.samefile(json_file) for path in paths):
        raise UsageError(f"{json_file} is what is checked; choose another place for the answer.")
    try_json(json_file)
    month = Month.parse(period) if period else checking.period_of(paths)
    with progress() as bar:
        task = bar.add_task("reading", total=None)
        files, judgement = checking.check(
            paths, month, previous, lambda name: bar.update(task, advance=1, description=name), docs is not None
        )
    answer = checking.as_json(files, judgement)
    if json_file:
        write_json(json_file, answer)
    if docs:
        _write_docs(docs, files, judgement)
    _show(answer)
    rejects = {"reject_file", "reject_row"}
    raise typer.Exit(int(any(found["severity"] in rejects for file in answer["files"] for found in file["findings"])))


def _write_docs(folder: Path, files: "Sequence[ReadFile]", judgement: "Judgement") -> None:
    from township_sync.steps.data_docs import write_data_docs
    from township_sync.steps.quality import judged_offline

    write_data_docs(folder, [judged_offline(files, judgement)])


def try_json(path: Path | None) -> None:
    """UsageError when the answer could not be written there, before long work is done for it."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no regular file; choose another place for the answer.")
    with _beside(path) as beside:
        beside.touch()


def write_json(path: Path, answer: Mapping[str, Any] | Sequence[Any]) -> None:
    """Write beside and rename, so that a reader never sees half a file; nothing stays behind when that fails."""
    with _beside(path) as beside:
        beside.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    beside = path.with_name(path.name + ".part")
    try:
        yield beside
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def progress() -> Progress:
    """What goes on, on stderr while somebody looks at it; a count and a description."""
    columns = (SpinnerColumn(), TextColumn("{task.completed}"), TextColumn("{task.description}", markup=False))
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _show(answer: dict[str, Any]) -> None:
    table, status = Table(*screen("check")["headings"]), file_status()
    for file in answer["files"]:
        sums = [sum(sheet[key] for sheet in file["sheets"])
                for key in ("rows_read", "rows_accepted", "rows_rejected", "rows_skipped")]
        table.add_row(escape(file["file"]), status[file["status"]], *map(str, sums), str(len(file["findings"])))
    Console().print(table)
    for line in _not_run(answer["rules_not_run"]):
        typer.echo(line)


def _not_run(lines: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """One line for each thing that is missing: in how many units, and how many rules could not be asked for it."""
    from township_sync.domain.contract import contract

    words = screen("check")
    for missing, month in dict.fromkeys((line["missing"], line["month"]) for line in lines):
        same = [line for line in lines if (line["missing"], line["month"]) == (missing, month)]
        slugs = dict.fromkeys(line["slug"] for line in same)
        yield str(words["not_run"]).format(month=words["months"][month], title=contract(missing).title,
                                           units=len({line["unit_code"] for line in same}), count=len(slugs),
                                           slugs="、".join(slugs))


def sample(
    folder: Annotated[Path, typer.Argument(
        parser=path_of, metavar="FOLDER", help="Where the months are written.")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 2020,
    people: Annotated[int, typer.Option(min=1, help="How many persons in the whole city.")] = 15_000,
    clean: Annotated[bool, typer.Option(help="Plant no faults.")] = False,
) -> None:
    """Make three sample months (2020-04 to 2020-06) with planted faults and their truth."""
    from township_sync.sandbox.sample import make_sample

    folder.mkdir(parents=True, exist_ok=True)
    months = [Month(2020, number) for number in (4, 5, 6)]
    make_sample(folder, seed=seed, months=months, people=people, faults=not clean)
    typer.echo(f"{folder.name}: {', '.join(map(str, months))}")


COMMANDS = {"check": check, "sample": sample}
