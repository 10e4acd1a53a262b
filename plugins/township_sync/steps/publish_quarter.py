"""Publish the quarter of public-welfare posts: rosters 本季新增, 本季退出, 在岗 and the sums by unit and post type."""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from township_sync.domain.contract import Entity, code_set, contract
from township_sync.domain.period import Month, Quarter
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.publishing import Made, keep_manifest, publish_dataset
from township_sync.steps.quarter_posts import Place, PostVersion, QuarterPosts, quarter_posts
from township_sync.warehouse import publications, publishing
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import make_claims
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.publishing import Difference, WantedRow

ENTITY = "public_welfare_post"
BLOCK = "block_quarterly"


def publish_quarter(connection: Connection, settings: Settings, quarter: Quarter | str,
                    now: datetime) -> list[Publication]:
    """Make the quarter's rosters and sums; a second call makes nothing new.

    A correction of a quarter that was published already gives revision r2 with the differences only. Units with an
    open `block_quarterly` finding are left out and listed. Returns the publications that wait to be sent, of whatever
    quarter, the oldest first. Raises TerminalError when opening + joined − left is not closing.
    """
    asked = Quarter.parse(str(quarter))
    with connection.transaction():
        publications.lock_publishing(connection)
        _Publishing.begin(connection, settings, asked).publish(now)
        keep_manifest(connection, settings, "quarter", str(asked))
        return publications.ready(connection, "quarter")


@dataclass(frozen=True)
class _Publishing:
    connection: Connection
    settings: Settings
    quarter: Quarter
    posts: QuarterPosts
    held: Mapping[str, str]
    unheld: QuarterPosts
    blocked: Sequence[str]
    words: Mapping[str, Any]

    @classmethod
    def begin(cls, connection: Connection, settings: Settings, quarter: Quarter) -> "_Publishing":
        make_claims(connection, contract(ENTITY))
        first_days = publishing.first_days(connection)
        told = _Told.at_the_end_of(connection, quarter, first_days)
        blocked = publishing.blocked_units(connection, ENTITY, BLOCK, [str(month) for month in quarter.months])
        return cls(connection, settings, quarter, told.posts, told.held, told.everyone, blocked,
                   files.words()["quarter"])

    def publish(self, now: datetime) -> None:
        roster, summary = list(self._roster()), list(self._summary())
        self._publish("summary", summary, list(self.words["summary"].values()), now)
        headers = [self.words["period"], self.words["roster"], *_outbound(contract(ENTITY))["columns"].values()]
        self._publish("roster", roster, headers, now)

    def _publish(self, part: str, rows: Sequence[WantedRow], headers: Sequence[str], now: datetime) -> None:
        dataset = self.words[f"{part}_dataset"]
        publishing.want_rows(self.connection, rows)
        found = publishing.differences(self.connection, dataset, self.blocked, BLOCK, str(self.quarter))
        nothing: Sequence[str | None] = [None] * len(headers)
        lines = [each.payload if each.payload is not None else nothing for each in found]
        made = Made("quarter", dataset, ENTITY, str(self.quarter), headers, found, lines)
        workbook = (lambda: self._workbook(headers, found, lines)) if part == "roster" else None
        publish_dataset(self.connection, self.settings, made, now, workbook)

    def _roster(self) -> Iterator[WantedRow]:
        for name, places in _rosters(self.unheld).items():
            for (row_key, (unit, post_type)), version in places.items():
                payload = [str(self.quarter), self.words["rosters"][name], *version.payload]
                yield self._row([name, row_key, unit, post_type], unit, payload, self.held.get(row_key))

    def _summary(self) -> Iterator[WantedRow]:
        for (unit, post_type), sums in self.posts.sums().items():
            payload = [str(self.quarter), unit, post_type, *map(str, sums)]
            yield self._row(["summary", unit, post_type], unit, payload)

    def _row(self, key: Sequence[str], unit: str, payload: Sequence[str | None], held: str | None = None) -> WantedRow:
        message = json.dumps([str(self.quarter), *key], ensure_ascii=False).encode()
        row_key = hmac.new(self.settings.secret, message, hashlib.sha256).hexdigest()
        digest = hashlib.sha256(json.dumps(payload, ensure_ascii=False).encode()).hexdigest()
        return WantedRow(row_key, digest, unit, payload, held)

    def _workbook(self, headers: Sequence[str], found: Sequence[Difference],
                  lines: Sequence[Sequence[str | None]]) -> bytes:
        """The whole quarter as people read it, and what this revision changes."""
        words, columns = self.words, [contract(ENTITY).column(field) for field in _fields()]
        heading = list(words["summary"].values())[3:]
        sums = [[files.unit_name(unit), _type_label(post_type), *numbers]
                for (unit, post_type), numbers in self.posts.sums().items() if unit not in self.blocked]
        sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = {
            words["summary_sheet"]: ([words["unit_name"], words["post_type_name"], *heading], sums)
        }
        for name, places in _rosters(self.posts).items():
            shown = [[*map(files.shown, columns, version.payload)] for (_, (unit, _)), version in sorted(
                places.items(), key=lambda item: (item[0][1], item[0][0])) if unit not in self.blocked]
            sheets[words["rosters"][name]] = ([column.header for column in columns], shown)
        changed = [[words["actions"][each.action], files.unit_name(each.unit_code), *line]
                   for each, line in zip(found, lines, strict=True) if each.reason is None]
        sheets[words["differences_sheet"]] = ([words["action"], words["unit_name"], *headers], changed)
        left_out = [[files.unit_name(unit), files.reason_text(BLOCK)] for unit in self.blocked]
        sheets[words["left_out_sheet"]] = ([words["unit_name"], files.words()["reason"]], left_out)
        return files.workbook_bytes(sheets, self.quarter.last_day)


