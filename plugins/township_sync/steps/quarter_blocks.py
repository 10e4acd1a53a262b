"""What keeps a unit's quarter of public-welfare posts from leaving, row by row.

Findings, posts that the arithmetic cannot explain, and an opening that is not the last closing as it was published.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from township_sync.domain.contract import contract
from township_sync.domain.period import Quarter
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.publishing import Blocking
from township_sync.steps.quarter_keys import roster_rows
from township_sync.steps.quarter_posts import QuarterPosts, Stretch
from township_sync.warehouse import publications, publishing
from township_sync.warehouse.connect import Connection

ENTITY, BLOCK, KIND = "public_welfare_post", "block_quarterly", "quarter"
UNBALANCED, NOT_CLOSING, NOT_OPENING = "unbalanced", "not_in_last_closing", "not_in_opening"
_FILE, _ROW = "published in", "published as"
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BlockingPost(Blocking):
    """`reason` is a slug, or one of this module; `note` is masked."""

    note: str | None


def blocking(connection: Connection, settings: Settings, quarter: Quarter, posts: QuarterPosts) -> list[BlockingPost]:
    """Every row that blocks its unit, by unit; a unit that is blocked by what has no row of its own has one without."""
    periods = [str(month) for month in quarter.months]
    units = publishing.blocked_units(connection, ENTITY, BLOCK, periods)
    found = [BlockingPost(**row) for row in publishing.blocking_findings(connection, ENTITY, BLOCK, periods, units)]
    without_row = sorted({*units} - {each.unit_code for each in found})
    found += [BlockingPost(unit, BLOCK, None, None, None, None) for unit in without_row]
    found += [_of_stretch(each, UNBALANCED) for each in posts.stretches if each.is_unbalanced]
    found += _against_last_closing(connection, settings, quarter, posts.opening())
    return sorted(found, key=lambda each: each.unit_code)


def quarter_before(quarter: Quarter) -> Quarter:
    return quarter.months[0].plus(-1).quarter


def _against_last_closing(connection: Connection, settings: Settings, quarter: Quarter,
                          opening: Sequence[Stretch]) -> Iterator[BlockingPost]:
    """Rows of either that the other does not have, of units that told the quarter before."""
    words, last = files.words()[KIND], quarter_before(quarter)
    sums = _published(connection, settings, last, "summary").values()
    told_units = {line[words["summary"]["unit_code"]] for line in sums}
    unit_column = contract(ENTITY).outbound["province"]["columns"]["unit_code"]
    closing = {key: line for key, line in _published(connection, settings, last, "roster").items()
               if line[words["roster"]] == words["rosters"]["on_post"]}
    expected = roster_rows(settings, last, "on_post", opening)
    for key, each in expected.items():
        if each.unit_code in told_units and key not in closing:
            yield _of_stretch(each, NOT_CLOSING)
    for key, line in closing.items():
        if key not in expected:
            yield BlockingPost(line[unit_column], NOT_OPENING, line[_FILE], None, int(line[_ROW]), None)


def _published(connection: Connection, settings: Settings, quarter: Quarter, part: str) -> dict[str, Line]:
    """The rows of a quarter's dataset by key, as all its revisions together told them."""
    dataset = files.words()[KIND][f"{part}_dataset"]
    told: dict[str, Line] = {}
    for each in publications.publications(connection, KIND, str(quarter)):
        if each.dataset != dataset or each.state == "refused" or not each.path:
            continue
        path = settings.folder("published") / each.path
        if not path.is_file():
            raise TerminalError(f"The published file {each.path} is gone; openings are compared with it, put it back.")
        with path.open(encoding="utf-8", newline="") as lines:
            for number, line in enumerate(csv.DictReader(lines), 2):
                told[line["row_key"]] = {**line, _FILE: each.path, _ROW: str(number)}
    return {key: line for key, line in told.items() if line["action"] != "ended"}


def _of_stretch(each: Stretch, reason: str) -> BlockingPost:
    return BlockingPost(each.unit_code, reason, each.file, each.sheet, each.sheet_row, each.note)
