"""The policy packs of `policies/`: dated values, figures and lists, never constants in code."""

import itertools
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from json import dumps
from typing import Any

from township_sync import project
from township_sync.compilers.annex import annex_of, rows_of
from township_sync.compilers.pack_faults import allowed_words_of, refuse_faulty
from township_sync.compilers.pack_words import put_in_words, words_of
from township_sync.compilers.written_pack import written_pack
from township_sync.domain.annex import Annex
from township_sync.domain.policy_pack import Indicator, Pack, Question, Target, WorkList
from township_sync.errors import DefinitionError


@cache
def packs() -> dict[str, Pack]:
    """Every pack by name. DefinitionError when a file says what no pack can say, or their days do not join."""
    found = {name: read_pack(name) for name in project.names("policies", ".yaml")}
    in_time = sorted(found.values(), key=lambda each: each.valid_from)
    for earlier, later in itertools.pairwise(in_time):
        _refuse_unjoined(earlier, later)
    return found


def pack_on(day: date) -> Pack:
    """The one pack that is valid on the day; DefinitionError when none is."""
    for each in packs().values():
        if each.holds_on(day):
            return each
    known = "; ".join(f"{each.name} from {each.valid_from} to {each.valid_to or 'now'}" for each in packs().values())
    raise DefinitionError(f"No policy pack is valid on {day} ({known}). Add one to policies/ or mend valid_from.")


@cache
def policy_on(day: date) -> dict[str, Any]:
    """Every number and choice of the pack that is valid on the day, by name."""
    return pack_on(day).parameters


def read_pack(name: str) -> Pack:
    """One pack, whatever its days; DefinitionError with file, line and the allowed words when it is wrong."""
    written = written_pack(name)
    refuse_faulty(written)
    content = written.content
    put_in_words(content)
    annex = _annex(content)
    digest = sha256(dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    return Pack(
        name=name, title=content["title"], document=content["document"], valid_from=_day(content["valid_from"]),
        valid_to=_day(content.get("valid_to")), extends=content.get("extends"), digest=digest, content=content,
        values=_typed(content["values"]),
        choices={key: allowed_words_of(words) for key, words in content.get("choices", {}).items()},
        questions=[_question(number, each) for number, each in content.get("questions", {}).items()],
        indicators={key: _indicator(key, each) for key, each in content.get("indicators", {}).items()},
        lists={key: _work_list(key, each) for key, each in content.get("lists", {}).items()},
        themes=content["themes"], terms=content["terms"], annex=annex,
    )


def _annex(content: dict[str, Any]) -> Annex | None:
    written = content.get("annex")
    if written is None:
        return None
    # The rows become part of the content, so that the digest tells when a number of the annex changes.
    written["rows"] = rows_of(written["file"])
    return annex_of(written, words_of(content)["annex_total"])


def _refuse_unjoined(earlier: Pack, later: Pack) -> None:
    if earlier.valid_to == later.valid_from:
        return
    first, second = f"policies/{earlier.name}.yaml", f"policies/{later.name}.yaml"
    said = f"{first} ends before {earlier.valid_to}" if earlier.valid_to else f"{first} has no end"
    is_gap = earlier.valid_to is not None and earlier.valid_to < later.valid_from
    kind = "leave days without a policy" if is_gap else "are valid on the same days"
    raise DefinitionError(f"Two packs {kind}: {said}, and {second} begins on {later.valid_from}; "
                          f"write valid_to: {later.valid_from} in {first}.")


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days are days again; inside lists and mappings they stay text, as JSON has them."""
    return {name: _day(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
            for name, value in values.items()}


def _question(number: str, written: Mapping[str, Any]) -> Question:
    return Question(number, **{**written, "sets": _typed(written["sets"])})


def _indicator(name: str, written: Mapping[str, Any]) -> Indicator:
    targets = {level: _target(each) for level, each in written.get("targets", {}).items()}
    return Indicator(name, **{**written, "needs": tuple(written["needs"]), "targets": targets})


def _work_list(name: str, written: Mapping[str, Any]) -> WorkList:
    return WorkList(name, **{**written, "needs": tuple(written["needs"])})


def _target(written: Mapping[str, Any]) -> Target:
    # Through its text: the float 0.95 is not the decimal 0.95.
    numbers = {key: Decimal(str(written[key])) for key in ("value", "tolerance") if key in written}
    return Target(**{**written, **numbers, "due": _day(written.get("due"))})
