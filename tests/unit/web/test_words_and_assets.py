"""Both languages say the same things, and what is vendored is what its note says."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from township_sync.domain.contract import sent_entities
from township_sync.domain.finding import rules
from township_sync.warehouse.board_lights import Light
from township_sync.web import page
from township_sync.web.sheets import in_order, short_title
from township_sync.web.words import LANGUAGES, words

STATIC = Path(page.__file__).parent / "static"


def _leaves(told: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _leaves(value, f"{place}.{key}")
    else:
        yield place, told


def _keys(told: Any) -> Iterator[str]:
    """Every place with the blanks that are filled in there."""
    return (place + "".join(sorted(re.findall(r"{\w+}", str(said)))) for place, said in _leaves(told))


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    chinese, english = (set(_keys(words(language))) for language in LANGUAGES)
    assert len(chinese) > 100 and chinese ^ english == set()


def test_chinese_comes_first_and_english_has_no_word_of_it_left() -> None:
    assert LANGUAGES[0] == "zh"
    left = {place: said for place, said in _leaves(words("en")) if re.search(r"[\u4e00-\u9fff]", str(said)) or not said}
    assert set(left) == {".board.other_language", ".problems.401.text"}, left


def test_every_light_scope_and_effect_has_its_word() -> None:
    said = words("zh")
    assert set(said["lights"]) - {"legend"} == set(Light.__args__) - {"none"}  # type: ignore[attr-defined]
    assert {rule.scope for rule in rules().values()} <= set(said["rules"]["scopes"])
    assert {rule.severity for rule in rules().values()} <= set(said["rules"]["effects"])
    assert {rule.export for rule in rules().values()} - {""} <= set(said["rules"]["effects"])


def test_every_sheet_has_a_column_even_one_that_has_no_short_name_yet() -> None:
    assert set(in_order(sent_entities())) == set(sent_entities())
    assert short_title("register_person", "zh") == "建档立卡贫困劳动力基础名册"
    assert in_order(["training", "worker_employment"]) == ["worker_employment", "training"]


def test_the_vendored_charts_are_those_of_the_note() -> None:
    note = (STATIC / "vendor/README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((STATIC / "vendor/echarts.common.min.js").read_bytes()).hexdigest()
    assert f"`{digest}`" in note and (STATIC / "vendor/LICENSE-echarts.txt").is_file()


def test_every_icon_and_class_of_a_light_is_drawn() -> None:
    symbols = (STATIC.parent / "templates/parts.html.j2").read_text(encoding="utf-8")
    style = (STATIC / "board.css").read_text(encoding="utf-8")
    for light in Light.__args__:  # type: ignore[attr-defined]
        assert f'id="i-{light}"' in symbols and f".{light}" in style
