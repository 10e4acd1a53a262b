"""A year of a province's townships, made in SQL: what the board has to show when nobody counted on so much.

2,008 units (as many townships as Hunan had divisions of that size) send one file of all sheets a month; of every 33
rows one has a finding, three of four of which were mended; what is published, sent, acknowledged, refused, compared,
told and computed follows from it. Everything is the same every time. Nothing is judged or merged: what a page costs
depends on how many rows lie there, not on how they came.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from string import Formatter
from typing import Any

from township_sync import project
from township_sync.compilers.policies import pack_on
from township_sync.domain.contract import Entity, code_set, sent_entities
from township_sync.domain.finding import rules
from township_sync.domain.period import Month
from township_sync.domain.unit import CITY, units
from township_sync.domain.working_days import working_day_of
from township_sync.warehouse.board_findings import count_findings
from township_sync.warehouse.column_names import column_names, history_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.made_up_rows import made_up_values
from township_sync.warehouse.rates import count_month
from township_sync.warehouse.statements import statement

MAIN = "worker_employment"
_ROWS_OF_OTHERS, _PAIRS, _ALERTS = 4, 2_000, 1_000
_DUE_WORKING_DAY = 5
MADE_AT = datetime(2021, 1, 20, tzinfo=UTC)
"""It is this moment when the board is asked."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class _Sheet:
    """The sheet of one entity in every file: its place, its rows, the rows of the sheets before it."""

    entity: Entity
    position: int
    rows: int
    rows_before: int

    @property
    def parameters(self) -> dict[str, Any]:
        return {"entity": self.entity.name, "position": self.position, "rows": self.rows,
                "rows_before": self.rows_before}


