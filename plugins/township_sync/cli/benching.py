"""Commands that measure: `township-sync bench intake`. Each names its yardstick and prints the ratio to it."""

import json
from pathlib import Path
from typing import Annotated

import typer

RATIO, PEAK_MB = 3.0, 512.0
"""What intake may cost: times the yardstick, and megabytes for one book."""


def intake(
    rows: Annotated[int, typer.Option(min=1, help="Rows of the large book.")] = 100_000,
    small_rows: Annotated[int, typer.Option(min=1, help="Rows of each of the 14 small books.")] = 1_300,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each side; the medians are compared.")] = 5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file as well.")] = None,
) -> None:
    """Reading and conforming against raw python-calamine iter_rows, on the same files in one run."""
    from township_sync.bench import intake as bench

    found = bench.intake(rows, small_rows, repeat, lambda said: print(said, flush=True))
    for one in found:
        print(
            f"{one.name}: RATIO {one.ratio:.2f} (calamine {one.calamine_seconds:.3f} s, ours {one.our_seconds:.3f} s; "
            f"of processor time {one.cpu_ratio:.2f}); {one.rows:,} rows read, {one.findings} findings; "
            f"peak memory of the parsing process {one.child_mb:.0f} MB, growth of this one {one.parent_mb:.0f} MB"
        )
    print(f"Wanted: ratio at most {RATIO:g}; both memories together at most {PEAK_MB:g} MB for the large book.")
    if json_file:
        json_file.write_text(json.dumps([one.as_record() for one in found], indent=2) + "\n", encoding="utf-8")


COMMANDS = {"intake": intake}
