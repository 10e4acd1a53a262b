"""What a row is: the contracts of `contracts/`, read once and checked as strictly as data."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from functools import cache, lru_cache
from typing import Any, Literal, get_args

from township_sync import project
from township_sync.errors import DefinitionError

FieldType = Literal[
    "sequence", "text", "person_name", "id_no", "uscc", "mobile", "identifier", "unit", "code", "yes_no",
    "date", "amount", "count", "disability_cert", "bank_account", "telephone",
]
Survivorship = Literal["latest", "longest", "largest", "sender"]
_FIELD_KEYS = {
    "header", "type", "aliases", "codes", "required", "required_if", "privacy", "survivorship", "tracked", "fill_down",
    "max_length",
}
_ENTITY_KEYS = {
    "title", "sheet_names", "key", "grain", "name_field", "columns", "cadence", "outbound", "inbound", "newest_by",
    "template_example", "carries_over",
}
_NO_CONTRACTS = ("fields", "matching")
"""Neither are files of words (`*.zh.yaml`)."""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A closed list: code → label, and every other way in which townships write it."""

    name: str
    labels: Mapping[str, str]
    spellings: Mapping[str, str]

    def code_of(self, text: str) -> str | None:
        """The code meant by a text, or None; `1`, `01`, `单位就业`, `1.单位就业` and `(1)单位就业` mean the same."""
        plain = plain_text(text)
        if plain in self.spellings:
            return self.spellings[plain]
        numbered = re.fullmatch(r"[(\[【]?(\d{1,3})[)\]】]?[.、．:：_\-]?(.*)", plain)
        if numbered:
            code = numbered[1] if numbered[1] in self.labels else _same_number(numbered[1], self.labels)
            if code and (not numbered[2] or self.spellings.get(numbered[2]) == code):
                return code
        return None


