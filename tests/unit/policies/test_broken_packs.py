"""A pack with a fault is refused in one sentence: its file, its line and the allowed words.

Each file of broken/ has one fault; its first line is the sentence that refuses it, or how that begins.
"""

from pathlib import Path

import pytest

from township_sync import project
from township_sync.compilers import policies
from township_sync.errors import DefinitionError

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_a_broken_pack_is_refused_with_its_line(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, file = project.text, f"policies/{case.name}"
    written = case.read_text(encoding="utf-8")
    monkeypatch.setattr(project, "text", lambda name: written if name == file else read(name))
    with pytest.raises(DefinitionError) as refused:
        policies.read_pack(case.stem)
    said = f"{file}, {written.splitlines()[0].removeprefix('# ')}"
    assert str(refused.value).startswith(said), str(refused.value)
    assert str(refused.value) == said or not said.endswith((".", "?"))
