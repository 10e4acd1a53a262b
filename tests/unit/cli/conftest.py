"""The command as a shell calls it, with what it said and its exit code."""

from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from township_sync.cli import app

Command = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Call `township-sync` with these words; usage errors are one sentence and never a traceback."""
    monkeypatch.delenv("TOWNSHIP_SYNC_DSN", raising=False)

    def call(*words: object, **environment: str) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    return call


def sentence(result: Result) -> str:
    """What our own refusal says: exit code 2 and one line on stderr."""
    assert result.exit_code == 2, result.output
    [line] = result.stderr.splitlines()
    assert line.startswith("township-sync: "), line
    return line
