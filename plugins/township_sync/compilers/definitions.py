"""What the entries of `expectations/` may refer to: the month, the policy of its time, patterns, places, joins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from township_sync import project
from township_sync.checks.joins import Join
from township_sync.checks.usable import Limits
from township_sync.compilers.places import place_patterns
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import Column, Entity, code_set
from township_sync.domain.period import Month
from township_sync.errors import DefinitionError

_IN_TEXT = re.compile(r"\$policy\.(\w+)")


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that may be referred to, for one month."""

    period: Month
    policy: dict[str, Any]
    patterns: dict[str, Any]
    places: dict[str, Any]
    joins: dict[str, Join]

    @property
    def limits(self) -> Limits:
        """What makes a value unusable for later rules."""
        bad_names = tuple(self.patterns[name] for name in self.patterns["bad_names"])
        return Limits(self.period.last_day, self.policy["oldest_age"], bad_names)


def definitions(period: Month) -> Definitions:
    """Read them from `expectations/_*.yaml` and the policy pack that is valid on the month's last day."""
    joins = {
        name: Join(name, given["entity"], given["month"], tuple(given["match"]), given.get("where", ""))
        for name, given in project.mapping("expectations/_joins.yaml").items()
    }
    patterns = project.mapping("expectations/_patterns.yaml")
    return Definitions(period, policy_on(period.last_day), patterns, place_patterns(), joins)


def resolve(written: Any, column: Column | None, shape: Entity, but: list[str], known: Definitions) -> Any:
    """A part of an entry with every reference replaced: `{$policy: x}`, `$policy.x`, `{$period: x}`, `{$pattern: x}`,
    `{$places: x}`, `$column`, and `$columns` as a member of a list.

    DefinitionError when what it names is not there.
    """
    if isinstance(written, str):
        text = written.replace("$column", column.field) if column else written
        return _IN_TEXT.sub(lambda found: repr(_named(known.policy, found[1], "policy")), text)
    if isinstance(written, list):
        return [part for item in written for part in _members(item, column, shape, but, known)]
    if isinstance(written, dict):
        if len(written) == 1 and next(iter(written)).startswith("$"):
            return _reference(*next(iter(written.items())), known)
        return {key: resolve(value, column, shape, but, known) for key, value in written.items()}
    return written


def _members(item: Any, column: Column | None, shape: Entity, but: list[str], known: Definitions) -> Iterator[Any]:
    if item == "$columns":
        yield from (other.field for other in shape.columns if other.type != "sequence" and other.field not in but)
    else:
        yield resolve(item, column, shape, but, known)


def _reference(kind: str, name: str, known: Definitions) -> Any:
    if kind == "$policy":
        return _named(known.policy, name, "policy")
    if kind == "$pattern":
        return _named(known.patterns, name, "pattern")
    if kind == "$places":
        return _named(known.places, name, "places")
    if kind == "$period" and name in ("first_day", "last_day", "days"):
        value = getattr(known.period, name)
        return value if name == "days" else datetime.combine(value, time())
    raise DefinitionError(f"An entry of expectations/ refers to '{kind}: {name}', which nobody knows.")


def _named(values: dict[str, Any], name: str, kind: str) -> Any:
    if name not in values:
        raise DefinitionError(f"An entry of expectations/ refers to the {kind} value '{name}', which is not defined.")
    return values[name]


def chosen_columns(wanted: Any, spared: list[str], shape: Entity) -> list[Column]:
    """The columns that `columns:` means: `required`, `coded`, `{type: …, required: …}` or a list of names."""
    if wanted == "required":
        found = list(shape.required)
    elif wanted == "coded":
        found = [column for column in shape.columns if column.code_list and column.is_required_somehow]
    elif isinstance(wanted, dict):
        found = [column for column in shape.columns if column.type == wanted["type"]
                 and column.required >= wanted.get("required", False)]
    else:
        found = [shape.column(name) for name in wanted]
    return [column for column in found if column.field not in spared]


def allowed_codes(column: Column) -> list[str]:
    """The codes of a column's list."""
    name = column.code_list
    if name is None:
        raise DefinitionError(f"An entry asks for the codes of {column.field}, which has no code list.")
    return list(code_set(name).labels)