def _same_number(digits: str, labels: Mapping[str, str]) -> str | None:
    return next((code for code in labels if code.isdigit() and int(code) == int(digits)), None)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an entity.

    `header` is the known header (findings name it), `aliases` the other headers that mean it. `required` asks for a
    value in every row; `required_if` (field → codes) only makes the column *conditionally* required: an unreadable
    value there rejects the row. `tracked` columns decide whether a row changed; `privacy` is a class of
    `domain/masking.py`.
    """

    field: str
    header: str
    type: FieldType
    aliases: tuple[str, ...] = ()
    codes: str | None = None
    required: bool = False
    required_if: Mapping[str, tuple[str, ...]] = made_by(default_factory=dict)
    privacy: str = "open"
    survivorship: Survivorship = "latest"
    tracked: bool = True
    fill_down: bool = False
    max_length: int = 200

    @property
    def code_list(self) -> str | None:
        """The name of the list of its codes, or None when it has none."""
        return "yes_no" if self.type == "yes_no" else self.codes

    @property
    def is_required_somehow(self) -> bool:
        return self.required or bool(self.required_if)


@dataclass(frozen=True, slots=True)
class CarriesOver:
    """How rows of one month begin the next: what the pre-filled workbook of a township holds.

    `known` columns are what the office knows (locked), `each_month` ones are asked anew (left empty), all others keep
    last month's value and may be changed. A row is `gone`, and not filled in, when one of these columns has one of the
    codes, or any value where no code is named.
    """

    known: frozenset[str]
    each_month: frozenset[str] = frozenset()
    gone: Mapping[str, tuple[str, ...]] = made_by(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entity:
    """One contract: an entity's columns, its key, and how its rows of several townships become one.

    `grain` is `unit` when each township owns its rows, `city` when rows of several townships with one key are one.
    `cadence` is `monthly`. `outbound` maps a platform's name to its dataset and column names, `inbound` likewise what
    is mirrored from a platform instead of being sent by townships. `template_example` is the example row that the
    handed-out template shows, by field. `carries_over` is None when no month begins with the rows of the one before.
    """

    name: str
    title: str
    sheet_names: tuple[str, ...]
    key: tuple[str, ...]
    grain: Literal["unit", "city"]
    columns: tuple[Column, ...]
    name_field: str | None = None
    newest_by: str | None = None
    cadence: str = "monthly"
    outbound: Mapping[str, Any] = made_by(default_factory=dict)
    template_example: Mapping[str, str] = made_by(default_factory=dict)
    carries_over: CarriesOver | None = None
    inbound: Mapping[str, Any] = made_by(default_factory=dict)

    def column(self, name: str) -> Column:
        found = self.by_field.get(name)
        if found is None:
            raise DefinitionError(f"The contract {self.name} has no column '{name}'.")
        return found

    @property
    def by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)

    def field_of_header(self, header: str) -> str | None:
        """The field that a header text means, or None; white space, `*`, （必填） and width do not matter."""
        return _header_index(self.name).get(plain_header(header))


_PIECE = 64


def plain_text(text: str) -> str:
    """Text for comparing codes and headers: NFKC, all white space and invisible characters removed."""
    if len(text) <= _PIECE:
        return _plain_piece(text)
    # Piece by piece, as folding takes the square of the length when somebody piles up accents; and never remembered.
    return "".join(_plain_piece.__wrapped__(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))


@lru_cache(maxsize=65_536)
def _plain_piece(text: str) -> str:
    tight = "".join(unicodedata.normalize("NFKC", text).split())
    if tight.isprintable():
        return tight
    return "".join(c for c in tight if unicodedata.category(c) not in ("Cf", "Cc"))


@lru_cache(maxsize=4_096)
def plain_header(text: str) -> str:
    """A header without white space, `*`, (必填) and a trailing colon."""
    plain = plain_text(text).replace("*", "").replace("(必填)", "")
    return plain.rstrip(":")


@cache
def _header_index(entity: str) -> dict[str, str]:
    index: dict[str, str] = {}
    for column in contracts()[entity].columns:
        for header in (column.header, *column.aliases):
            known = index.setdefault(plain_header(header), column.field)
            if known != column.field:
                raise DefinitionError(f"In {entity} the header '{header}' means both '{known}' and '{column.field}'.")
    return index


@cache
def contracts() -> dict[str, Entity]:
    """Every contract by entity name, in the order of `contracts/order` (the file names, sorted)."""
    shared = project.mapping("contracts/fields.yaml")
    stems = [name for name in project.names("contracts", ".yaml") if name not in _NO_CONTRACTS and "." not in name]
    return {name: _entity(name, project.mapping(f"contracts/{name}.yaml"), shared) for name in stems}


def sent_entities() -> dict[str, Entity]:
    """The entities that townships send, as workbooks."""
    return {name: entity for name, entity in contracts().items() if not entity.inbound}


def mirrored_entities() -> dict[str, Entity]:
    """The entities that are mirrored from a platform; no sheet of a township is taken for one."""
    return {name: entity for name, entity in contracts().items() if entity.inbound}


def contract(name: str) -> Entity:
    """The contract of one entity."""
    if name not in contracts():
        raise DefinitionError(f"There is no contract for the entity '{name}'; add contracts/{name}.yaml.")
    return contracts()[name]


def _entity(name: str, written: dict[str, Any], shared: dict[str, Any]) -> Entity:
    unknown = set(written) - _ENTITY_KEYS
    if unknown:
        raise DefinitionError(f"contracts/{name}.yaml has unknown keys: {', '.join(sorted(unknown))}.")
    columns = tuple(_column(name, key, given or {}, shared) for key, given in written["columns"].items())
    fields = {column.field for column in columns}
    if missing := set(written["key"]) - fields:
        raise DefinitionError(f"The key of {name} names columns it does not have: {', '.join(sorted(missing))}.")
    return Entity(
        name=name, title=written["title"], sheet_names=tuple(written.get("sheet_names", ())),
        key=tuple(written["key"]), grain=written.get("grain", "unit"), columns=columns,
        name_field=written.get("name_field"), newest_by=written.get("newest_by"),
        cadence=written.get("cadence", "monthly"), outbound=written.get("outbound", {}),
        template_example=written.get("template_example", {}),
        carries_over=_carries_over(name, written["carries_over"], fields) if "carries_over" in written else None,
        inbound=written.get("inbound", {}),
    )


def _carries_over(entity: str, written: Mapping[str, Any], fields: set[str]) -> CarriesOver:
    gone = {field: tuple(map(str, codes)) for field, codes in written.get("gone", {}).items()}
    found = CarriesOver(frozenset(written["known"]), frozenset(written.get("each_month", ())), gone)
    if missing := (found.known | found.each_month | gone.keys()) - fields:
        raise DefinitionError(f"carries_over of {entity} names columns it does not have: {', '.join(sorted(missing))}.")
    return found


def _column(entity: str, name: str, given: dict[str, Any], shared: dict[str, Any]) -> Column:
    merged = {**shared.get(name, {}), **given}
    unknown = set(merged) - _FIELD_KEYS
    if unknown:
        raise DefinitionError(f"Column {name} of {entity} has unknown keys: {', '.join(sorted(unknown))}.")
    if merged.get("type") not in get_args(FieldType):
        raise DefinitionError(f"Column {name} of {entity} has the unknown type '{merged.get('type')}'.")
    condition = {key: tuple(str(code) for code in codes) for key, codes in merged.pop("required_if", {}).items()}
    aliases = tuple(merged.pop("aliases", ()))
    return Column(field=name, aliases=aliases, required_if=condition, **merged)


@cache
def code_set(name: str) -> CodeSet:
    """One list of `contracts/codes/`: columns code, label, also_written_as (parts split by |)."""
    labels: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for row in project.records(f"contracts/codes/{name}.csv"):
        labels[row["code"]] = row["label"]
        for spelling in (row["label"], *filter(None, row["also_written_as"].split("|"))):
            spellings[plain_text(spelling)] = row["code"]
    return CodeSet(name, labels, spellings)
