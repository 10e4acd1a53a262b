"""Employers without a usable credit code whose names are variants of one another (quality_engine.md 4).

Two right and different codes (GB 32100-2015) are two employers, whatever they are called; two equal ones are one
already. Names only speak where a code is missing or wrong.
"""

import re
from collections.abc import Iterable
from functools import cache

from township_sync.domain.identity import is_good_uscc
from township_sync.matching.pairs import (
    Candidate,
    Identity,
    Mention,
    all_that_speaks,
    blocks,
    identities,
    pairs_of,
    settings,
)

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_NO_LETTER = re.compile(r"[^\w]|_")


def candidates(mentions: Iterable[Mention]) -> list[Candidate]:
    """Every pair of employers that may be one, each once, in order."""
    brand = settings("employers")["brand_characters"]
    by = (
        # One wrong character spoils one of two overlapping beginnings.
        lambda one: {core_name(name)[:brand] for name in one.names},
        lambda one: {core_name(name)[1:brand + 1] for name in one.names},
        # A slip leaves the middle or the end of a code as it is; nearly all codes of a county begin alike.
        lambda one: ((one.number or "")[8:13],), lambda one: ((one.number or "")[-5:],),
        lambda one: one.phones,
    )
    known = identities(mentions, is_good_uscc)
    return all_that_speaks((pair for block in blocks(known, *by) for pair in pairs_of(block)), _evidence)


@cache
def core_name(name: str) -> str:
    """A name without brackets, division and legal form: 沅江市新华纺织(集团)有限公司 → 新华纺织."""
    core = _NO_LETTER.sub("", _BRACKETS.sub("", name))
    core = _division().sub("", core) or core
    for form in settings("employers")["legal_forms"]:
        if core.endswith(form) and len(core) > len(form) + 1:
            return core.removesuffix(form)
    return core


@cache
def _division() -> re.Pattern[str]:
    """省, 市, 县, 区 and 镇 before a name, and ours also without the word for them."""
    ours = "|".join(map(re.escape, settings("employers")["divisions"]))
    return re.compile(rf"^(?:[\u4e00-\u9fff]{{2,3}}?[{settings('employers')['division_words']}]|{ours}){{1,3}}")


def _evidence(left: Identity, right: Identity) -> tuple[str, ...]:
    if (left.is_right and right.is_right) or _conflict(left.places, right.places):
        return ()
    phone = () if left.phones.isdisjoint(right.phones) else ("same_phone",)
    slips = _slips(left.number, right.number)
    name = _alike(_cores(left), _cores(right), bool(phone or slips))
    return ("uscc_missing_or_wrong", *slips, *name, *phone) if name or slips == ("uscc_one_slip",) else ()


def _cores(one: Identity) -> set[str]:
    return {core_name(name) for name in one.names}


def _alike(left: set[str], right: set[str], is_supported: bool) -> tuple[str, ...]:
    from rapidfuzz import fuzz

    if not left.isdisjoint(right):
        return ("same_core_name",)
    nearest = max(fuzz.ratio(one, other) for one in left for other in right)
    enough = settings("employers")["ratio_with_support" if is_supported else "ratio"]
    return ("similar_core_name",) if nearest >= enough else ()


def _slips(left: str | None, right: str | None) -> tuple[str, ...]:
    from rapidfuzz.distance import OSA

    edits = OSA.distance(left, right, score_cutoff=2) if left and right else 0
    return ((), ("uscc_one_slip",), ("uscc_two_slips",), ())[edits]


def _conflict(left: set[str], right: set[str]) -> bool:
    """Both have places, and none of one contains one of the other or lies in it."""
    return bool(left and right) and not any(one in other or other in one for one in left for other in right)
