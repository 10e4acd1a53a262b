"""A finding is data: what is wrong, where, how bad, and how to mend it. Rules are read from `contracts/rules.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from township_sync import project
from township_sync.domain import masking
from township_sync.errors import DefinitionError

Severity = Literal["reject_file", "reject_row", "warn", "info"]
Scope = Literal["file", "sheet", "column", "cell", "row", "cross_row", "cross_entity", "period"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `contracts/rules.csv`: a slug never changes its meaning."""

    slug: str
    scope: Scope
    entity: str
    severity: Severity
    export: str
    clause: str
    definition: str
    message_zh: str
    order: int


@cache
def rules() -> dict[str, Rule]:
    """Every rule by slug, in the order of the file (which is the order in which rules of one cell are tried)."""
    found: dict[str, Rule] = {}
    for order, row in enumerate(project.records("contracts/rules.csv")):
        found[row["slug"]] = Rule(**row, order=order)  # type: ignore[arg-type]  # the file's own test checks the vocabularies
    return found


def rule(slug: str) -> Rule:
    """The rule of this slug; an unknown slug is our mistake and raises DefinitionError."""
    if slug not in rules():
        raise DefinitionError(f"The slug '{slug}' is not in contracts/rules.csv; add the rule there first.")
    return rules()[slug]


@cache
def _titles() -> dict[str, str]:
    return {slug: str(told["title"]) for slug, told in project.mapping("contracts/messages.zh.yaml").items()}


def title_of(slug: str) -> str:
    """The short Chinese title of a rule (contracts/messages.zh.yaml); the slug itself where none is written."""
    return _titles().get(rule(slug).slug, slug)


@cache
def _sentences() -> dict[str, str]:
    return project.mapping("contracts/refusals.zh.yaml")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `row` is the row number seen in WPS or Excel (record number in a CSV file), `column` the known header of the
    contract (for an unknown column its own text, for a stray cell its letter). `value` is already masked.
    `details` fill the placeholders of the message and must hold no unmasked personal value.
    `made_by` names what judged: `read`, `conform`, or the id of the Great Expectations run.
    """

    slug: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    made_by: str = "read"

    @property
    def severity(self) -> Severity:
        return rule(self.slug).severity

    @property
    def message(self) -> str:
        """The Chinese sentence with its placeholders filled; whole identity numbers never pass.

        `details["remedy"]` tells what helps in just this case, where the rule's own words are too general;
        `details["said"]` is the key of a sentence in `contracts/refusals.zh.yaml` that replaces them where they would
        be wrong.
        """
        known = {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column, "value": self.value}
        said = {name: value for name, value in (known | dict(self.details)).items() if value is not None}
        words = _sentences()[str(said["said"])] if "said" in said else rule(self.slug).message_zh
        filled = words.format_map(_Blank(said))
        if remedy := said.get("remedy"):
            filled = f"{filled.rstrip('。')}（{str(remedy).rstrip('。')}）。"
        return masking.mask_whole_numbers(filled)


class _Blank(dict[str, object]):
    """Placeholders without a value are shown as an ellipsis, never as an exception."""

    def __missing__(self, key: str) -> str:
        return "…"
