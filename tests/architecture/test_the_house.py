"""The house keeps its own rules: names resolve, layers hold, nothing is called by a name that says nothing."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from township_sync.cli import app
from township_sync.domain.channel import channel
from township_sync.domain.contact import contacts
from township_sync.domain.unit import units

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "plugins/township_sync"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMELESS = re.compile(r"^(utils?|helpers?|common|misc|manager|.*_v\d)$")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_has_a_name_that_says_something_and_a_docstring(path: Path) -> None:
    stem = path.parent.name if path.stem == "__init__" else path.stem
    assert not NAMELESS.match(stem)
    assert stem not in sys.stdlib_module_names
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_longer_than_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-1000:]


@pytest.mark.parametrize("unit", units().values(), ids=lambda unit: unit.code)
def test_the_channel_of_every_unit_is_a_module(unit) -> None:  # type: ignore[no-untyped-def]
    assert importlib.import_module(f"township_sync.sources.{unit.channel}")


@pytest.mark.parametrize("contact", contacts().values(), ids=lambda contact: contact.code)
def test_the_channel_of_every_contact_is_a_module_with_limits(contact) -> None:  # type: ignore[no-untyped-def]
    assert importlib.import_module(f"township_sync.channels.{contact.channel}").send
    assert channel(contact.channel).per_minute > 0


IMPORTERS = {
    "airflow": {"orchestration", "web"},  # of the board only its gate
    "great_expectations": {"checks", "bench"},  # in a benchmark it is the peer
    "sqlalchemy": {"warehouse"},
    "psycopg": {"warehouse"},
    "alembic": {"warehouse"},
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_large_library_is_imported_by_its_own_room_only(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = {name.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    room = path.relative_to(PACKAGE).parts[0]
    for library, rooms in IMPORTERS.items():
        if library in imported:
            assert room in rooms, f"{library} is imported in {room}"


def test_both_readmes_show_the_two_commands_and_the_same_dags() -> None:
    english, chinese = (ROOT / "README.md").read_text(), (ROOT / "README.zh-CN.md").read_text()
    dags = sorted(path.stem for path in (ROOT / "dags").glob("*.py"))
    assert dags
    for text in (english, chinese):
        assert "make demo" in text and "make test" in text
        assert [dag for dag in dags if f"`{dag}`" not in text] == []
    assert re.findall(r"^## ", english, re.M) == re.findall(r"^## ", chinese, re.M)


def _shown_commands(text: str) -> list[str]:
    """What follows `township-sync` in the shell blocks and between backticks, without the comment."""
    blocks = re.findall(r"^```.*?^```", text, re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    lines = [*spans, *(line for block in blocks for line in block.splitlines())]
    return [line.partition(" #")[0] for line in lines if re.match(r"township-sync [a-z]", line)]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_and_option_that_a_readme_shows_is_there(readme: str) -> None:
    shown = _shown_commands((ROOT / readme).read_text(encoding="utf-8"))
    assert len(shown) > 5
    for line in shown:
        command, words = typer.main.get_command(app), line.split()[1:]
        while words and (below := getattr(command, "commands", None)) is not None:
            assert words[0] in below, f"{readme} shows `{line}`; there is no command {words[0]}"
            command = below[words.pop(0)]
        options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
        asked = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert asked <= options, f"{readme} shows `{line}`; there is no option {sorted(asked - options)}"
