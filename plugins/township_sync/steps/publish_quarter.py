"""Publish the quarter of public-welfare posts: rosters 本季新增, 本季退出, 在岗 and the sums by unit and post type."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from township_sync.compilers.due_days import due_day
from township_sync.compilers.policies import pack_on
from township_sync.domain.contract import contract
from township_sync.domain.period import Month, Quarter
from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.audit import keep_head
from township_sync.steps.publishing import BLOCKING_HEADING, Made, keep_list, keep_manifest, publish_dataset
from township_sync.steps.quarter_blocks import BLOCK, ENTITY, KIND, BlockingPost, blocking, quarter_before
from township_sync.steps.quarter_keys import roster_rows, row_key
from township_sync.steps.quarter_posts import ToldPosts, told_quarters
from township_sync.steps.quarter_workbook import QuarterWorkbook, outbound_fields
from township_sync.warehouse import audit, publications, publishing
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import make_claims
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.publishing import WantedRow

_BLOCKING = [*BLOCKING_HEADING, "note"]


def publish_quarter(connection: Connection, settings: Settings, quarter: Quarter | str,
                    now: datetime) -> list[Publication]:
    """Make the quarter's rosters and sums; a second call makes nothing new.

    TransientError while a publication of one of its months is not sent, whatever the state of a task may say.

    A correction of a quarter that was published already gives revision r2 with the differences only; the quarters
    before that were published are corrected first, as the opening is their closing. Units with an open
    `block_quarterly` finding, with a post that does not balance, or with an opening that is not the last closing as it
    was told, are left out and listed with the rows in question. Returns the publications that wait to be sent, of
    whatever quarter, the oldest first.
    """
    with connection.transaction():
        publications.lock_publishing(connection)
        _refuse_while_months_wait(connection, Quarter.parse(str(quarter)))
        make_claims(connection, contract(ENTITY))
        to_tell = _quarters_to_tell(connection, Quarter.parse(str(quarter)))
        first = min(to_tell[0], _first_reported(connection) or to_tell[0])
        for each, told in told_quarters(connection, first, to_tell[-1], outbound_fields()):
            if each in to_tell:
                _Publishing.begin(connection, settings, each, told).publish(now)
        audit.tell_publications(connection, now)
        audit.tell_plans(connection, now)
    keep_head(connection, settings)
    return publications.unsent(connection, KIND)


def _refuse_while_months_wait(connection: Connection, quarter: Quarter) -> None:
    waiting = publications.unsent(connection, "month", periods=[str(month) for month in quarter.months])
    if waiting:
        said = ", ".join(f"{one.publication_id} ({one.dataset} {one.period}, {one.state})" for one in waiting)
        raise TransientError(f"{quarter} is not published yet: publication {said} of its months is not sent; approve "
                             "and push it first, then run this again.")


def _quarters_to_tell(connection: Connection, asked: Quarter) -> list[Quarter]:
    """The quarter asked for, after those before it that were published without a gap."""
    found = [asked]
    while publications.publications(connection, KIND, str(before := quarter_before(found[0]))):
        found.insert(0, before)
    return found


def _first_reported(connection: Connection) -> Quarter | None:
    day = publishing.first_day(connection)
    return Month(day.year, day.month).quarter if day else None


@dataclass(frozen=True)
class _Publishing:
    connection: Connection
    settings: Settings
    quarter: Quarter
    told: ToldPosts
    blocks: Sequence[BlockingPost]
    words: Mapping[str, Any]

    @classmethod
    def begin(cls, connection: Connection, settings: Settings, quarter: Quarter, told: ToldPosts) -> "_Publishing":
        blocks = blocking(connection, settings, quarter, told.posts)
        return cls(connection, settings, quarter, told, blocks, files.words()[KIND])

    def publish(self, now: datetime) -> None:
        roster, summary = list(self._roster()), list(self._summary())
        self._publish("summary", summary, list(self.words["summary"].values()), now)
        columns = contract(ENTITY).outbound["province"]["columns"]
        headers = [self.words["period"], self.words["roster"], *columns.values()]
        self._publish("roster", roster, headers, now)
        keep_list(self.settings, str(self.quarter), self.words["blocking_list"], _BLOCKING, map(astuple, self.blocks))
        pack = pack_on(self.quarter.last_day)
        policy = {"pack": pack.name, "digest": pack.digest, "due": str(due_day(self.quarter))}
        keep_manifest(self.connection, self.settings, KIND, str(self.quarter), policy)

    def _publish(self, part: str, rows: Sequence[WantedRow], headers: Sequence[str], now: datetime) -> None:
        dataset, blocked = self.words[f"{part}_dataset"], sorted({each.unit_code for each in self.blocks})
        publishing.want_rows(self.connection, rows)
        found = publishing.differences(self.connection, dataset, blocked, BLOCK, str(self.quarter))
        nothing: Sequence[str | None] = [None] * len(headers)
        lines = [each.payload if each.payload is not None else nothing for each in found]
        made = Made(KIND, dataset, ENTITY, str(self.quarter), headers, found, lines)
        book = QuarterWorkbook(self.quarter, self.told.posts, self.blocks)
        workbook: Callable[[], bytes] | None = (lambda: book.made(headers, found, lines)) if part == "roster" else None
        publish_dataset(self.connection, self.settings, made, now, workbook)

    def _roster(self) -> Iterator[WantedRow]:
        for name, stretches in self.told.everyone.rosters().items():
            for key, each in roster_rows(self.settings, self.quarter, name, stretches).items():
                payload = [str(self.quarter), self.words["rosters"][name], *each.payload]
                held = self.told.held.get(each.row_key)
                yield WantedRow(key, _digest(payload), each.unit_code, payload, held, each.file, each.sheet,
                                each.sheet_row)

    def _summary(self) -> Iterator[WantedRow]:
        for (unit, post_type), sums in self.told.posts.sums().items():
            counts = map(str, (sums.opening, sums.joined, sums.left, sums.closing))
            payload = [str(self.quarter), unit, post_type, *counts]
            key = row_key(self.settings, self.quarter, "summary", unit, post_type)
            yield WantedRow(key, _digest(payload), unit, payload)


def _digest(payload: Sequence[str | None]) -> str:
    return hashlib.sha256(json.dumps(payload, ensure_ascii=False).encode()).hexdigest()
