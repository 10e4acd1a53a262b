"""The words of an alert (contracts/letters/alerts.zh.yaml): one line, with the runbook's section and Airflow's page."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from township_sync import project
from township_sync.domain.alert import Alert
from township_sync.domain.period import COUNTY_TIME
from township_sync.settings import Settings


def words() -> dict[str, Any]:
    """All words about alerts."""
    return project.mapping("contracts/letters/alerts.zh.yaml")


def title(alert: Alert) -> str:
    """What a kind is called."""
    return str(_said(alert)["title"])


def _said(alert: Alert) -> dict[str, str]:
    """The words of a kind; of one that is looked for no more its name has to do."""
    return words()["kinds"].get(alert.kind) or {"title": alert.kind, "says": "{subject}"}


def sentence(alert: Alert, airflow_url: str = "") -> str:
    """What is wrong, since when, and where Airflow shows it."""
    said = _said(alert)["says"].format(subject=alert.subject, **alert.details)
    said += str(words()["since"]).format(since=shown(began(alert)))
    dag, run = alert.details.get("dag_id"), alert.details.get("run_id")
    if airflow_url and dag and run:
        said += str(words()["run"]).format(link=run_link(airflow_url, dag, run))
    return said


def run_link(airflow_url: str, dag_id: str, run_id: str) -> str:
    """Airflow's page of one run."""
    return f"{airflow_url}/dags/{quote(dag_id)}/runs/{quote(run_id, safe='')}"


def runbook_link(settings: Settings, kind: str) -> str:
    """The section of the runbook about a kind; `TOWNSHIP_SYNC_RUNBOOK_URL` says where the runbook is served."""
    return f"{settings.get('RUNBOOK_URL', 'docs/runbook.md')}#{kind}"


def began(alert: Alert) -> datetime:
    """Since when it is wrong, as far as that is known; else when it was found."""
    since = alert.details.get("since")
    return datetime.fromisoformat(str(since)) if since else alert.opened_at


def shown(moment: datetime) -> str:
    """A moment on the county's clock."""
    return f"{moment.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M}"
