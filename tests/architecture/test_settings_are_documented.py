"""What the code asks for by name stands in docs/settings.md, and what stands there is asked for."""

import re

from township_sync import project

_ASKED = re.compile(r"(?:settings|self)\.(?:get|number|url)\(\s*f?\"([A-Z_]+)(?:_\{[^}]*\})?\"")
_WRITTEN = re.compile(r"TOWNSHIP_SYNC_([A-Z]+(?:_[A-Z]+)*)")
_TOLD = re.compile(r"`(?:TOWNSHIP_SYNC_)?([A-Z]+(?:_[A-Z]+)*)(?:_<\w+>)?`")


def _code(*suffixes: str) -> list[str]:
    folders = ("plugins", "dags", "config", "scripts")
    return [path.read_text(encoding="utf-8") for folder in folders for path in (project.root() / folder).rglob("*")
            if path.suffix in suffixes]


def _asked() -> set[str]:
    return {name for text in _code(".py") for name in _ASKED.findall(text)}


def _told() -> set[str]:
    rows = [line for line in project.text("docs/settings.md").splitlines() if line.startswith("| `")]
    return {name for row in rows for name in _TOLD.findall(row.split("|")[1])}


def test_every_setting_is_documented() -> None:
    asked = _asked()
    assert len(asked) > 30
    assert asked - _told() == {"READER"}, "limits of the reader stand in docs/limits.md, all others in docs/settings.md"


def test_every_documented_setting_is_asked_for() -> None:
    written = {name for text in _code(".py", ".yaml") for name in _WRITTEN.findall(text)}
    assert _told() - _asked() - written == set()
