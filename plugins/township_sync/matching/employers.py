"""Employers without a usable credit code whose names are variants of one another (quality_engine.md 4).

Two right and different codes (GB 32100-2015) are two employers, whatever they are called; two equal ones are one
already. Names only speak where a code is missing or wrong.
"""

import re
from collections.abc import Iterable
from functools import cache

from township_sync.domain.identity import is_good_uscc
from township_sync.matching.pairs import Candidate, Employer, blocks, pairs_of, settings

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_NO_LETTER = re.compile(r"[^\w]|_")


def candidates(employers: Iterable[Employer]) -> list[Candidate]:
    """Every pair that may be one employer, each once, in order."""
    found: dict[tuple[object, object], Candidate] = {}
    brand = settings("employers")["brand_characters"]
    by = (
        lambda one: core_name(one.name)[:brand],
        # A slip leaves the middle or the end of a code as it is; nearly all codes of a county begin alike.
        lambda one: one.uscc and one.uscc[8:13], lambda one: one.uscc and one.uscc[-5:],
        lambda one: one.phone,
    )
    for block in blocks(employers, *by):
        for pair in pairs_of(block):
            left, right = sorted(pair, key=lambda one: one.ref)
            if (left.ref, right.ref) not in found and (evidence := _evidence(left, right)):
                found[left.ref, right.ref] = Candidate(left.ref, right.ref, evidence)
    return sorted(found.values())


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


def _evidence(left: Employer, right: Employer) -> tuple[str, ...]:
    from rapidfuzz import fuzz

    good = [one.uscc is not None and is_good_uscc(one.uscc) for one in (left, right)]
    if all(good) or _conflicts(left.place, right.place) or (left.uscc and left.uscc == right.uscc):
        return ()
    cores = core_name(left.name), core_name(right.name)
    phone = ("same_phone",) if left.phone and left.phone == right.phone else ()
    slip = ("uscc_one_slip",) if _is_slip(left.uscc, right.uscc) else ()
    if cores[0] == cores[1]:
        return ("uscc_missing_or_wrong", *slip, "same_core_name", *phone)
    if fuzz.ratio(*cores) >= settings("employers")["ratio"]:
        return ("uscc_missing_or_wrong", *slip, "similar_core_name", *phone)
    return ("uscc_missing_or_wrong", *slip, *phone) if slip else ()


def _is_slip(left: str | None, right: str | None) -> bool:
    from rapidfuzz.distance import OSA

    return left is not None and right is not None and OSA.distance(left, right, score_cutoff=1) == 1


def _conflicts(left: str | None, right: str | None) -> bool:
    """Two places of which neither contains the other."""
    return bool(left and right) and left not in right and right not in left  # type: ignore[operator]  # both are text here
