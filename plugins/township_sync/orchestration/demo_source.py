"""What the demo's townships send: three sample months made from a seed, or one month of somebody else's inbox."""

import filecmp
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from township_sync.domain.period import Month, Quarter
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.sources.folder import refuse_without_senders

SAMPLE_SEED = 2020
SAMPLE_QUARTER = Quarter(2020, 2)


@dataclass(frozen=True, slots=True)
class Source:
    """Months in order, each with the folder of its submissions, and the truth file if somebody wrote one."""

    title: str
    folders: dict[Month, Path]
    is_newer: Callable[[Path, Path], bool]
    quarter: Quarter | None = None

    def truth(self, month: Month) -> Path | None:
        """The file that says what is planted in a month."""
        folder = self.folders[month]
        path = folder.with_name(folder.name + ".truth.json")
        return path if path.is_file() else None


def inbox_source(inbox: Path, period: str | None) -> Source:
    """A folder with one folder per unit code; the month is given, or is the folder's name.

    UsageError for no month, and when no file lies in a unit's folder.
    """
    if not inbox.is_dir():
        raise UsageError(f"INBOX={inbox} is no folder; name one that has a folder per unit code.")
    month = Month.parse(period or inbox.name)
    refuse_without_senders(inbox)
    return Source(f"inbox {inbox.name}", {month: inbox.resolve()}, _differs)


def sample_source(settings: Settings, seed: int) -> Source:
    """The sample's months; they are made once and kept, so that a workbook in them may be changed by hand."""
    from township_sync.sandbox.sample import make_sample

    folder = settings.folder("sandbox") / "sample"
    months = SAMPLE_QUARTER.months
    if not all((folder / f"{month}.truth.json").exists() for month in months):
        make_sample(folder, seed=seed, months=months)
    return Source(f"sample, seed {seed}", {month: folder / str(month) for month in months}, _is_younger, SAMPLE_QUARTER)


def workspace_for(settings: Settings, inbox: Path | None, seed: int) -> Path:
    """The workspace of this source: the default seed has the given one, any other source its own below it, since
    people of two sources must not meet in one warehouse."""
    if inbox is None and seed == SAMPLE_SEED:
        return settings.workspace
    name = f"seed-{seed}" if inbox is None else f"inbox-{inbox.name}-{_short_hash(inbox)}"
    return settings.workspace / "other" / name


def hand_in(source: Source, month: Month, portal: Path) -> int:
    """Put a month's files where the portal finds them; the number that were not there yet or are changed."""
    folder, count = source.folders[month], 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = portal / str(month) / path.relative_to(folder)
        if target.exists() and not source.is_newer(path, target):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(target.name + ".part")
        shutil.copy2(path, unfinished)
        unfinished.rename(target)
        count += 1
    return count


def _differs(path: Path, target: Path) -> bool:
    return not filecmp.cmp(path, target, shallow=False)


def _is_younger(path: Path, target: Path) -> bool:
    return path.stat().st_mtime > target.stat().st_mtime


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:6]
