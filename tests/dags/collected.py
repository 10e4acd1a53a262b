"""What a collector was told: names of metrics, as Prometheus stores them, and events of lineage."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric


def metrics(told: Iterable[bytes]) -> Iterator[Metric]:
    """Every metric of every request to /v1/metrics."""
    for body in _bodies(told, b"/v1/metrics"):
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            for scope in resource.scope_metrics:
                yield from scope.metrics


def stored_name(metric: Metric) -> str:
    """The name that Prometheus gives it: signs that it does not allow become `_`, a counter ends in `_total`."""
    name = re.sub(r"[^a-zA-Z0-9_]", "_", metric.name)
    return f"{name}_total" if metric.HasField("sum") and metric.sum.is_monotonic else name


def lineage(told: Iterable[bytes]) -> list[dict[str, Any]]:
    """Every event of lineage."""
    return [json.loads(body) for body in _bodies(told, b"/lineage")]


def _bodies(told: Iterable[bytes], path: bytes) -> Iterator[bytes]:
    """The collector keeps path, headers and body; headers end with an empty line."""
    return (one.partition(b"\n\n\n")[2] for one in list(told) if one.startswith(path + b"\n"))
