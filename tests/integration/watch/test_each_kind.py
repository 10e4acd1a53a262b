"""Each kind of alert: a planted state gives exactly this alert, mending clears it, and nothing else is ever said.

A case is one file of cases/: what is planted, what Airflow says then, what is found and said, and how it is mended.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.watch.conftest import Engineers, SetNumbers
from township_sync.steps.watch_kinds import watch_file

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}
SOON, LATER = timedelta(minutes=5), timedelta(hours=2)


def test_every_kind_has_a_case() -> None:
    told = {yaml.safe_load(path.read_text(encoding="utf-8")).get("kind", name) for name, path in CASES.items()}
    assert told == set(watch_file().kinds)


def test_where_nothing_is_wrong_nothing_is_said(engineers: Engineers) -> None:
    assert engineers.look(airflow={}).standing == 0
    assert (engineers.open(), engineers.told()) == ({}, [])


@pytest.mark.parametrize("name", CASES)
def test_a_planted_state_gives_exactly_its_alert_and_mending_clears_it(
    name: str, engineers: Engineers, numbers: SetNumbers
) -> None:
    case: dict[str, Any] = yaml.safe_load(CASES[name].read_text(encoding="utf-8"))
    kind = "watch_incomplete" if name == "watch_incomplete" else case.get("kind", name)
    for statement in case.get("plant", ()):
        engineers.connection.execute(statement)
    numbers(kind, case.get("numbers", {}))
    airflow = case.get("airflow", {})

    engineers.look(airflow=airflow)
    assert engineers.open() == {(kind, str(subject)): watch_file().kinds[kind].severity for subject in case["finds"]}
    [told] = engineers.told()
    assert all(said in told for said in case["finds"].values()), told
    assert f"docs/runbook.md#{kind}" in told

    engineers.look(SOON, airflow)
    assert len(engineers.told()) == 1, "what stands is not told at every look"

    for statement in case.get("mend", ()):
        engineers.connection.execute(statement)
    numbers(kind, case.get("mended_numbers", {}))
    engineers.look(LATER, case.get("mended_airflow", {}))
    assert engineers.open() == {}
    assert "已解除" in engineers.told()[1]
    engineers.look(LATER + SOON, case.get("mended_airflow", {}))
    assert len(engineers.told()) == 2