@dataclass(frozen=True)
class _Told:
    """A quarter without those whom findings hold back, the slugs of these by key, and the quarter with them."""

    posts: QuarterPosts
    held: Mapping[str, str]
    everyone: QuarterPosts

    @classmethod
    def at_the_end_of(cls, connection: Connection, quarter: Quarter, first_days: Mapping[str, date]) -> "_Told":
        """Walks from the first quarter ever reported: who was held back in one is not in the opening of the next."""
        untold: Collection[str] = ()
        first = Month(day.year, day.month).quarter if (day := min(first_days.values(), default=None)) else quarter
        while first < quarter:
            untold = cls._of(connection, first, first_days, untold).held
            first = first.months[2].plus(1).quarter
        return cls._of(connection, quarter, first_days, untold)

    @classmethod
    def _of(cls, connection: Connection, quarter: Quarter, first_days: Mapping[str, date],
            untold: Collection[str]) -> "_Told":
        values = {"day_before": quarter.first_day - timedelta(days=1), "last_day": quarter.last_day}
        versions = [PostVersion(**row) for row in publishing.quarter_versions(connection, values, _fields())]
        held = publishing.held_posts(connection, quarter)
        everyone = quarter_posts(versions, quarter, first_days, untold)
        # A held person who is new this quarter is not told yet; one who was told before stays as he was.
        new = set(held) - {key for key, _ in everyone.before}
        told = quarter_posts([each for each in versions if each.row_key not in new], quarter, first_days, untold)
        return cls(told, {key: held[key] for key in new}, everyone)


def _rosters(posts: QuarterPosts) -> dict[str, Mapping[Place, PostVersion]]:
    return {"joined": posts.joined, "left": posts.left, "on_post": posts.on_post}


def _outbound(entity: Entity) -> Mapping[str, Any]:
    outbound: Mapping[str, Any] = entity.outbound["province"]
    return outbound


def _fields() -> list[str]:
    return list(_outbound(contract(ENTITY))["columns"])


def _type_label(post_type: str) -> str:
    return code_set("post_type").labels.get(post_type, post_type)
