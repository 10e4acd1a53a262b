"""Commands that measure: `township-sync bench intake`. Each names its yardstick and prints the ratio to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from township_sync.cli.checking import JsonOption, write_json

RATIO, PEAK_MB = 3.0, 512.0
"""What intake may cost: times the yardstick, and megabytes for one book. Merging may cost as many times its own."""
JUDGING_RATIO, JUDGING_AIM, JUDGING_PEAK_MB, JUDGING_GROWTH = 1.0, 0.4, 1024.0, 1.5
"""What judging may cost: times the library's own engine, megabytes at any size, and growth of the cost of a row."""
FIGURES_SECONDS = 60.0
"""What a year of 15,000 persons may take, all figures of all units together."""
EXCHANGE_PEAK_MB = 300.0
"""What publishing, pushing, following and reconciling 100,000 rows may hold at once, in megabytes."""
PAGE_MS = 300.0
"""What a page of the board may take at the median, in milliseconds."""
MERGE_ROWS = (25_000, 250_000, 2_500_000)


def intake(
    rows: Annotated[int, typer.Option(min=1, help="Rows of the large book.")] = 100_000,
    small_rows: Annotated[int, typer.Option(min=1, help="Rows of each of the 14 small books.")] = 1_300,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each side; the medians are compared.")] = 5,
    json_file: JsonOption = None,
) -> None:
    """Reading and conforming against raw python-calamine iter_rows, on the same files in one run."""
    from township_sync.bench import intake as bench

    found = bench.intake(rows, small_rows, repeat, _tell)
    for one in found:
        print(
            f"{one.name}: RATIO {one.ratio:.2f} (calamine {one.calamine_seconds:.3f} s, ours {one.our_seconds:.3f} s; "
            f"of processor time {one.cpu_ratio:.2f}); {one.rows:,} rows read, {one.findings} findings; "
            f"peak memory of the parsing process {one.child_mb:.0f} MB, growth of this one {one.parent_mb:.0f} MB"
        )
    print(f"Wanted: ratio at most {RATIO:g}; both memories together at most {PEAK_MB:g} MB for the large book.")
    if json_file:
        write_json(json_file, [one.as_record() for one in found])


def match(
    people: Annotated[int, typer.Option(min=100, help="People; one in twenty is written twice.")] = 50_000,
    employers: Annotated[int, typer.Option(min=100, help="Employers; one in ten is written twice.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Another seed, other people.")] = 439_999,
    json_file: JsonOption = None,
) -> None:
    """Our rules for one person or employer written twice against Splink, on the same data: precision and recall."""
    from township_sync.bench import match as bench

    found = []
    for one in bench.match(people, employers, seed, _tell):
        found.append(one)
        print(f"{one.data} {one.method}: precision {one.precision:.4f}, recall {one.recall:.4f}, "
              f"{one.found:,} pairs, {one.seconds:.1f} s", flush=True)
    for one in (each for each in found if each.method == bench.OURS):
        of_each = "; ".join(f"{kind} {part:.3f} of {number:,}" for kind, (part, number) in one.recall_of.items())
        print(f"{one.data}, recall of our rules: {of_each}")
    if json_file:
        write_json(json_file, [one.as_record() for one in found])


def merge(
    rows: Annotated[list[int] | None, typer.Option(
        min=14, help="Persons of a month, once or more; without it 25,000, 250,000 and 2,500,000.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each side below a million rows.")] = 3,
    json_file: JsonOption = None,
) -> None:
    """Merging months into the history against one DISTINCT ON of the same staged rows, in one run.

    In a database of its own: of the server of TOWNSHIP_SYNC_DSN, else of an embedded one that is made for it.
    """
    from township_sync.bench import merge as bench
    from township_sync.bench.own_workspace import own_workspace

    found = []
    with own_workspace() as settings:
        for one in bench.merge(settings, rows or MERGE_ROWS, repeat, _tell):
            found.append(one)
            print(f"{one.name}: RATIO {one.ratio:.2f} (yardstick {one.yardstick_seconds:.2f} s, ours "
                  f"{one.our_seconds:.2f} s); {one.rows:,} rows staged, {one.keys_kept:,} kept by the yardstick, "
                  f"{one.keys_changed:,} changed by ours", flush=True)
    print(f"Wanted: ratio at most {RATIO:g}.")
    if json_file:
        write_json(json_file, [one.as_record() for one in found])


