"""What Great Expectations answered, as it is kept and shown: its own JSON without a value, and its checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from township_sync.domain.finding import Scope

CheckpointName = Literal["load", "month"]
SCOPES_OF_A_LOAD: tuple[Scope, ...] = ("sheet", "cell", "row", "column")
"""What a sheet is judged by for itself; the checkpoint of the month adds the rows against each other and last month."""


@dataclass(frozen=True, slots=True)
class Validation:
    """One suite on the rows of one entity; the suite has the entity's rules of one scope.

    `result` has the shape of Great Expectations' own validation result. Its `unexpected_index_list` names the rows at
    fault by place: `{"_file": …, "_sheet": …, "_origin": …, "_row": [4, 7]}`.
    """

    entity: str
    scope: Scope
    result: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.entity}.{self.scope}"


@dataclass(frozen=True, slots=True)
class CheckpointOutcome:
    """One Great Expectations checkpoint that ran: how many validations it has, and how many found nothing."""

    name: CheckpointName
    evaluated: int
    successful: int

    @property
    def success(self) -> bool:
        return self.evaluated == self.successful


@dataclass(frozen=True, slots=True)
class Validated:
    """All that Great Expectations answered on one month.

    `definitions` is the version of the definitions it was judged by (`compilers.version`), `engine` names the library
    and its version.
    """

    definitions: str = ""
    engine: str = ""
    checkpoints: Sequence[CheckpointOutcome] = ()
    validations: Sequence[Validation] = ()
