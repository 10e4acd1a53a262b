"""What an annex's numbers and differences are in words, for the screen and for reports."""

from decimal import Decimal

from township_sync import project
from township_sync.domain.annex import Difference
from township_sync.domain.number_text import percent, plain
from township_sync.domain.policy_pack import Pack


def number_text(value: Decimal | None, is_share: bool) -> str:
    """`95%`, `25`, or nothing."""
    if value is None:
        return ""
    return percent(value) if is_share else plain(value)


def difference_text(difference: Difference, is_share: bool) -> str:
    """`印发25，各单位合计24，未分解1`."""
    words = project.mapping("contracts/letters/screens.zh.yaml")["policy"]["differences"]
    numbers = {"printed": difference.printed, "added": difference.added, "gap": abs(difference.gap)}
    return str(words[difference.kind].format(**{name: number_text(value, is_share) for name, value in numbers.items()}))


def difference_lines(pack: Pack) -> list[tuple[str, str]]:
    """Title of the column and text of each difference of the pack's annex."""
    if pack.annex is None:
        return []
    columns = pack.annex.columns
    return [(columns[each.column].title, difference_text(each, columns[each.column].kind == "share"))
            for each in pack.annex.differences]