def make_year(connection: Connection, rows: int, months: int, told: Told) -> int:
    """Fill an empty warehouse with `rows` rows of so many months of 2020; how many there are in the end."""
    places = connection.execute(statement("bench_year/places"), {"codes": [*units()], "months": months}).rowcount
    year = _Year(connection, months, _sheets(-(-rows // places)), told)
    year.make()
    return year.rows


def _sheets(rows_of_file: int) -> list[_Sheet]:
    """Most rows are of the register of employment; of everything else there are a few."""
    found, before = list[_Sheet](), 0
    for position, entity in enumerate(sent_entities().values()):
        others = _ROWS_OF_OTHERS * (len(sent_entities()) - 1)
        rows = max(_ROWS_OF_OTHERS, rows_of_file - others) if entity.name == MAIN else _ROWS_OF_OTHERS
        found.append(_Sheet(entity, position, rows, before))
        before += rows
    return found


@dataclass
class _Year:
    connection: Connection
    months: int
    sheets: Sequence[_Sheet]
    told: Told
    rows: int = 0

    def make(self) -> None:
        """Everything, in the order in which one thing refers to another."""
        self._received()
        self._judged()
        self._sent()
        self._asked_of_people()
        self._figures()
        self._watched()
        self._do("acts")
        self._do("numbers")
        self._do("forget_places")
        self.told("counting what lies there (ANALYZE)")
        self.connection.execute("VACUUM (ANALYZE)")

    def _received(self) -> None:
        self._do("submissions")
        self._do("files")
        for sheet in self.sheets:
            self.told(f"rows of {sheet.entity.name}")
            self._do_for("sheets", sheet)
            self.rows += self._do_for("rows", sheet, table=sheet.entity.name, columns=column_names(sheet.entity),
                                      values=made_up_values(sheet.entity))

    def _judged(self) -> None:
        self._do("judgements", not_run=_not_run())
        ordered = [rule for rule in rules().values() if rule.entity == "*" or rule.entity in sent_entities()]
        self._do("rule_runs", entities=[rule.entity for rule in ordered], slugs=[rule.slug for rule in ordered])
        for sheet in self.sheets:
            self.told(f"findings and history of {sheet.entity.name}")
            asked = [rule for rule in ordered if rule.entity in ("*", sheet.entity.name) and rule.severity != "info"]
            self._do_for("fates", sheet)
            self._do_for("findings", sheet, {
                "slugs": [rule.slug for rule in asked], "severities": [rule.severity for rule in asked],
                "columns": [column.field for column in sheet.entity.columns]})
            self._do_for("versions", sheet, table=sheet.entity.name, history=history_name(sheet.entity))
        for name in ("digests", "messages", "reports", "told"):
            self._do(name)
        self._counted()

    def _counted(self) -> None:
        """What every merge counts for the board, by its own functions."""
        self.connection.execute("VACUUM (ANALYZE)")
        for month in self._months():
            self.told(f"counting {month}")
            with self.connection.transaction():
                count_month(self.connection, str(month), [sheet.entity.name for sheet in self.sheets],
                            working_day_of(month.plus(1), _DUE_WORKING_DAY))
                count_findings(self.connection, str(month))

    def _months(self) -> list[Month]:
        return [Month(2020, number) for number in range(1, self.months + 1)]

    def _sent(self) -> None:
        self._do("publications", entities=[sheet.entity.name for sheet in self.sheets], months=self.months)
        for sheet in self.sheets:
            self.told(f"what was sent of {sheet.entity.name}")
            self._do_for("publication_rows", sheet, table=sheet.entity.name, history=history_name(sheet.entity))
        for name in ("publication_counts", "batches", "attempts", "receipts", "reconciliations", "reconciled_periods",
                     "differences"):
            self._do(name)

    def _asked_of_people(self) -> None:
        self.told("pairs and cases")
        self._do("identities", pairs=_PAIRS)
        self._do("pairs", pairs=_PAIRS, evidence=["id_one_slip", "same_name", "same_birth_date"])
        self._do("pair_decisions")
        self._do("cases", months=self.months)
        self._do("claims", months=self.months)

    def _watched(self) -> None:
        self._do("balances", types=[*code_set("post_type").labels])
        kinds = project.mapping("contracts/letters/alerts.zh.yaml")["kinds"]
        named = {name for kind in kinds.values() for _, name, _, _ in Formatter().parse(kind["says"]) if name}
        self._do("alerts", kinds=[*kinds], details=dumps(dict.fromkeys(named - {"subject"}, 3)), alerts=_ALERTS,
                 now=MADE_AT)
        self._do("runs", dags=project.names("dags", ".py"), now=MADE_AT)

    def _figures(self) -> None:
        self.told("figures")
        for month in self._months():
            day, pack = month.last_day, pack_on(month.last_day)
            self._run("indicator_run/keep_pack", digest=pack.digest, name=pack.name, content="{}", now=MADE_AT)
            run = self._run("indicator_run/add_run", digest=pack.digest, as_of=day, known_on=MADE_AT.date(),
                            now=MADE_AT).fetchone()
            assert run is not None
            self._do("figures", run_id=run["run_id"], codes=[*units(), CITY], indicators=[*pack.indicators])

    def _do_for(self, name: str, sheet: _Sheet, more: Mapping[str, Any] | None = None,
                **parts: Any) -> int:
        last = self.sheets[-1]
        values = sheet.parameters | {"entities": len(self.sheets), "rows_of_file": last.rows_before + last.rows}
        return self.connection.execute(statement(f"bench_year/{name}", **parts), values | dict(more or {})).rowcount

    def _do(self, name: str, /, **values: Any) -> None:
        self._run(f"bench_year/{name}", **values)

    def _run(self, name: str, /, **values: Any) -> Any:
        return self.connection.execute(statement(name), values)


def _not_run() -> str:
    """One unit in twenty cannot be asked about what it did not send."""
    lacking = [{"unit_code": code, "entity": MAIN, "slug": "not_in_register", "missing": "register_person", "month": ""}
               for code in [*units()][::20]]
    return dumps(lacking)
