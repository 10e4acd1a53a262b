"""What is looked for: `config/watch.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Literal, cast, get_args

from township_sync import project
from township_sync.domain.alert import Severity
from township_sync.errors import DefinitionError

Asked = Literal["warehouse", "airflow", "machine"]
_FILE = "config/watch.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alert: whom it is asked of, how grave it is, and its numbers."""

    name: str
    asked_of: Asked
    severity: Severity
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Watch:
    """All of the file; times as durations."""

    every_minutes: int
    silent_after: timedelta
    told_again_after_hours: Mapping[str, int]
    named_in_a_message: int
    runs_kept: timedelta
    kinds: Mapping[str, Kind]


@cache
def watch_file() -> Watch:
    """What is looked for and when it is too late; DefinitionError when the file says what cannot be."""
    said = project.mapping(_FILE)
    try:
        kinds = {name: _kind(name, dict(entry)) for name, entry in said["kinds"].items()}
        return Watch(int(said["every_minutes"]), timedelta(minutes=said["silent_after_minutes"]),
                     {name: int(said["told_again_after_hours"][name]) for name in get_args(Severity)},
                     int(said["named_in_a_message"]), timedelta(days=said["runs_kept_days"]), kinds)
    except (KeyError, TypeError, ValueError) as fault:
        raise DefinitionError(f"{_FILE} lacks or misstates {fault}; see its first lines.") from None


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    asked_of, severity = entry.pop("asked_of"), entry.pop("severity")
    if asked_of not in get_args(Asked) or severity not in get_args(Severity):
        raise DefinitionError(f"{_FILE}: {name} has asked_of '{asked_of}' and severity '{severity}'; allowed are "
                              f"{', '.join(get_args(Asked))} and {', '.join(get_args(Severity))}.")
    return Kind(name, cast(Asked, asked_of), cast(Severity, severity), {key: float(n) for key, n in entry.items()})
