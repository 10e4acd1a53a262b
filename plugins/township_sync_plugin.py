"""What Airflow's plugin manager loads: the timetables (the package itself is kept out by `.airflowignore`)."""

from airflow.plugins_manager import AirflowPlugin

from township_sync.orchestration.timetables import DueDay, EveryMinutes, WorkingDays


class TownshipSyncPlugin(AirflowPlugin):
    """Registers what the scheduler must find again when it reads a DAG from its database."""

    name = "township_sync"
    timetables = [DueDay, EveryMinutes, WorkingDays]  # noqa: RUF012 (Airflow's own shape)
