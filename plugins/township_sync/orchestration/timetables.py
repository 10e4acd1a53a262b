"""When the DAGs run by themselves: at set times of working days, on a month's due day, every so many minutes.

Neither makes up for lost time: after a pause at most the latest missed run is made, and a DAG that never ran waits for
the next moment. With `TOWNSHIP_SYNC_CLOCK=off` (a stand-by installation, the demo) they never fire by themselves.
"""

import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime

from township_sync.compilers.due_days import due_day
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.working_days import is_working_day


class _MomentsTimetable(Timetable):
    """Runs at moments that a subclass can list; `look_back` must be longer than the longest gap between two of them."""

    look_back = timedelta(days=20)

    @abstractmethod
    def moments(self, after: datetime) -> Iterator[datetime]:
        """All moments later than `after`, in order, aware in Asia/Shanghai."""

    def run_at(self, moment: datetime) -> DagRunInfo:
        """The run that belongs to one moment."""
        return DagRunInfo.exact(_pendulum(moment))

    def moment_of(self, run: DagRunInfo) -> datetime:
        """The moment that an earlier run belongs to."""
        return run.run_after

    def latest(self, until: datetime) -> datetime | None:
        """The last moment not later than `until`, or None when none lies in the look-back."""
        found = None
        for moment in self.moments(until - self.look_back):
            if moment > until:
                break
            found = moment
        return found

    def infer_manual_data_interval(self, *, run_after: Any) -> DataInterval:
        return DataInterval.exact(run_after)

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        if os.environ.get("TOWNSHIP_SYNC_CLOCK") == "off":
            return None
        moment = self._next(last_dagrun_info and self.moment_of(last_dagrun_info), restriction)
        if restriction.latest is not None and moment > restriction.latest:
            return None
        return self.run_at(moment)

    def _next(self, last: datetime | None, restriction: TimeRestriction) -> datetime:
        now = datetime.now(COUNTY_TIME)
        earliest = restriction.earliest - timedelta(microseconds=1) if restriction.earliest else now
        if last is None:
            return next(self.moments(earliest if restriction.catchup else max(now, earliest)))
        following = next(self.moments(last))
        missed = None if restriction.catchup else self.latest(now)
        return max(following, missed) if missed else following


class WorkingDays(_MomentsTimetable):
    """At the given times (`08:30`) of every working day."""

    def __init__(self, *times: str) -> None:
        self.times = tuple(times)
        self.description = "工作日 " + "、".join(times)

    @property
    def summary(self) -> str:
        return self.description

    def serialize(self) -> dict[str, Any]:
        return {"times": list(self.times)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "WorkingDays":
        return cls(*data["times"])

    def moments(self, after: datetime) -> Iterator[datetime]:
        day = after.astimezone(COUNTY_TIME).date()
        while True:
            if is_working_day(day):
                yield from (moment for at in self.times if (moment := _at(day, at)) > after)
            day += timedelta(days=1)


class EveryMinutes(_MomentsTimetable):
    """Every so many minutes from midnight on, day and night."""

    look_back = timedelta(days=1)

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self.description = f"每{minutes}分钟"

    @property
    def summary(self) -> str:
        return self.description

    def serialize(self) -> dict[str, Any]:
        return {"minutes": self.minutes}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "EveryMinutes":
        return cls(data["minutes"])

    def moments(self, after: datetime) -> Iterator[datetime]:
        moment = _at(after.astimezone(COUNTY_TIME).date(), "00:00")
        while True:
            if moment > after:
                yield moment
            moment += timedelta(minutes=self.minutes)


class DueDay(_MomentsTimetable):
    """Once a month on the day until which the month before is due (question Q1 of the policy pack).

    The partition key is the month that is due (`2020-05` in June).
    """

    partitioned = True
    look_back = timedelta(days=70)

    def __init__(self, at: str) -> None:
        self.at = at
        self.description = f"每月报送期限日 {at}，报送上月"

    @property
    def summary(self) -> str:
        return self.description

    def serialize(self) -> dict[str, Any]:
        return {"at": self.at}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "DueDay":
        return cls(data["at"])

    def moments(self, after: datetime) -> Iterator[datetime]:
        day = after.astimezone(COUNTY_TIME).date()
        month = Month(day.year, day.month)
        while True:
            moment = self._due(month)
            if moment > after:
                yield moment
            month = month.plus(1)

    def _due(self, in_month: Month) -> datetime:
        return _at(due_day(in_month.plus(-1)), self.at)

    def run_at(self, moment: datetime) -> DagRunInfo:
        month = Month(moment.year, moment.month).plus(-1)
        return DagRunInfo(
            run_after=_pendulum(moment), data_interval=None, partition_date=_first_moment(month),
            partition_key=str(month),
        )

    def moment_of(self, run: DagRunInfo) -> datetime:
        # A backfilled run is dated on the first of its month, long before that month was due.
        return self._due(Month.parse(run.partition_key).plus(1)) if run.partition_key else run.run_after

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterable[DagRunInfo]:
        """Backfill: one run for every month whose first day lies in the window."""
        month = Month(earliest.year, earliest.month)
        while month.first_day <= latest.date():
            if month.first_day >= earliest.date():
                first = _first_moment(month)
                yield DagRunInfo(run_after=first, data_interval=None, partition_date=first, partition_key=str(month))
            month = month.plus(1)

    def generate_run_id(
        self, *, run_type: Any, run_after: Any, data_interval: DataInterval | None, **extra: Any
    ) -> str:
        """A run id that names the month, and the moment to the microsecond so that a repetition gets its own."""
        now = datetime.now(COUNTY_TIME).strftime("%H%M%S%f")
        parts = filter(None, (run_after.isoformat(), extra.get("partition_key"), now))
        return str(run_type.generate_run_id(suffix="__".join(parts)))

    def _decode_partition_date(self, partition_key: str) -> datetime:
        return _first_moment(Month.parse(partition_key))


def _first_moment(month: Month) -> DateTime:
    return _pendulum(_at(month.first_day, "00:00"))


def _at(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), COUNTY_TIME)


def _pendulum(moment: datetime) -> DateTime:
    return DateTime.instance(moment)
