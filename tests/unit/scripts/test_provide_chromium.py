"""A browser for the tests: what is missing is told with the command, and root alone installs it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def provide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script on a machine that has neither browser nor fonts."""
    spec = importlib.util.spec_from_file_location("provide_chromium", ROOT / "scripts" / "provide_chromium.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("PATH", str(tmp_path))
    return module


def _program(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    (folder / name).chmod(0o755)


def test_whoever_may_not_install_is_told_what_to_install(
    provide: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provide.os, "geteuid", lambda: 1000)
    assert provide.main() == 2
    said = capsys.readouterr().err
    assert "chromium and fonts-noto-cjk" in said and "apt-get install" in said and said.count("\n") == 1


def test_what_is_there_is_not_installed(provide: ModuleType, tmp_path: Path) -> None:
    _program(tmp_path, "chromium")
    _program(tmp_path, "fc-list", "echo 'Noto Sans CJK SC'")
    assert provide.main() == 0


@pytest.mark.parametrize("code", [0, 100])
def test_root_installs_it_and_says_when_that_fails(
    provide: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int
) -> None:
    monkeypatch.setattr(provide.os, "geteuid", lambda: 0)
    _program(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/asked', f"exit {code}")
    assert provide.main() == (2 if code else 0)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == "update -qq" and (code or "chromium" in asked[1])
