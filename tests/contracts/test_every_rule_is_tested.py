"""A rule that no test expects by name may be broken for years; here the build fails for it."""

import pytest

from township_sync import project
from township_sync.compilers.rule_catalogue import CatalogueLine, catalogue
from township_sync.domain.finding import rules

every_line = pytest.mark.parametrize("line", catalogue().values(), ids=lambda line: line.rule.slug)


@every_line
def test_some_case_expects_the_rule_by_name(line: CatalogueLine) -> None:
    assert line.tested_in
    assert all((project.root() / place).is_file() for place in line.tested_in)


@every_line
def test_a_rule_of_the_suites_is_planted_in_a_golden_month(line: CatalogueLine) -> None:
    if line.judged_in:
        assert any(place.startswith("tests/golden/") for place in line.tested_in)


def test_the_catalogue_tells_every_rule_once_and_in_order() -> None:
    assert list(catalogue()) == list(rules())


def test_a_rule_of_the_suites_names_the_suite_that_judges_it() -> None:
    assert catalogue()["id_no_check_character"].judged_in == ("expectations/every_entity.yaml",)
