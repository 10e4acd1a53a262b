"""The workbook of a quarter of public-welfare posts as people read it: sums, rosters, differences, what is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from township_sync.domain.contract import Column, code_set, contract
from township_sync.domain.period import Quarter
from township_sync.steps import published_files as files
from township_sync.steps.published_files import Line
from township_sync.steps.quarter_blocks import ENTITY, BlockingPost
from township_sync.steps.quarter_posts import QuarterPosts, Stretch, Sums
from township_sync.warehouse.publishing import Difference

_FEN = Decimal("0.01")


@dataclass(frozen=True)
class QuarterWorkbook:
    """A quarter without the units that are blocked; `blocks` are the rows that block them."""

    quarter: Quarter
    posts: QuarterPosts
    blocks: Sequence[BlockingPost]

    def made(self, headers: Sequence[str], found: Sequence[Difference], lines: Sequence[Line]) -> bytes:
        """The bytes of it; `found` and `lines` are what this revision changes, under `headers`."""
        words = files.words()["quarter"]
        columns = [contract(ENTITY).column(field) for field in outbound_fields()]
        sheets: dict[str, tuple[Sequence[str], Sequence[Line]]] = {
            words["summary_sheet"]: (list(words["sums"].values()), list(self._sums(words["total"])))
        }
        titles = [*(column.header for column in columns), words["months_on_post"], words["note"]]
        for name, stretches in self.posts.rosters().items():
            sheets[words["rosters"][name]] = (titles, [_shown(columns, each) for each in self._told(stretches)])
        changed = [[words["actions"][each.action], files.unit_name(each.unit_code), *line]
                   for each, line in zip(found, lines, strict=True) if each.reason is None]
        sheets[words["differences_sheet"]] = ([words["action"], words["unit_name"], *headers], changed)
        sheets[words["left_out_sheet"]] = (list(words["left_out"].values()), list(map(_left_out, self.blocks)))
        return files.workbook_bytes(sheets, self.quarter.last_day)

    def _told(self, found: Sequence[Stretch]) -> Sequence[Stretch]:
        blocked = {each.unit_code for each in self.blocks}
        return [each for each in found if each.unit_code not in blocked]

    def _sums(self, total: str) -> Iterator[Line]:
        """By unit and post type, and all of them together; the last number is 0 where the arithmetic is right."""
        told = QuarterPosts(self._told(self.posts.stretches)).sums()
        for (unit, post_type), sums in told.items():
            yield [files.unit_name(unit), _type_label(post_type), *_numbers([sums])]
        yield [total, None, *_numbers(list(told.values()))]


def outbound_fields() -> list[str]:
    """The fields of a post that the platform gets, in its order."""
    return list(contract(ENTITY).outbound["province"]["columns"])


def _numbers(found: Sequence[Sums]) -> Line:
    opening, joined, left, closing, months = (
        sum(getattr(each, name) for each in found) for name in ("opening", "joined", "left", "closing", "paid_months")
    )
    paid = sum((each.paid for each in found), Decimal(0))
    mean = (paid / months).quantize(_FEN) if months else None
    return [opening, joined, left, closing, paid, mean, opening + joined - left - closing]


def _shown(columns: Sequence[Column], each: Stretch) -> Line:
    return [*map(files.shown, columns, each.payload), each.months_on_post, each.note]


def _left_out(each: BlockingPost) -> Line:
    reason = files.reason_text(each.reason)
    return [files.unit_name(each.unit_code), reason, each.file, each.sheet, each.sheet_row, each.note]


def _type_label(post_type: str) -> str:
    return code_set("post_type").labels.get(post_type, post_type)