def judge(
    rows: Annotated[list[int] | None, typer.Option(
        min=1, help="Rows of a month, once or more; without it 25,000, 250,000 and 2,500,000.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each side at each size.")] = 1,
    json_file: JsonOption = None,
) -> None:
    """Judging a month against Great Expectations' own pandas engine and one pass of polars, in one run."""
    from township_sync.bench import judge as bench

    found = bench.judge(rows or MERGE_ROWS, repeat, _tell)
    for line in bench.told(found):
        print(line)
    print(f"Wanted: at most {JUDGING_RATIO:g} of the library (aimed at {JUDGING_AIM:g}), {JUDGING_PEAK_MB:g} MB, and a "
          f"cost per row at the largest size of at most {JUDGING_GROWTH:g} times that at the smallest.")
    if json_file:
        write_json(json_file, [one.as_record() for one in found])


def indicators(
    persons: Annotated[int, typer.Option(min=30, help="Persons of the register.")] = 15_000,
    months: Annotated[int, typer.Option(min=1, max=12, help="Months of 2020, from January.")] = 12,
    json_file: JsonOption = None,
) -> None:
    """A year of figures of all units, and those of employment beside the same ones computed with pandas.

    In a database of its own: of the server of TOWNSHIP_SYNC_DSN, else of an embedded one that is made for it.
    """
    from township_sync.bench import indicators as bench
    from township_sync.bench.own_workspace import own_workspace

    with own_workspace() as settings:
        found = bench.indicators(settings, persons, _tell, bench.YEAR[:months])
    print(f"{found.persons:,} persons, {found.months} months: {found.figures:,} figures in {found.all_seconds:.1f} s, "
          f"all lists in {found.list_seconds:.1f} s")
    print(f"employment alone, with its facts: RATIO {found.ratio:.2f} (pandas {found.peer_seconds:.1f} s, ours "
          f"{found.our_seconds:.1f} s)")
    print(f"Wanted: all figures of a year in at most {FIGURES_SECONDS:g} s on 2 cores.")
    if json_file:
        write_json(json_file, found.as_record())


def exchange(
    rows: Annotated[int, typer.Option(min=1, help="Persons of the month, all of them new to the platform.")] = 100_000,
    json_file: JsonOption = None,
) -> None:
    """Publishing, pushing, following and reconciling a month against a bare upload of the same bytes, in one run.

    In a database of its own: of the server of TOWNSHIP_SYNC_DSN, else of an embedded one that is made for it.
    """
    from township_sync.bench import exchange as bench
    from township_sync.bench.own_workspace import own_workspace
    from township_sync.domain.period import COUNTY_TIME

    with own_workspace() as settings:
        found = bench.exchange(settings, rows, datetime.now(COUNTY_TIME), _tell)
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.ours.seconds.items())
    print(f"{found.ours.rows:,} rows in {found.ours.batches} batches, {found.body_mb:.1f} MB: {parts}; peak memory of "
          f"the process {found.ours.peak_mb:.0f} MB")
    print(f"RATIO of all to a bare upload {found.ratio:.2f}, of the push alone {found.push_ratio:.2f} (bare "
          f"{found.bare_seconds:.1f} s)")
    print(f"Wanted: at most {EXCHANGE_PEAK_MB:g} MB.")
    if json_file:
        write_json(json_file, found.as_record())


def board(
    rows: Annotated[int, typer.Option(min=1, help="Rows of the year, of 2,008 units.")] = 2_500_000,
    repeat: Annotated[int, typer.Option(min=1, help="How often each page is asked.")] = 15,
    json_file: JsonOption = None,
) -> None:
    """Every page of the board over a year of a province, asked over HTTP.

    In a database of its own: of the server of TOWNSHIP_SYNC_DSN, else of an embedded one that is made for it.
    """
    from township_sync.bench import board as bench
    from township_sync.bench.own_workspace import own_workspace

    with own_workspace() as settings:
        found = list(bench.board(settings, rows, repeat, _tell))
    for one in sorted(found, key=lambda each: -each.median_ms):
        slow = "SLOW " if one.median_ms >= PAGE_MS else ""
        print(f"{slow}{one.page}: median {one.median_ms:.0f} ms, 95 of 100 within {one.p95_ms:.0f} ms, first "
              f"{one.first_ms:.0f} ms; {one.kilobytes:.0f} kB")
    print(f"Wanted: every median below {PAGE_MS:g} ms on 2 cores.")
    if json_file:
        write_json(json_file, [one.as_record() for one in found])


def _tell(said: str) -> None:
    print(said, flush=True)


COMMANDS: dict[str, Callable[..., None]] = {
    "judge": judge, "merge": merge, "intake": intake, "match": match, "indicators": indicators,
    "exchange": exchange, "board": board,
}
