"""A wrong entry of expectations/ is refused in one sentence that has its file, its place and what is wrong."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from township_sync import project
from township_sync.compilers import suites
from township_sync.compilers.definitions import definitions
from township_sync.domain.period import Month
from township_sync.errors import DefinitionError

GOOD: dict[str, Any] = {
    "type": "expect_column_values_to_be_between", "kwargs": {"column": "headcount", "min_value": 0},
    "meta": {"slug": "headcount_not_positive", "clause": "2.4 sheet 4b; M4c"},
}
SUITE = "expectations/job_post.yaml"
Compiling = Callable[[object], None]


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiling]:
    """Compile the suite of job_post with this as its second entry (or the whole file, when it is a text)."""
    read = project.text

    def compiled(entry: object) -> None:
        written = entry if isinstance(entry, str) else yaml.safe_dump([GOOD, entry])
        monkeypatch.setattr(project, "text", lambda name: written if name == SUITE else read(name))
        suites.entries.cache_clear()
        suites.compile_checks("job_post", definitions(Month(2020, 5)))

    yield compiled
    monkeypatch.undo()
    suites.entries.cache_clear()


def changed(**parts: Any) -> dict[str, Any]:
    """The good entry with other parts; `kwargs` and `meta` are added to its own."""
    added = {key: {**GOOD[key], **value} if isinstance(value, dict) else value for key, value in parts.items()}
    return {**GOOD, **added}


@pytest.mark.parametrize(("entry", "said"), [
    (changed(type="expect_column_values_to_be_betwen"), "did you mean expect_column_values_to_be_between?"),
    ({**GOOD, "type": "expect_groups_to_hold_few_distinct_values",
      "kwargs": {"column_list": ["job_title"], "counted": "job_title"}}, "needs the argument 'group_by'"),
    (changed(kwargs={"minimum": 1}), "expect_column_values_to_be_between has no argument 'minimum'"),
    (changed(kwargs={"strict_min": "perhaps"}), "does not take this for 'strict_min'"),
    (changed(kwargs={"column": "head_count"}), "the column 'head_count', which job_post does not have"),
    (changed(kwargs={"row_condition": 'wage_min == "a b" and wages > 0'}), "the column 'wages'"),
    (changed(kwargs={"row_condition": "vacancy__nothing.notnull()"}), "the column 'vacancy__nothing'"),
    (changed(kwargs={"min_value": {"$policy": "nobody"}}), "the policy value 'nobody', which is not defined"),
    (changed(kwargs={"columns": ["head_count"]}), "head_count"),
    (changed(meta={"slug": "headcount_odd"}), "'headcount_odd' is not in contracts/rules.csv"),
    (changed(meta={"rows": "some"}), "meta.rows is 'some'; it may be all, standing"),
    (changed(meta={"at": "row"}), "meta.at is 'row'"),
    (changed(meta={"severity": "warn"}), "unknown keys: severity"),
    (changed(meta={"not_for": ["job_posts"]}), "the entity 'job_posts', which has no contract"),
    (changed(kwargs=None), "'kwargs' must be a mapping"),
    ({"type": "t", "kwargs": {}}, "lacks 'meta'"),
    ({**GOOD, "meta": {"slug": "headcount_not_positive"}}, "its meta lacks 'clause'"),
    ("expect_column_values_to_be_between", "must be a list of entries"),
    ("- type: [", "is no YAML"),
])
def test_what_is_wrong_is_told_with_its_place(entry: object, said: str, compiling: Compiling) -> None:
    with pytest.raises(DefinitionError) as refused:
        compiling(entry)
    assert said in str(refused.value)
    assert str(refused.value).startswith("expectations/job_post.yaml")
    if isinstance(entry, dict):
        assert ", entry 2" in str(refused.value)


@pytest.mark.parametrize("condition", [
    'job_title in ["wages", "no column"]', "headcount__unfit == False", "_unit.notnull() and not headcount.isnull()",
    "last_month__headcount > 0 and last_month__found", "vacancy__post_no__unfit",
])
def test_words_that_are_no_columns_are_no_fault(condition: str, compiling: Compiling) -> None:
    compiling(changed(kwargs={"row_condition": condition}))
