"""Business figures as metrics: what they count, and that dashboard and rules use no name that nobody emits.

That all of them arrive at a collector is shown with a real Airflow in tests/dags/test_real_scheduler.py.
"""

import json
import re
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.watch.conftest import NOW, Engineers
from township_sync import project
from township_sync.domain.period import COUNTY_TIME
from township_sync.orchestration.metrics import PREFIX, hand_over
from township_sync.warehouse.figures import Figure, figures

DASHBOARD, RULES = "docs/grafana/township_sync.json", "docs/grafana/alerts.yaml"
NAME = re.compile(r"(?<![#\w])airflow_[a-z_]+")


def _airflows_own() -> set[str]:
    """Names of Airflow's own metrics as Prometheus stores them, by the registry that Airflow itself reads."""
    [folder] = find_spec("airflow._shared.observability.metrics").submodule_search_locations  # type: ignore[union-attr,misc]
    registry = yaml.safe_load((Path(folder) / "metrics_template.yaml").read_text(encoding="utf-8"))["metrics"]
    return {"airflow_" + one["name"].replace(".", "_") + "_total" * (one["type"] == "counter") for one in registry}


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(project.text(RULES))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_dashboard_and_rules_use_only_names_that_are_emitted(engineers: Engineers) -> None:
    engineers.look(airflow={"runs": [{"dag_id": "load_submissions", "run_id": "a", "state": "success",
                                      "run_after": "2020-06-20 08:00"}]})
    ours = {f"airflow_{PREFIX}_{figure.name.replace('.', '_')}" for figure in figures(engineers.connection, NOW)}
    used = set(NAME.findall(project.text(DASHBOARD) + project.text(RULES)))
    assert used - ours - _airflows_own() == set()
    assert ours - used == set(), "a figure that nobody looks at"


def test_every_panel_of_the_dashboard_has_a_title_a_source_and_a_query() -> None:
    board = json.loads(project.text(DASHBOARD))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) > 10
    for panel in board["panels"]:
        assert panel["title"] and panel["datasource"]["uid"] == "${datasource}"
        assert all(target["expr"].count("(") == target["expr"].count(")") for target in panel["targets"])


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_every_rule_leads_to_a_section_of_the_runbook(rule: dict[str, Any]) -> None:
    file, anchor = rule["annotations"]["runbook"].split("#")
    assert re.search(rf"^##+ {anchor}$", project.text(file), flags=re.MULTILINE)
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert NAME.search(rule["expr"])


def test_figures_count_what_is_there(engineers: Engineers) -> None:
    engineers.connection.execute("""
        INSERT INTO ops.sheet_month
            (period, unit_code, entity, is_expected, due_on, received_at, is_on_time, passed_first,
             rows, rows_right, rows_refused) VALUES
        ('2020-05', '430981114', 'job_post', true, '2020-06-05', '2020-06-04 10:00+08', true, true, 9, 9, 0),
        ('2020-05', '430981115', 'job_post', true, '2020-06-05', '2020-06-08 10:00+08', false, false, 9, 7, 2),
        ('2020-05', '430981116', 'job_post', true, '2020-06-05', null, false, null, 0, 0, 0),
        ('2020-05', '430981114', 'training', false, '2020-06-05', '2020-06-04 10:00+08', true, true, 9, 9, 0),
        ('2020-06', '430981114', 'job_post', true, '2020-07-07', '2020-06-19 10:00+08', true, true, 9, 9, 0)""")
    engineers.look(airflow={"unread": ["sync_monthly"]})
    told = {(figure.name, *figure.tags.values()): figure.value for figure in figures(engineers.connection, NOW)}
    assert {name: told[f"sheets.{name}",] for name in ("expected", "received", "on_time", "passed_first")} == {
        "expected": 3, "received": 2, "on_time": 1, "passed_first": 1}
    assert (told["alerts.open", "critical"], told["alerts.open", "warning"]) == (1, 0)
    assert told["watch.last",] == NOW.timestamp()
    assert told["messages.waiting",] == 1
    at_night = figures(engineers.connection, datetime(2020, 6, 5, 0, 30, tzinfo=COUNTY_TIME))
    assert [one.value for one in at_night if one.name == "sheets.expected"] == [3], "the county's day has begun"


def test_figures_are_handed_to_airflows_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.observability import stats

    told: list[tuple[str, float, dict[str, str]]] = []
    monkeypatch.setattr(stats, "gauge", lambda name, value, tags: told.append((name, value, tags)))
    assert hand_over([Figure("batches.open", {"state": "sent"}, 3.0)]) == 1
    assert told == [("township_sync.batches.open", 3.0, {"state": "sent"})]
