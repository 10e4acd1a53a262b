"""Sample months of the fourteen townships, made from a seed: the same seed always gives the same bytes.

Every person and company is invented (IDs and credit codes of the unassigned area 439999, phones 199xxxxxxxx). The maker
knows the contracts and rules.csv, and imports neither reader nor checks, so that it cannot share their mistakes.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from township_sync.domain.period import Month
from township_sync.domain.unit import Unit, units
from township_sync.sandbox.sample import submission
from township_sync.sandbox.sample.consequences import add_consequences
from township_sync.sandbox.sample.correction import choose_correction
from township_sync.sandbox.sample.faults import plant_faults
from township_sync.sandbox.sample.months import advance
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.rows import MonthRows, first_report, rows_of
from township_sync.sandbox.sample.township import Township, make_township, share_recruiters
from township_sync.sandbox.sample.truth import Entry, Truths, month_truth, write_truth
from township_sync.sandbox.sample.words import habits


@dataclass
class _Maker:
    folder: Path
    seed: int
    people: int
    faults: bool
    silent: Collection[tuple[str, str]]
    registrar: Registrar
    towns: list[Township] = field(default_factory=list)
    previous: MonthRows | None = None

    def settle(self, before: Month) -> None:
        """Give every unit its people."""
        for unit, number in _shares(self.people):
            chance = random.Random(f"{self.seed}/{unit.code}")
            self.towns.append(make_township(unit, number, self.registrar, chance, before))
        share_recruiters(self.towns)

    def make(self, month: Month, chain: list[str]) -> Entry:
        """One month: move on, spoil, compare, write."""
        for town in self.towns:
            advance(town, month)
        sending = [town for town in self.towns if (town.unit.code, str(month)) not in self.silent]
        rows = rows_of(sending, month)
        if self.faults:
            formats = {town.unit.code: habits()[town.unit.code]["format"] for town in sending}
            plant_faults(rows, formats, self.registrar, self.seed, self.previous)
        add_consequences(rows, self.previous)
        files = [entry for town in sending for entry in self._send(town.unit, rows)]
        self.previous = rows
        generator = {"seed": self.seed, "people": self.people, "clean": not self.faults, "period": str(month),
                     "chain": chain, "correction": choose_correction(files, rows)}
        return month_truth(generator, month, files)

    def _send(self, unit: Unit, rows: MonthRows) -> list[Entry]:
        habit = habits()[unit.code]
        if not self.faults:
            habit = habit | {"mess": [], "extra": None, "dates": "text"}
        desk = submission.Desk(unit, habit, rows.month, self.folder / str(rows.month))
        sent = submission.send(desk, rows)
        if not habit.get("extra"):
            return sent
        short = first_report(rows, unit.code, random.Random(f"{self.seed}/{rows.month}/first"))
        return sent + submission.send_extra(desk, sent[0], short)


def make_sample(folder: Path, *, seed: int, months: Sequence[Month], people: int = 15000, faults: bool = True,
                silent: Collection[tuple[str, str]] = ()) -> Truths:
    """Write `folder/<period>/<unit_code>/<files>` and `folder/<period>.truth.json` for these months, in order.

    `people` is the number of registered persons in the whole city. Without `faults` nothing is planted and nobody is
    untidy, so that nothing at all may be found. `silent` holds (unit code, period) of townships that send nothing.
    Too few people to plant every fault raise UsageError; some 600 are enough.
    """
    maker = _Maker(folder, seed, people, faults, silent, Registrar(random.Random(f"{seed}/registrar")))
    maker.settle(months[0].plus(-1))
    truths = Truths()
    for number, month in enumerate(months, start=1):
        truth = maker.make(month, [str(earlier) for earlier in months[:number]])
        write_truth(folder, truth)
        truths.periods[str(month)] = truth
    return truths


def _shares(people: int) -> list[tuple[Unit, int]]:
    """How many of the people live in each unit, by the sizes in units.yaml; the last unit takes the rest."""
    sizes = {code: float(habits()[code]["size"]) for code in units()}
    numbers = {code: int(people * size / sum(sizes.values())) for code, size in sizes.items()}
    numbers[max(sizes, key=lambda code: sizes[code])] += people - sum(numbers.values())
    return [(units()[code], number) for code, number in numbers.items()]
