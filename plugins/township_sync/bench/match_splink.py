"""Splink on the same mentions: the peer of `bench match` (Fellegi-Sunter weights, trained by EM, in DuckDB).

It gets what our rules get: the same blocks, the same distances between numbers, whether a number's check character is
right (`is_right`), cores of employers' names; and what it has of its own: term frequencies of names and places.
"""

import logging
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from township_sync.domain.identity import is_good_id, is_good_uscc
from township_sync.errors import UsageError
from township_sync.matching.employers import core_name
from township_sync.matching.pairs import Mention, settings

Scored = list[tuple[int, int, float]]
"""Places of two mentions, and the probability that they are one."""

_NUMBER = "damerau_levenshtein(number_l, number_r)"
_SURELY_RECALL = 0.5
"""About so many of the pairs that are one are found by equal names and phones: Splink asks for such a guess."""
_DOUBTED = "NOT (is_right_l AND is_right_r)"


def persons(mentions: Sequence[Mention], labels: Sequence[int] | None = None) -> Scored:
    """Scores of all pairs of persons in the blocks of `matching/persons.py`.

    Trained by EM where most pairs are one person (on phones alone it learns what a household is); with `labels`, who
    each mention truly is, it is told the truth instead: the best weights that it can have.
    """
    import pandas as pd
    from splink import block_on

    frame = pd.DataFrame([
        {"unique_id": place, "label": _label(labels, place), "number": one.number,
         "is_right": is_good_id(one.number or ""), "name": one.name, "phone": one.phone,
         "household": one.household, "village": one.place,
         "born": (one.number or "")[6:14]}
        for place, one in enumerate(mentions)])
    # Phone, household and village speak of one thing, where somebody lives; as three they would be counted three times.
    home = _levels("home", {"phone_l = phone_r": "phone", "household_l = household_r": "household",
                            "village_l = village_r": "village"})
    comparisons = [_numbers(), _name(), home]
    blocks = [block_on("name"), block_on("phone"), block_on("household"), block_on("village")]
    surely = ["l.name = r.name AND l.phone = r.phone AND NOT (l.is_right AND r.is_right)"]
    trained_on = [block_on("name", "phone"), block_on("born", "phone"), block_on("name", "born")]
    return _scored(frame, comparisons, blocks, surely, trained_on)


def employers(mentions: Sequence[Mention], labels: Sequence[int] | None = None) -> Scored:
    """Scores of all pairs of employers in the blocks of `matching/employers.py`; `labels` as of persons."""
    import pandas as pd
    import splink.comparison_library as compare
    from splink import block_on

    brand = settings("employers")["brand_characters"]
    frame = pd.DataFrame([
        {"unique_id": place, "label": _label(labels, place), "number": one.number,
         "is_right": is_good_uscc(one.number or ""), "name": core_name(one.name), "brand": core_name(one.name)[:brand],
         "second": core_name(one.name)[1:brand + 1] or None, "phone": one.phone, "place": one.place,
         "middle": (one.number or "")[8:13] or None, "tail": (one.number or "")[-5:] or None}
        for place, one in enumerate(mentions)])
    place = _levels("place", {"place_l = place_r": "same", "contains(place_l, place_r) OR contains(place_r, place_l)":
                              "one in the other"})
    comparisons = [
        _levels("number", {f"{_NUMBER} <= 1 AND {_DOUBTED}": "one slip", f"{_NUMBER} <= 2 AND {_DOUBTED}": "two slips",
                           "is_right_l AND is_right_r": "two right codes"}),
        compare.JaroWinklerAtThresholds("name", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        compare.ExactMatch("phone"), place,
    ]
    blocks = [block_on("brand"), block_on("second"), block_on("middle"), block_on("tail"), block_on("phone")]
    surely = ["l.name = r.name AND l.phone = r.phone"]
    return _scored(frame, comparisons, blocks, surely, [block_on("phone"), block_on("name")])


def _label(labels: Sequence[int] | None, place: int) -> int | None:
    return labels[place] if labels else None


def _numbers() -> Any:
    return _levels("number", {
        f"{_NUMBER} <= 1 AND {_DOUBTED}": "one slip", f"{_NUMBER} <= 2 AND {_DOUBTED}": "two slips",
        f"{_NUMBER} <= 2": "two slips, both right", "born_l = born_r": "born on one day",
    })


def _name() -> Any:
    import splink.comparison_level_library as level
    import splink.comparison_library as compare

    return compare.CustomComparison([
        level.NullLevel("name"), level.ExactMatchLevel("name", term_frequency_adjustments=True),
        level.DamerauLevenshteinLevel("name", 1), level.ElseLevel(),
    ], "name")


def _levels(column: str, conditions: dict[str, str]) -> Any:
    import splink.comparison_level_library as level
    import splink.comparison_library as compare

    named = [level.CustomLevel(condition, label) for condition, label in conditions.items()]
    nothing = [] if column == "home" else [level.NullLevel(column)]
    return compare.CustomComparison([*nothing, *named, level.ElseLevel()], column)


def refuse_without_splink() -> None:
    """Raise UsageError where Splink is not installed: it is a peer, not a part."""
    if not find_spec("splink"):
        raise UsageError("Splink is not installed; install township-sync with its extra `dev`.")


def _scored(frame: Any, comparisons: list[Any], blocks: list[Any], surely: list[Any], trained_on: list[Any]) -> Scored:
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    made = SettingsCreator("dedupe_only", comparisons, blocks, retain_matching_columns=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker(DuckDBAPI().register(frame), made, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(surely, _SURELY_RECALL)
        linker.training.estimate_u_using_random_sampling(seed=1)
        if frame["label"].notna().any():
            linker.training.estimate_m_from_label_column("label")
        for block in trained_on if frame["label"].isna().all() else ():
            linker.training.estimate_parameters_using_expectation_maximisation(block, record_sample_proportion=1.0)
        predicted: Any = linker.inference.predict(threshold_match_probability=0.01)
        found = predicted.as_pandas_dataframe()
    columns = (found[name].tolist() for name in ("unique_id_l", "unique_id_r", "match_probability"))
    return list(zip(*columns, strict=True))
