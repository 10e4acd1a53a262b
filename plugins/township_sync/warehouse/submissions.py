"""What the townships sent: one submission per unit, month and content."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import PurePosixPath

from township_sync.domain.table import Mode
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse import archive, audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable


@dataclass(frozen=True, slots=True)
class Recorded:
    """The submission that holds the bytes; `is_new` is False when they had come before, `is_renamed` then tells
    whether under another name."""

    submission_id: int
    is_new: bool
    is_renamed: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission; `label` is its name made unique within the month (`五月.xlsx`, `五月（第2次）.xlsx`)."""

    submission_id: int
    unit_code: str | None
    period: str
    name: str
    label: str
    sha256: str
    channel: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Repeat:
    """Bytes that came once more under another name; nothing was done with them."""

    submission_id: int
    unit_code: str | None
    name: str
    first_label: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PassedFile:
    """A file that is not taken, and the word for why; `unit_code` is None at no known unit's place."""

    channel: str
    unit_code: str | None
    period: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A submission that somebody has to confirm."""

    submission_id: int
    unit_code: str | None
    period: str
    name: str


def record_submission(connection: Connection, settings: Settings, *, unit_code: str | None, period: str, name: str,
                      data: bytes, channel: str, received_at: datetime) -> Recorded:
    """Archive the bytes and record the submission; the same bytes of the same unit and month are recorded once.

    `name` is the path as sent (`430981114/五月.xlsx`).
    """
    sha256 = archive.put(settings, data)
    values = {"unit_code": unit_code, "period": period, "name": name, "sha256": sha256, "size": len(data),
              "channel": channel, "received_at": received_at}
    with connection.transaction():
        connection.execute(statement("receive/lock_month"), {"period": period})
        known = connection.execute(statement("receive/find_submission"), values).fetchone()
        if known is None:
            label = _free_label(connection, period, name)
            made = connection.execute(statement("receive/add_submission"), values | {"label": label}).fetchone()
            assert made is not None
            audit.append(connection, "submission_received", received_at, {"submission_id": made["submission_id"]},
                         unit=unit_code, period=period, channel=channel, size=len(data), sha256=sha256)
            return Recorded(made["submission_id"], True)
        if known["name"] != name:
            connection.execute(statement("receive/add_repeat"), values | {"submission_id": known["submission_id"]})
        return Recorded(known["submission_id"], False, known["name"] != name)


def confirm(
    connection: Connection, submission_id: int, mode: Mode, confirmed_by: str, confirmed_at: datetime
) -> Submission:
    """Note what somebody says a submission is; it waits to be judged as such. UsageError when there is none."""
    sent = submission(connection, submission_id)
    values = {"submission_id": submission_id, "mode": mode, "confirmed_by": confirmed_by, "confirmed_at": confirmed_at}
    with connection.transaction():
        # A merge that goes on would write its own verdict over ours.
        connection.execute(statement("merge/lock"))
        connection.execute(statement("receive/add_confirmation"), values)
        connection.execute(statement("stage/set_confirmed_mode"), values)
        audit.append(connection, "mode_confirmed", confirmed_at, {"submission_id": submission_id}, confirmed_by,
                     mode=mode, period=sent.period)
    return sent


def awaiting_confirmation(connection: Connection) -> list[Awaiting]:
    """The submissions of which nothing counts until somebody says what they are."""
    return [Awaiting(**row) for row in connection.execute(statement("receive/awaiting"))]


def record_passed_over(connection: Connection, files: Sequence[PassedFile], seen_at: datetime) -> None:
    """Note files that a channel shows and that are not taken; every look at one moves `last_seen_at`."""
    rows = [{**asdict(file), "name": storable(file.name), "seen_at": seen_at} for file in files]
    if rows:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(statement("receive/add_passed_over"), rows)



def pending_submissions(connection: Connection, period: str | None = None) -> list[Submission]:
    """Submissions whose bytes were not read yet, in order of arrival; of one month or of all."""
    found = connection.execute(statement("receive/pending_submissions"), {"period": period})
    return [Submission(**row) for row in found]


def submissions(connection: Connection, period: str) -> list[Submission]:
    """Every submission of a month, in order of arrival."""
    return [Submission(**row) for row in connection.execute(statement("receive/submissions"), {"period": period})]


def submission(connection: Connection, submission_id: int) -> Submission:
    """One submission by its number."""
    row = connection.execute(statement("receive/submission"), {"submission_id": submission_id}).fetchone()
    if row is None:
        raise UsageError(f"There is no submission {submission_id}; `township-sync status` lists them.")
    return Submission(**row)


def repeats(connection: Connection, period: str) -> list[Repeat]:
    """Files of a month that were sent again unchanged under another name."""
    return [Repeat(**row) for row in connection.execute(statement("receive/repeats"), {"period": period})]


def units_that_sent(connection: Connection, period: str) -> list[str]:
    """Codes of the units of which at least one submission came for the month, sorted."""
    found = connection.execute(statement("receive/units_that_sent"), {"period": period})
    return [row["unit_code"] for row in found]


def _free_label(connection: Connection, period: str, name: str) -> str:
    taken = {row["label"] for row in connection.execute(statement("receive/labels"), {"period": period})}
    path = PurePosixPath(name)
    later = (str(path.with_name(f"{path.stem}（第{number}次）{path.suffix}")) for number in count(2))
    return next(label for label in chain([name], later) if label not in taken)
