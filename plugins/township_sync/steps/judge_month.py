"""What a month in parts needs of all its units at once: what can be looked up, and rules between units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from township_sync.checks import units_together
from township_sync.checks.findings import Surroundings
from township_sync.checks.joins import EVERYWHERE, Join, Side
from township_sync.checks.parts import Part
from township_sync.checks.standing import united
from township_sync.steps.judge_part import CROSSING, Checks, Court, Trial

if TYPE_CHECKING:
    import pandas as pd


def looked_up_everywhere(parts: Sequence[Part], court: Court) -> dict[tuple[str, str], Side]:
    """The other sides that are matched across units, with no more columns than they need; they are as sent, and do not
    know which files fall."""
    wide = [join for join in court.known.joins.values() if "_unit" not in join.on]
    wanted = {name: _columns(name, wide, court.checks) for name in court.checks}
    if not any(wanted.values()) or not any(part.previous for part in parts):
        return {}
    found: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for part in parts:
        for name, one in court.frames(part).items():
            for month, frame in (("this", one.rows), ("last_month", one.last_month)):
                if wanted.get(name) and len(frame):
                    found.setdefault((name, month), []).append(frame[sorted(wanted[name] & set(frame.columns))].copy())
    return {(name, EVERYWHERE + month): _side(frames) for (name, month), frames in found.items()}


def _columns(entity: str, joins: Sequence[Join], checks: Checks) -> set[str]:
    """The columns of an entity that are looked up across units, none when nothing is."""
    asked = {(join.name, field) for join in joins for asking, some in checks.items() if join.source(asking) == entity
             for check in some for name, field in (text.split("__", 1) for text in check.joined) if name == join.name}
    keys = {key for join in joins if any(name == join.name for name, _ in asked) for key in join.on}
    return {"_row_id", "_unit", *keys, *(field for _, field in asked)} if asked else set()


def _side(frames: Sequence["pd.DataFrame"]) -> Side:
    import pandas as pd

    rows = pd.concat(frames)
    return Side(rows, frozenset(rows["_unit"]))


def hear_units_together(trials: Sequence[Trial], kept: Sequence[units_together.Part], court: Court) -> None:
    """Ask the rules that set rows of different units against each other."""
    files = [file for trial in trials for file in trial.part.files]
    standing = united([trial.standing for trial in trials])
    court.hearing.around = Surroundings.of(files, court.known.period, standing.apart, standing.replaced)
    court.hearing.hear(CROSSING, units_together.together(kept, court.between_units), {}, court.between_units)
    for frames in units_together.alone(kept, court.between_units):
        court.hearing.note(CROSSING, frames, court.between_units)
