"""Kinds of alerts: each has its words, its statement or its look, and its section of the runbook."""

import re
from string import Formatter

import pytest

from township_sync import project
from township_sync.errors import DefinitionError
from township_sync.steps import watch_kinds
from township_sync.steps.watch_machine import LOOKS
from township_sync.steps.watch_words import words

KINDS = sorted(watch_kinds.watch_file().kinds)


@pytest.mark.parametrize("kind", [*KINDS, "warehouse_silent"])
def test_every_kind_has_a_section_in_the_runbook_that_says_how_to_look_and_to_mend(kind: str) -> None:
    sections = re.split(r"^##+ ", project.text("docs/runbook.md"), flags=re.MULTILINE)
    found = [section for section in sections if section.startswith(f"{kind}\n")]
    assert len(found) == 1, "the link of the message leads to this heading"
    assert len(found[0]) > 120


def test_the_runbook_has_no_section_of_a_kind_that_is_gone() -> None:
    headings = re.findall(r"^### (\w+)$", project.text("docs/runbook.md"), flags=re.MULTILINE)
    assert {each for each in headings if "_" in each} <= {*KINDS, "warehouse_silent"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_asked_by_one_statement_or_one_look(kind: str) -> None:
    has_statement = (project.root() / "sql/watch" / f"{kind}.sql").is_file()
    is_machine = watch_kinds.watch_file().kinds[kind].asked_of == "machine"
    assert has_statement != is_machine
    assert (kind in LOOKS) == (is_machine and kind != "watch_incomplete")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_that_say_what_it_is_about(kind: str) -> None:
    said = words()["kinds"][kind]
    assert said["title"]
    names = {name for _, name, _, _ in Formatter().parse(said["says"]) if name}
    assert "subject" in names or kind in ("disk_full", "audit_broken")


def test_a_severity_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    said = project.mapping("config/watch.yaml")
    wrong = {**said, "kinds": {"disk_full": {"asked_of": "machine", "severity": "dire"}}}
    monkeypatch.setattr(project, "mapping", lambda relative: wrong)
    watch_kinds.watch_file.cache_clear()
    with pytest.raises(DefinitionError, match=r"disk_full has .* 'dire'"):
        watch_kinds.watch_file()
    watch_kinds.watch_file.cache_clear()
