"""The benchmark of matching measures what it says, on data that are the same every time."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from typer.testing import CliRunner

from township_sync.bench import match, match_splink
from township_sync.bench.match_employers import make_employers
from township_sync.bench.match_people import make_people
from township_sync.cli import app
from township_sync.domain.identity import is_good_id, is_good_uscc


def test_people_are_the_same_every_time_and_their_slips_are_what_they_are_called() -> None:
    made = make_people(2_000, 1)
    assert made == make_people(2_000, 1) != make_people(2_000, 2)
    numbers = [one.number or "" for one in made.mentions]
    assert len(set(numbers)) == len(numbers) >= 2_090
    assert all(number.startswith("439999") for number in numbers[:2_000])
    assert all(map(is_good_id, numbers[:2_000]))
    assert len(made.truth) == len(numbers) - 2_000
    wrong = {kind: {is_good_id(number) for pair in made.truth if made.truth[pair] == kind
                    for number in pair & set(numbers[2_000:])} for kind in set(made.truth.values())}
    assert wrong.pop("two edits, still right") == {True}
    assert len(wrong) == 6
    assert all(kinds == {False} for kinds in wrong.values())


def test_there_are_twins_and_namesakes_beside_them() -> None:
    made = make_people(2_000, 1).mentions[:2_000]
    by_day: dict[str, list[int]] = {}
    for place, one in enumerate(made):
        by_day.setdefault((one.number or "")[6:14], []).append(place)
    beside = [(made[one], made[other]) for places in by_day.values() for one, other in combinations(places, 2)]
    assert sum(one.household == other.household and one.name != other.name for one, other in beside) > 30
    assert sum(one.household != other.household and one.name == other.name for one, other in beside) > 30


def test_employers_have_right_codes_and_their_variants_none_or_wrong_ones() -> None:
    made = make_employers(500, 1)
    assert made == make_employers(500, 1)
    assert all(is_good_uscc(one.number or "") for one in made.mentions[:500])
    assert not any(one.number and is_good_uscc(one.number) for one in made.mentions[500:])
    assert len(made.truth) == 50


def test_both_methods_are_told_with_their_figures(tmp_path: Path) -> None:
    written = tmp_path / "figures.json"
    ran = CliRunner().invoke(app, ["bench", "match", "--people", "400", "--employers", "200", "--json", str(written)])
    assert ran.exit_code == 0, ran.output
    figures = json.loads(written.read_text(encoding="utf-8"))
    assert [one["method"] for one in figures].count(match.OURS) == 2
    assert sum(one["method"].startswith("Splink (EM)") for one in figures) == 8
    for one in figures:
        assert one["right"] <= min(one["found"], one["pairs"])
        assert one["right"] == round(sum(part * number for part, number in one["recall_of"].values()))
    ours = next(one for one in figures if one["method"] == match.OURS)
    assert (ours["precision"], ours["recall"]) > (0.9, 0.9)
    assert "recall of our rules: one digit missing" in ran.output


def test_a_pair_that_is_none_counts_against_precision_and_one_not_found_against_recall() -> None:
    made = make_people(1_000, 1)
    first, *others = made.truth
    figures = match._figures("persons", "x", made, [first, frozenset(("a", "b"))], 0.0)
    assert (figures.precision, figures.recall) == (0.5, 1 / len(made.truth))
    assert match._best([(0.9, first), (0.8, frozenset("ab")), (0.7, others[0])], made) == 0.7


def test_without_splink_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match_splink, "find_spec", lambda name: None)
    ran = CliRunner().invoke(app, ["bench", "match"])
    assert ran.exit_code == 2
    assert "extra `dev`" in ran.stderr
