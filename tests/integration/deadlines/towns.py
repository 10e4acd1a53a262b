"""Townships that send sheets at certain moments, judged by what a golden case says of each row.

A case is a folder of tests/golden/deadlines; its format is told there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from integration.warehouse.months import Row, Sent, judged
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Fate
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

GOLDEN = Path(__file__).parents[2] / "golden" / "deadlines"
CAOWEI, GONGHUA = "430981114", "430981116"
WRONG = "id_no_length"


@cache
def case(name: str) -> Mapping[str, Any]:
    """What a case says."""
    told: Mapping[str, Any] = yaml.safe_load((GOLDEN / name / "case.yaml").read_text(encoding="utf-8"))
    return told


def moment(text: str) -> datetime:
    """`2020-06-03 10:00` in the county."""
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_TIME)


@dataclass
class Towns:
    """The county's side: takes what comes, judges it by the case; a full file replaces the unit's earlier ones."""

    connection: Connection
    settings: Settings
    sent: list[Sent] = field(default_factory=list)

    def lives_through(self, events: Sequence[Mapping[str, Any]], month: str) -> None:
        """Everything that happens in a case, in its order."""
        for event in events:
            if "unit" in event:
                self.sends(event["unit"], event["file"], event["sheets"], moment(event["at"]),
                           event.get("month", month), event.get("refused", False))
            else:
                self.judges(moment(event["at"]), event.get("month", month))

    def sends(self, unit: str, file: str, sheets: Mapping[str, Sequence[str]], at: datetime, month: str,
              refused: bool = False) -> None:
        """One file per sheet; a row is good, or `wrong` when its number is."""
        for number, (entity, rows) in enumerate(sheets.items()):
            name = f"{unit}/{number}{file}"
            fates: dict[int, Fate] = {row: "rejected" for row, said in enumerate(rows, 4) if said == "wrong"}
            one = Sent(unit, month, entity, [_row(unit, entity, row) for row in range(len(rows))], fates,
                       is_rejected=refused, name=name)
            recorded = record_submission(self.connection, self.settings, unit_code=unit, period=month, name=name,
                                         data=repr((one, at)).encode(), channel="folder", received_at=at)
            stage(self.connection, self.settings, recorded.submission_id, [one.read()])
            self.sent.append(one)

    def judges(self, at: datetime, month: str) -> None:
        """Judge and merge all that came for a month."""
        theirs = [_standing(one, self.sent[number + 1:]) for number, one in enumerate(self.sent) if one.period == month]
        found = [Finding(WRONG, one.file, "表", row, "公民身份号码") for one in theirs
                 for row, fate in one.fates.items() if fate == "rejected"]
        files, judgement = judged(self.connection, month, theirs)
        merge(self.connection, files, replace(judgement, findings=[*judgement.findings, *found]), at)


def _standing(one: Sent, later: Sequence[Sent]) -> Sent:
    replaced = any((one.unit, one.period, one.entity) == (each.unit, each.period, each.entity)
                   for each in later if not each.is_rejected)
    if one.is_rejected or not replaced:
        return one
    return replace(one, fates=dict.fromkeys(range(4, 4 + len(one.rows)), "superseded"))


def _row(unit: str, entity: str, number: int) -> Row:
    """The keys of the entity; nothing else is looked at here."""
    columns = {column.field for column in contract(entity).columns}
    known = {"id_no": f"4399991975051{number:02d}{unit[-3:]}", "account": f"a{number}", "unit_code": unit,
             "uscc": f"9143{number:02d}{unit[-3:]}", "post_no": f"{unit[-3:]}-{number}"}
    return {name: value for name, value in known.items() if name in columns}


def month_of(name: str) -> Month:
    """The month that a case is about."""
    return Month.parse(case(name)["month"])
