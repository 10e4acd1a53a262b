"""The packs of policies/: which holds when, what a later one takes over, what a changed number changes."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from township_sync import project
from township_sync.compilers import policies
from township_sync.compilers.pack_check import complaints
from township_sync.compilers.pack_words import texts_of
from township_sync.compilers.policies import pack_on, packs, read_pack
from township_sync.domain.policy_pack import Pack
from township_sync.domain.unit import CITY
from township_sync.errors import DefinitionError

Changing = Callable[[str, str, str], None]
BASE, LATER = "yuanjiang-2020", "hunan-2022"


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Changing]:
    """Read a file of the project with one text in it replaced by another."""
    read, changed = project.text, dict[str, str]()
    monkeypatch.setattr(project, "text", lambda name: changed.get(name) or read(name))

    def change(file: str, old: str, new: str) -> None:
        text = changed.get(file) or read(file)
        assert text.count(old) == 1, (file, old)
        changed[file] = text.replace(old, new)
        policies.packs.cache_clear()

    yield change
    monkeypatch.undo()
    policies.packs.cache_clear()


def test_nothing_is_missing_between_the_packs_and_the_statements() -> None:
    assert complaints() == []


def test_each_day_has_one_pack_and_2022_begins_with_the_later_one() -> None:
    assert pack_on(date(2020, 1, 1)).name == pack_on(date(2021, 12, 31)).name == BASE
    assert pack_on(date(2022, 1, 1)).name == pack_on(date(2030, 12, 31)).name == LATER


def test_every_open_question_of_the_notice_has_an_answer() -> None:
    for pack in packs().values():
        assert [each.name for each in pack.questions] == [f"Q{number}" for number in range(1, 19)]


def test_a_city_target_of_exceeding_is_strict_and_a_townships_is_not() -> None:
    targets = packs()[BASE].indicators["employed_share_of_unlifted"].targets
    assert (targets["city"].operator, targets["city"].value) == (">", Decimal("0.95"))
    assert (targets["township"].operator, targets["township"].annex) == (">=", "employed_rate_unlifted_min")


def test_what_the_text_and_the_annex_say_of_the_city_is_the_same_number() -> None:
    pack = packs()[BASE]
    said = {each.targets["township"].annex: each.targets["city"].value for each in pack.indicators.values()
            if "township" in each.targets and each.targets["township"].annex and "city" in each.targets}
    written = {column: value for column, value in said.items() if value is not None}
    assert pack.annex
    assert written == {column: pack.annex.target(str(column), CITY) for column in written}
    assert written["employed_share_min"] == Decimal("0.60")


@pytest.mark.parametrize(("old", "new", "said"), [
    ("valid_to: 2022-01-01", "valid_to: 2021-12-01",
     "Two packs leave days without a policy: policies/yuanjiang-2020.yaml ends before 2021-12-01, and "
     "policies/hunan-2022.yaml begins on 2022-01-01; write valid_to: 2022-01-01 in policies/yuanjiang-2020.yaml."),
    ("valid_to: 2022-01-01", "valid_to: 2022-02-01", "Two packs are valid on the same days: .* ends before 2022-02-01"),
    ("valid_to: 2022-01-01\n", "", "Two packs are valid on the same days: policies/yuanjiang-2020.yaml has no end"),
])
def test_days_without_a_pack_or_with_two_are_refused(changing: Changing, old: str, new: str, said: str) -> None:
    changing("policies/yuanjiang-2020.yaml", old, new)
    with pytest.raises(DefinitionError, match=said):
        packs()


def test_a_day_before_the_first_pack_names_the_packs() -> None:
    with pytest.raises(DefinitionError, match=r"No policy pack is valid on 2019-12-31 .*2020 from 2020-01-01"):
        pack_on(date(2019, 12, 31))


def test_the_later_pack_takes_over_what_it_does_not_say() -> None:
    base, later = packs()[BASE], packs()[LATER]
    assert later.values["wage_max"] == base.values["wage_max"]
    # Those two were about days of 2020.
    assert [*later.indicators] == [name for name in base.indicators if name != "units_with_typical_case"]
    assert [*later.lists] == [name for name in base.lists if name != "subsidy_coverage_by_week"]
    assert later.extends == BASE and (later.valid_from, later.valid_to) == (date(2022, 1, 1), None)


def test_the_later_pack_has_its_own_words_population_and_no_targets_of_2020() -> None:
    base, later = packs()[BASE], packs()[LATER]
    assert base.indicators["employed_share"].title == "贫困劳动力就业率"
    assert later.indicators["employed_share"].title == "脱贫劳动力（含监测对象）就业率"
    assert "1" in base.values["counted_statuses"] and "1" not in later.values["counted_statuses"]
    assert later.annex is None
    assert all(not each.targets for each in later.indicators.values())


def test_no_word_of_2020_is_left_in_a_text_of_the_later_pack() -> None:
    later = packs()[LATER]
    told = [text for _, text in texts_of(later.content)]
    assert [text for text in told if any(word in text for word in packs()[BASE].terms.values())] == []


def digests() -> dict[str, str]:
    return {name: read_pack(name).digest for name in (BASE, LATER)}


def test_a_comment_changes_no_digest_and_a_number_changes_it_with_all_that_extends_it(changing: Changing) -> None:
    before = digests()
    changing("policies/yuanjiang-2020.yaml", "wage_max: 30000", "wage_max: 30000   # yuan a month")
    assert digests() == before
    changing("policies/yuanjiang-2020.yaml", "wage_max: 30000", "wage_max: 30001")
    assert all(now != before[name] for name, now in digests().items())


def test_a_number_of_the_annex_changes_the_digest_of_its_pack_alone(changing: Changing) -> None:
    before = digests()
    changing("policies/annexes/targets_2020.csv", "合计,合计,430981000000,沅江市,0.95,0.60,0.75,300,25,25,20",
             "合计,合计,430981000000,沅江市,0.95,0.60,0.75,300,25,24,20")
    after = digests()
    assert (after[BASE] != before[BASE], after[LATER] != before[LATER]) == (True, False)


def test_a_number_changed_in_the_pack_changes_that_parameter_and_nothing_else(changing: Changing) -> None:
    before = read_pack(BASE)
    changing("policies/yuanjiang-2020.yaml", "success_window_days 60}", "success_window_days 61}")
    after = read_pack(BASE)
    assert {name for name in before.parameters if before.parameters[name] != after.parameters[name]} == {
        "success_window_days"}
    assert_same_but_texts(before, after)


def assert_same_but_texts(one: Pack, other: Pack) -> None:
    assert [each.targets for each in one.indicators.values()] == [each.targets for each in other.indicators.values()]
    assert one.annex == other.annex and one.terms == other.terms


def test_a_statement_without_an_entry_is_complained_about(
    changing: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = project.names
    monkeypatch.setattr(project, "names", lambda folder, suffix: [
        *names(folder, suffix), *(["nobodys_figure"] if folder == "sql/indicator" else [])])
    assert ("sql/indicator/nobodys_figure.sql has no entry under 'indicators' of any pack; "
            "add one or delete it.") in complaints()


def test_a_parameter_that_a_fact_asks_for_and_nobody_sets_is_complained_about(changing: Changing) -> None:
    changing("sql/facts/person.sql", "%(labour_age_min)s", "%(labour_age_least)s")
    said = complaints()
    assert ("sql/indicator/employed_share.sql, or a fact that it needs, asks for the parameter 'labour_age_least', "
            "which policies/yuanjiang-2020.yaml does not set; add it to values or to a question.") in said


def test_a_word_that_an_answer_sets_needs_its_choices(changing: Changing) -> None:
    changing("policies/yuanjiang-2020.yaml", "  stable_mode: [continuous, cumulative_year]\n", "")
    assert any("Q4 sets the word 'stable_mode' without saying" in said for said in complaints())
