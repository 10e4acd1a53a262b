"""`policy show`, `policy check` and `calendar`: everything a policy says, nothing cut off, refusals in one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from township_sync import project
from township_sync.compilers import policies
from township_sync.compilers.policies import packs
from unit.cli.conftest import Command, sentence

WIDE = {"COLUMNS": "1000"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pack of 2020 has a misspelt key."""
    read, file = project.text, "policies/yuanjiang-2020.yaml"
    written = read(file).replace('city: {operator: ">", value: 0.95', 'city: {oprator: ">", value: 0.95')
    monkeypatch.setattr(project, "text", lambda name: written if name == file else read(name))
    policies.packs.cache_clear()
    yield
    monkeypatch.undo()
    policies.packs.cache_clear()


def test_a_pack_is_shown_with_its_document_days_and_digest(command: Command) -> None:
    shown = command("policy", "show", "--pack", "yuanjiang-2020", **WIDE)
    assert shown.exit_code == 0
    for text in ("沅人社发〔2020〕24号", "有效期：2020-01-01至2021-12-31", packs()["yuanjiang-2020"].digest,
                 "2020年的节假日安排已知", "2021年的节假日安排已知"):
        assert text in shown.stdout


def test_every_target_every_question_and_every_parameter_is_shown(command: Command) -> None:
    pack = packs()["yuanjiang-2020"]
    shown = command("policy", "show", "--day", "2020-05-31", **WIDE).stdout
    for wanted in (*pack.indicators, *pack.lists, *pack.values, *pack.terms.values()):
        assert wanted in shown
    for each in pack.questions:
        assert all(text in shown for text in (each.name, each.asks, each.answer, *each.sets))
    assert "stable_mode=continuous（可选：continuous、cumulative_year）" in shown
    assert "全市超过95%" in shown and "各单位不低于附件“贫困劳动力已就业人数占比”" in shown
    assert "不低于12个月前的本指标" in shown and "超过50%（力争）" in shown


def test_the_annex_is_shown_with_what_does_not_add_up(command: Command) -> None:
    shown = command("policy", "show", "--pack", "yuanjiang-2020", **WIDE).stdout
    assert "印发25，各单位合计24，未分解1" in shown
    assert "全市共用，不分到单位" in shown
    assert "不相加" in shown


def test_a_narrow_screen_cuts_nothing_off(command: Command) -> None:
    assert "…" not in command("policy", "show", "--pack", "yuanjiang-2020", COLUMNS="80").stdout


def test_a_later_pack_says_what_it_is_based_on(command: Command) -> None:
    shown = command("policy", "show", "--pack", "hunan-2022", **WIDE).stdout
    assert "有效期：2022-01-01起" in shown and "底本：yuanjiang-2020" in shown and "无目标" in shown


def test_a_pack_as_data_has_its_differences_and_its_calendar(command: Command, tmp_path: Path) -> None:
    command("policy", "show", "--pack", "yuanjiang-2020", "--json", tmp_path / "pack.json")
    told = json.loads((tmp_path / "pack.json").read_text(encoding="utf-8"))
    assert told["differences"] == [
        {"column": "workshops", "kind": "undistributed", "printed": 25, "added": 24, "gap": 1}]
    assert told["calendar"] == {"2020": True, "2021": True}
    target = told["indicators"]["employed_share"]["targets"]["city"]
    assert target == {"operator": ">=", "value": 0.6, "due": "2020-12-31"}


@pytest.mark.parametrize(("words", "said"), [
    (("--pack", "yuanjiang-2002"), "There is no pack 'yuanjiang-2002'; there are hunan-2022, yuanjiang-2020"),
    (("--day", "2020-13-01"), "'2020-13-01' is no day; write it as 2020-06-30."),
    (("--day", "2019-01-01"), "No policy pack is valid on 2019-01-01"),
    (("--day", "2020-01-01", "--pack", "hunan-2022"), "give one of the two"),
])
def test_what_cannot_be_shown_is_one_sentence(command: Command, words: tuple[str, ...], said: str) -> None:
    assert said in sentence(command("policy", "show", *words))


def test_all_packs_are_checked(command: Command) -> None:
    checked = command("policy", "check")
    assert checked.exit_code == 0
    assert [line.partition(":")[0] for line in checked.stdout.splitlines()] == [*packs()]


@pytest.mark.usefixtures("broken")
def test_a_misspelt_pack_is_refused_with_file_line_and_the_allowed_words(command: Command) -> None:
    line = 1 + project.text("policies/yuanjiang-2020.yaml").partition("oprator")[0].count("\n")
    told = sentence(command("policy", "check"))
    assert f"policies/yuanjiang-2020.yaml, line {line}: 'oprator' is no key of a target; allowed are annex," in told
    assert told.endswith("Did you mean 'operator'?")


@pytest.mark.usefixtures("broken")
def test_nothing_is_shown_of_a_misspelt_pack(command: Command) -> None:
    assert "'oprator' is no key of a target" in sentence(command("policy", "show", "--day", "2020-05-31"))


def test_the_due_day_of_a_month_counts_make_up_days_and_skips_holidays(command: Command) -> None:
    shown = command("calendar", "2020-09", **WIDE).stdout
    assert "2020-09：报送期限2020-10-14（三），即期后第5个工作日" in shown
    assert "调休上班" in shown and "放假" in shown


def test_the_due_day_of_a_quarter_in_a_year_without_a_notice_is_told_with_the_remedy(command: Command) -> None:
    shown = command("calendar", "2030Q4", **WIDE)
    assert shown.exit_code == 0
    assert "即期后第10个工作日" in shown.stdout
    assert "2031年的节假日安排未知：请在policies/working_days.csv中录入" in shown.stdout


@pytest.mark.parametrize("period", ["2020", "2020-13", "2020Q5", "五月"])
def test_a_period_that_is_none_is_one_sentence(command: Command, period: str) -> None:
    assert "write it as 2020" in sentence(command("calendar", period))
