"""The policy packs of `policies/`: dated values, figures and lists, never constants in code."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.policy_pack import Indicator, Pack, Question, Target, WorkList
from township_sync.errors import DefinitionError


@cache
def packs() -> dict[str, Pack]:
    """Every pack by name. DefinitionError when a file says what no pack can say."""
    return {name: _pack(name) for name in project.names("policies", ".yaml")}


def pack_on(day: date) -> Pack:
    """The one pack that is valid on the day; DefinitionError when none is, or more than one."""
    valid = [each for each in packs().values() if each.holds_on(day)]
    if len(valid) != 1:
        found = ", ".join(each.name for each in valid) or "none"
        raise DefinitionError(f"Exactly one policy pack must be valid on {day}; found {found}. Mend policies/.")
    return valid[0]


@cache
def policy_on(day: date) -> dict[str, Any]:
    """Every number and choice of the pack that is valid on the day, by name."""
    return pack_on(day).parameters


def _pack(name: str) -> Pack:
    path = f"policies/{name}.yaml"
    written = project.mapping(path)
    return Pack(
        name=name, title=written["title"], document=written["document"], valid_from=written["valid_from"],
        valid_to=written.get("valid_to"), digest=hashlib.sha256(project.text(path).encode()).hexdigest(),
        values=written["values"],
        questions=[Question(number, **each) for number, each in written.get("questions", {}).items()],
        indicators={key: _indicator(key, each) for key, each in written.get("indicators", {}).items()},
        lists={key: _work_list(key, each) for key, each in written.get("lists", {}).items()},
        themes=written.get("themes", {}), terms=written.get("terms", {}), annex=written.get("annex"),
    )


def _indicator(name: str, written: Mapping[str, Any]) -> Indicator:
    targets = {level: _target(each) for level, each in written.get("targets", {}).items()}
    return Indicator(name, **{**written, "needs": tuple(written["needs"]), "targets": targets})


def _work_list(name: str, written: Mapping[str, Any]) -> WorkList:
    return WorkList(name, **{**written, "needs": tuple(written["needs"])})


def _target(written: Mapping[str, Any]) -> Target:
    value = written.get("value")
    # Through its text: the float 0.95 is not the decimal 0.95.
    return Target(**{**written, "value": None if value is None else Decimal(str(value))})
