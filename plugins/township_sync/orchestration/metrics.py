"""Business figures, handed to Airflow's own metrics: Airflow's settings say where those go.

`[metrics] otel_on = True` and the standard variables of OpenTelemetry (`OTEL_EXPORTER_OTLP_ENDPOINT`) are all it takes.
"""

from collections.abc import Iterable

from airflow.sdk.observability import stats

from township_sync.warehouse.figures import Figure

PREFIX = "township_sync"


def hand_over(figures: Iterable[Figure]) -> int:
    """Set one gauge per figure; how many."""
    told = list(figures)
    for figure in told:
        stats.gauge(f"{PREFIX}.{figure.name}", figure.value, tags=dict(figure.tags))
    return len(told)
