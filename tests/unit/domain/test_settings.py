"""One workspace has one secret, whoever asks first."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings


def _secret(workspace: Path) -> bytes:
    return Settings(workspace, {}).secret


def test_many_processes_that_ask_at_once_get_one_secret(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, mp_context=get_context("fork")) as pool:
        for trial in range(20):
            found = set(pool.map(_secret, [tmp_path / str(trial)] * 8))
            assert len(found) == 1 and len(found.pop()) == 64


def test_the_secret_is_kept_for_its_owner_only_and_leaves_no_other_file(tmp_path: Path) -> None:
    first = _secret(tmp_path)
    assert _secret(tmp_path) == first
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["secret"]
    assert (tmp_path / "run/secret").stat().st_mode & 0o777 == 0o600


def test_an_emptied_secret_is_never_used(tmp_path: Path) -> None:
    _secret(tmp_path)
    (tmp_path / "run/secret").write_text("")
    with pytest.raises(TerminalError, match="run/secret"):
        _secret(tmp_path)


def test_a_workspace_that_cannot_be_made_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_WORKSPACE"):
        Settings(tmp_path / "file", {}).folder("run")


@pytest.mark.parametrize("said", ["soon", "-1", "nan", "inf"])
def test_a_setting_that_is_no_number_is_named_with_the_remedy(said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_DROP_QUIET_SECONDS"):
        Settings(tmp_path, {"TOWNSHIP_SYNC_DROP_QUIET_SECONDS": said}).number("DROP_QUIET_SECONDS", 0, "seconds")


def test_a_number_that_is_not_set_is_the_default(tmp_path: Path) -> None:
    assert Settings(tmp_path, {}).number("DROP_QUIET_SECONDS", 2.5, "seconds") == 2.5
