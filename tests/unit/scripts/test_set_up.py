"""Setting up: where environment and data may lie, and what is refused."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("VENV", "TOWNSHIP_SYNC_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "scripts" / "set_up.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _checkout(folder: Path, mode: int) -> Path:
    checkout = folder / "home" / "checkout"
    checkout.mkdir(parents=True)
    (folder / "home").chmod(mode)
    return checkout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account of its own for the database server")
def test_for_root_nothing_lies_below_a_folder_that_others_cannot_enter(
    set_up: ModuleType, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = _checkout(open_folder, 0o700)
    monkeypatch.setattr(set_up, "ROOT", closed)
    for what in ("venv", "workspace"):
        assert set_up.place(what).is_relative_to(set_up.SHARED)
    monkeypatch.setenv("VENV", str(closed / ".venv"))
    with pytest.raises(set_up.Refused, match="VENV"):
        set_up.install(closed / ".venv")
    assert list(closed.iterdir()) == []
    assert (closed.parent.stat().st_mode & 0o777) == 0o700, "no folder is opened"


def test_in_a_folder_that_all_can_enter_everything_stays_in_the_checkout(
    set_up: ModuleType, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = _checkout(open_folder, 0o755)
    monkeypatch.setattr(set_up, "ROOT", checkout)
    assert set_up.place("venv") == checkout / ".venv"
    assert set_up.place("workspace") == checkout / "workspace"


def test_an_ordinary_user_may_work_below_his_own_home(
    set_up: ModuleType, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up, "ROOT", _checkout(open_folder, 0o700))
    monkeypatch.setattr(set_up.os, "geteuid", lambda: 1000)
    assert set_up.place("venv") == set_up.ROOT / ".venv"


def test_what_was_installed_from_the_same_lock_is_not_installed_again(
    set_up: ModuleType, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = _checkout(open_folder, 0o755) / ".venv"
    venv.mkdir()
    (venv / set_up.STAMP).write_text(set_up.fingerprint())

    def refuse(what: str, command: list[str]) -> None:
        raise AssertionError(what)

    monkeypatch.setattr(set_up, "run", refuse)
    set_up.install(venv)
    (venv / set_up.STAMP).write_text("an older lock")
    with pytest.raises(AssertionError, match=r"environment|Installing"):
        set_up.install(venv)


def test_every_target_of_the_makefile_is_explained() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    phony = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    explained = {line.split(":")[0] for line in lines if " ## " in line and not line.startswith("\t")}
    assert set(phony) == explained
    assert {"help", "demo", "test", "up", "down", "check-code", "clean"} <= explained
