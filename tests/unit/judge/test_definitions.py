"""The entries of expectations/ as data: understood, used, and not one name that nobody knows."""

import re
from pathlib import Path

import pytest
import yaml

from township_sync import project
from township_sync.compilers import suites
from township_sync.compilers.definitions import definitions
from township_sync.compilers.places import place_patterns
from township_sync.compilers.policies import packs, policy_on
from township_sync.domain.contract import contracts
from township_sync.domain.finding import rules
from township_sync.domain.period import Month
from township_sync.errors import DefinitionError

MAY = Month(2020, 5)
FILES = project.names("expectations", ".yaml")


def test_every_file_of_expectations_is_of_a_contract_or_for_all() -> None:
    assert set(FILES) - {suites.SHARED} <= set(contracts())


@pytest.mark.parametrize("entity", list(contracts()))
def test_the_entries_of_every_entity_compile(entity: str) -> None:
    checks = suites.compile_checks(entity, definitions(MAY))
    assert checks
    assert {check.entity for check in checks} == {entity}


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_one_entry_for_each_slug(name: str) -> None:
    slugs = [entry["meta"]["slug"] for entry in suites.entries(name)]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("entity", list(contracts()))
def test_a_slug_is_judged_by_one_entry_for_each_entity(entity: str) -> None:
    shared = {check.slug for check in suites.compile_checks(entity, definitions(MAY))}
    own = [entry["meta"]["slug"] for entry in suites.entries(entity)]
    general = [entry for entry in suites.entries(suites.SHARED) if suites._applies(entry, contracts()[entity])]
    assert not set(own) & {entry["meta"]["slug"] for entry in general}
    assert set(own) <= shared


@pytest.mark.parametrize("name", FILES)
def test_an_entry_stands_with_the_entity_and_clause_of_its_rule(name: str) -> None:
    for entry in suites.entries(name):
        known = rules()[entry["meta"]["slug"]]
        assert known.entity in ("*", name), known.slug
        assert entry["meta"]["clause"] == known.clause, known.slug


def test_every_rule_over_rows_and_months_has_an_entry() -> None:
    judged = {entry["meta"]["slug"] for name in FILES for entry in suites.entries(name)}
    crossing = {slug for slug, rule in rules().items() if rule.scope in ("cross_row", "cross_entity", "period")}
    of_a_row = {slug for slug, rule in rules().items() if rule.scope == "row" and rule.severity != "info"}
    assert crossing <= judged
    assert of_a_row - judged == {"csv_ragged_row", "example_row_skipped"}


def _written(folder: str, ending: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (project.root() / folder).rglob(f"*.{ending}"))


def test_every_join_is_used() -> None:
    rules = _written("expectations", "yaml")
    assert not [name for name in definitions(MAY).joins
                if not re.search(rf"\b{name}(\b|__)", rules.replace(f"{name}: {{", ""))]


def test_every_parameter_of_every_pack_is_read_by_a_rule_a_statement_or_a_step() -> None:
    read = set(re.findall(r"\$policy(?:\.|: ?)(\w+)", _written("expectations", "yaml")))
    read |= set(re.findall(r"%\((\w+)\)s", _written("sql", "sql")))
    read |= set(re.findall(r"[\"'](\w+)[\"']", _written("plugins/township_sync", "py")))
    for pack in packs().values():
        assert set(pack.parameters) <= read, (pack.name, set(pack.parameters) - read)


def test_every_word_of_the_year_is_in_a_text_or_a_letter() -> None:
    texts = "\n".join(project.text(f"policies/{name}.yaml") for name in packs()) + _written("contracts/letters", "yaml")
    for pack in packs().values():
        assert {name for name in pack.terms if f"{{{name}}}" not in texts} == set()


def test_every_expectation_of_ours_is_used() -> None:
    used = {entry["type"] for name in FILES for entry in suites.entries(name)}
    folder = project.root() / "plugins/township_sync/checks/expectations"
    ours = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        for path in folder.glob("[a-z]*.py")
        for name in re.findall(r"^class (Expect\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert ours - used == set()


def test_an_unknown_policy_value_is_our_mistake_and_named() -> None:
    kwargs = {"column": "headcount", "max_value": {"$policy": "x"}}
    entry = {"type": "expect_column_values_to_be_between", "kwargs": kwargs, "meta": {"slug": "headcount_not_positive"}}
    with pytest.raises(DefinitionError, match="'x'"):
        list(suites._checks(entry, contracts()["job_post"], definitions(MAY)))


def test_unknown_keys_of_an_entry_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"type": "t", "kwargs": {}, "meta": {"slug": "code_unknown", "severity": "warn"}}
    monkeypatch.setattr(project, "text", lambda name: yaml.safe_dump([entry]))
    suites.entries.cache_clear()
    with pytest.raises(DefinitionError, match="severity"):
        suites.entries("job_post")
    monkeypatch.undo()
    suites.entries.cache_clear()


def test_no_policy_holds_before_its_time() -> None:
    from datetime import date

    with pytest.raises(DefinitionError, match="2019-12-31"):
        policy_on(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("务工", False), ("广东", False), ("广东省东莞市", False), ("深圳打工", False), ("外出务工", False),
     ("公司", False), ("沅江市丰达服饰有限公司", True), ("东莞市工厂街道办", True), ("草尾镇乐园村村委会", True)],
)
def test_a_place_or_a_general_word_is_no_name_of_an_employer(text: str, is_name: bool) -> None:
    assert (re.match(place_patterns()["no_name"], text) is None) == is_name


@pytest.mark.parametrize(
    ("code", "place", "can_lie"),
    [("1", "湖南省沅江市", True), ("1", "沅江市草尾镇", True), ("1", "益阳市赫山区", False), ("1", "广东省", False),
     ("2", "湖南省益阳市赫山区", True), ("2", "湖南省沅江市", False), ("2", "长沙市", False), ("3", "湖南长沙", True),
     ("3", "益阳市", False), ("3", "广东省深圳市", False), ("4", "广东省东莞市", True), ("4", "湖南省长沙市", False),
     ("4", "长沙", False), ("5", "新加坡", True), ("5", "上海市", False), ("4", "某地", True)],
)
def test_what_cannot_lie_in_a_region(code: str, place: str, can_lie: bool) -> None:
    assert (re.match(place_patterns()["impossible"][code], place) is None) == can_lie
