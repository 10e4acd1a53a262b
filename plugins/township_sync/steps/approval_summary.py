"""What is told before a push: what would leave, against what stood before, what stays and why, and what is still open.

Counts and names of units only; the same figures for Airflow's form, the command line and the board.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from township_sync.compilers.policies import pack_on, policy_on
from township_sync.domain.period import Month, Quarter
from township_sync.domain.unit import units
from township_sync.steps.publishing import OUT_OF_BALANCE
from township_sync.warehouse import approval_figures as figures
from township_sync.warehouse.approval_figures import Exchange, OpenFindings, Standing
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication, held_counts
from township_sync.warehouse.submissions import units_that_sent

_BLOCKS = {"month": "block_sync", "quarter": "block_quarterly"}


@dataclass(frozen=True, slots=True)
class DatasetSummary:
    """One publication: `whole` is how its dataset stands, `jumps` the units that stand quite otherwise than before,
    `held` how many rows stay at home."""

    made: Publication
    whole: Standing
    is_jump: bool
    jumps: Sequence[Standing]
    held: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Rows of a dataset that changed and stay at home; nothing of it may wait besides."""

    dataset: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """All that waits of a period, and all that stays; `missing` are the units that sent nothing, by month, `jump_above`
    is the share from which a change is a jump."""

    period: str
    datasets: Sequence[DatasetSummary]
    held: Sequence[HeldRows]
    severities: Mapping[str, int]
    blockers: Sequence[OpenFindings]
    missing: Mapping[str, Sequence[str]]
    is_blocked: bool
    jump_above: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All that waits for one answer; `agreed` are the persons who said yes already."""

    publications: Sequence[Publication]
    periods: Sequence[PeriodSummary]
    agreed: Sequence[str]

    @property
    def needs_reason(self) -> tuple[str, ...]:
        """Why whoever agrees has to say why: jump, blocker, out_of_balance; nothing when all is as usual."""
        found = {
            "jump": any(each.is_jump for period in self.periods for each in period.datasets),
            "blocker": any(period.blockers or period.is_blocked for period in self.periods),
            "out_of_balance": any(each.exchange.unbalanced for period in self.periods for each in period.datasets),
        }
        return tuple(name for name, is_so in found.items() if is_so)


def summarise(connection: Connection, waiting: Sequence[Publication]) -> Summary:
    """What is to be seen of these publications before somebody agrees."""
    in_order = sorted(waiting, key=lambda made: (made.kind, made.period))
    periods = [_period(connection, period, list(made))
               for period, made in groupby(in_order, key=lambda made: made.period)]
    return Summary(waiting, periods, figures.agreed(connection, [made.publication_id for made in waiting]))


def _period(connection: Connection, period: str, waiting: Sequence[Publication]) -> PeriodSummary:
    kind = waiting[0].kind
    when = Month.parse(period) if kind == "month" else Quarter.parse(period)
    months = [str(when)] if isinstance(when, Month) else list(map(str, when.months))
    found = figures.open_findings(connection, months)
    severities: Counter[str] = Counter()
    for each in found:
        severities[each.severity] += each.findings
    held = [HeldRows(**row) for row in held_counts(connection, period)]
    block, lists, policy = _BLOCKS[kind], pack_on(when.last_day).lists, policy_on(when.last_day)
    datasets = [_dataset(connection, made, policy, held) for made in waiting]
    missing = {month: sorted(set(units()) - set(units_that_sent(connection, month))) for month in months}
    return PeriodSummary(period, datasets, held, severities, [each for each in found if each.export == block], missing,
                         any(row.reason in (block, OUT_OF_BALANCE, *lists) for row in held),
                         policy["approval_jump_above_share"])


def _dataset(connection: Connection, made: Publication, policy: Mapping[str, float],
             held: Sequence[HeldRows]) -> DatasetSummary:
    standings = figures.standings(connection, made)
    above, from_rows = policy["approval_jump_above_share"], policy["approval_unit_jump_from_rows"]
    whole = Standing("", sum(each.before for each in standings), sum(each.after for each in standings))
    jumps = [each for each in standings if max(each.before, each.after) >= from_rows and _is_jump(each, above)]
    return DatasetSummary(made, whole, _is_jump(whole, above), jumps,
                          sum(row.rows for row in held if row.dataset == made.dataset),
                          figures.exchange(connection, made.dataset))


def _is_jump(standing: Standing, above: float) -> bool:
    share = standing.share()
    return share is not None and abs(share) > above
