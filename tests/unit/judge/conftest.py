"""The judge with a memory: a validation that was asked before, on the same rows, is not asked a second time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.suites import Answer, Judge

if TYPE_CHECKING:
    import pandas as pd

_KNOWN: dict[tuple[object, ...], list[Answer]] = {}
_ASK = Judge.ask


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging a month again after a small change asks Great Expectations only what the change touches."""
    monkeypatch.setattr(Judge, "ask", _ask)


def _ask(self: Judge, name: str, frame: "pd.DataFrame", checks: Sequence[RuleCheck]) -> list[Answer]:
    import pandas as pd

    content = pd.util.hash_pandas_object(frame, index=True).to_numpy().tobytes()
    key = (self.run_id, name, tuple(frame.columns), content, *(repr(check) for check in checks))
    if key not in _KNOWN:
        _KNOWN[key] = _ASK(self, name, frame, checks)
    return _KNOWN[key]
