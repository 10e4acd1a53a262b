"""Every setting that the code asks for by name stands in docs/settings.md."""

import re

from township_sync import project

_ASKED = re.compile(r"(?:settings|self)\.(?:get|number|url)\(\s*\"([A-Z_]+)\"")


def test_every_setting_is_documented() -> None:
    code = [path.read_text(encoding="utf-8") for path in (project.root() / "plugins").rglob("*.py")]
    asked = {name for text in code for name in _ASKED.findall(text)}
    told = set(re.findall(r"`([A-Z_]+)`", project.text("docs/settings.md")))
    assert len(asked) > 30
    assert asked <= told
