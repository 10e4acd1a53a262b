"""What an expectation asks, in words that a clerk of the bureau can read: headers for columns, labels for codes."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.contract import code_set, contracts
from township_sync.domain.judgement import NotRun
from township_sync.domain.unit import units

_NULL = re.compile(r"([\w]+)\.(isnull|notnull)\(\)")
_CODES = re.compile(r"\b(\w+)( == | != | in )(\"[^\"]*\"|\[[^\]]*\])")
_TOKEN = re.compile(r"\"[^\"]*\"|[\w]+|==|!=|>=|<=")
_MIDNIGHT = "T00:00:00"
_LONG = 400


@cache
def words() -> dict[str, Any]:
    """Every word of the pages (contracts/letters/data_docs.zh.yaml)."""
    return project.mapping("contracts/letters/data_docs.zh.yaml")


def title_of_entity(entity: str) -> str:
    """The sheet's title; the name itself for one that has no contract any more."""
    return contracts()[entity].title if entity in contracts() else entity


def reason_text(reason: str) -> str:
    """Why a rule was not run, in Chinese; the ledger's own sentence where no pattern of ours fits it."""
    for known in words()["reasons"]:
        if found := re.fullmatch(known["pattern"], reason):
            named = {name: title_of_entity(value) for name, value in found.groupdict().items()}
            return str(known["text"]).format(**named)
    return reason


def not_run_texts(not_run: Sequence[NotRun]) -> list[str]:
    """Of which units a rule said nothing, and what of theirs was missing; one text for each thing that was."""
    lacking: dict[tuple[str, str], list[str]] = {}
    for each in not_run:
        name = units()[each.unit_code].name if each.unit_code in units() else each.unit_code
        lacking.setdefault((each.missing, each.month), []).append(name)
    return [
        str(words()["not_run_for"]).format(
            units=_some(names), month=words()["not_run_months"][month], entity=title_of_entity(missing))
        for (missing, month), names in lacking.items()
    ]


def _some(names: Sequence[str]) -> str:
    most = words()["most_units"]
    named = "、".join(names[:most])
    return str(words()["more_units"]).format(units=named, count=len(names)) if len(names) > most else named


def column_text(name: str, entity: str) -> str:
    """A column's header, also of another sheet (`register__sex`) or of what is known of a cell (`sex__unfit`)."""
    headers = {column.field: column.header for column in contracts()[entity].columns} if entity in contracts() else {}
    if name in headers:
        return headers[name]
    head, _, rest = name.partition("__")
    if head in words()["joins"] and rest:
        return str(words()["joins"][head]) + ("的" if rest not in words()["parts"] else "") + column_text(rest, "")
    if rest and head in headers:
        return headers[head] + str(words()["parts"].get(rest, rest))
    return str(words()["columns"].get(name) or words()["parts"].get(name) or _anywhere().get(name, name))


@cache
def _anywhere() -> Mapping[str, str]:
    """Headers of every entity's columns, for those of another sheet."""
    return {column.field: column.header for entity in contracts().values() for column in entity.columns}


def arguments(kwargs: Mapping[str, Any], entity: str) -> list[tuple[str, str]]:
    """The arguments of an expectation as (what, how), in the order in which we know them."""
    names = [name for name in words()["arguments"] if name in kwargs]
    return [
        (str(words()["arguments"].get(name, name)), argument_text(name, kwargs[name], entity))
        for name in [*names, *(name for name in kwargs if name not in names)]
        if kwargs[name] is not None
    ]


def argument_text(name: str, value: Any, entity: str) -> str:
    """One argument: codes with their labels, columns by their headers, a condition as a sentence."""
    if name == "row_condition":
        return condition_text(str(value), entity)
    if name == "ignore_row_if":
        return str(words()["ignored"].get(value, value))
    text = _text(value, entity)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _text(value: Any, entity: str) -> str:
    if isinstance(value, bool):
        return str(words()["is_true" if value else "is_false"])
    if isinstance(value, Mapping):
        return "；".join(f"{_text(name, entity)}：{_text(given, entity)}" for name, given in value.items())
    if isinstance(value, list):
        return "、".join(_text(part, entity) for part in value)
    return column_text(str(value).removesuffix(_MIDNIGHT), entity)


def condition_text(condition: str, entity: str) -> str:
    """A pandas condition with headers, labels and Chinese words; what it means stays what it is."""
    spoken = _CODES.sub(lambda found: found[1] + found[2] + _labelled(found[1], found[3], entity), condition)
    spoken = _NULL.sub(lambda found: _filled(found, entity), spoken)
    operators = words()["operators"]
    spoken = _TOKEN.sub(lambda found: _token(found[0], entity, operators), spoken)
    return spoken.replace('"', "").strip()


def _filled(found: re.Match[str], entity: str) -> str:
    kind = "is_null" if found[2] == "isnull" else "is_not_null"
    return '"' + str(words()[kind]).format(column=column_text(found[1], entity)) + '"'


def _token(token: str, entity: str, operators: Mapping[str, str]) -> str:
    if token.startswith('"') or token[0].isdigit():
        return token
    return str(operators.get(token) or column_text(token, entity))


def _labelled(field: str, codes: str, entity: str) -> str:
    """Codes with the labels of the column's list."""
    column = contracts()[entity].by_field.get(field.rpartition("__")[2]) if entity in contracts() else None
    if column is None or column.code_list is None:
        return codes
    labels = code_set(column.code_list).labels
    return re.sub(r'"([^"]*)"', lambda found: f'"{labels.get(found[1], found[1])}"', codes)
