"""Digests and the outbox of their messages: made once, claimed by one sender at a time, sent, or kept with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from township_sync.domain.contact import Contact
from township_sync.domain.reminder import Reminder
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import Attachment, Report
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told at one moment; `kind` is answer, daily, or the role of the county's contacts that are told."""

    number: str
    unit_code: str
    kind: str
    day: date
    subject: str
    body: str
    brief: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Untold:
    """A report in no digest yet; `is_answer` when files came since the one before."""

    report: Report
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits; `is_told` when its text was taken and only files are left."""

    message_id: int
    contact: str
    role: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that was claimed for sending; the claim lasts as long as the transaction. Of the digest what is sent,
    `periods` are the months that it tells, `enclosed` their files."""

    message_id: int
    digest_id: int
    number: str
    unit_code: str
    kind: str
    contact: str
    role: str
    parts_sent: int
    subject: str
    body: str
    brief: str
    made_at: datetime
    periods: Sequence[str]
    enclosed: Sequence[tuple[str, Attachment]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one channel that wait, the oldest since a moment; `trouble` is that of the latest failed try."""

    channel: str
    messages: int
    oldest: datetime
    trouble: str | None


def untold_reports(connection: Connection, unit_code: str | None = None) -> list[Untold]:
    """Every report that stands in no digest yet, of one unit or of all, by unit and month."""
    found = connection.execute(statement("digest/untold_reports"), {"unit_code": unit_code})
    return [_untold(row) for row in found]


def _untold(row: dict) -> Untold:  # type: ignore[type-arg]
    is_answer = row.pop("is_answer")
    attachments = tuple(Attachment(**each) for each in row.pop("attachments"))
    return Untold(Report(**row, attachments=attachments), is_answer)


def lock_unit(connection: Connection, unit_code: str) -> None:
    """Other processes that would make a digest for this unit wait until the caller's transaction ends."""
    connection.execute(statement("digest/lock_unit"), {"unit_code": unit_code})


def digests_of_the_day(connection: Connection, unit_code: str, day: date) -> tuple[int, int]:
    """How many digests a unit got on a day, and how many of them nobody had asked for."""
    row = connection.execute(statement("digest/digests_of_the_day"), {"unit_code": unit_code, "day": day}).fetchone()
    return (row["made"], row["daily"]) if row else (0, 0)


def add_digest(connection: Connection, digest: Digest, recipients: Iterable[Contact]) -> int | None:
    """Put a digest into the outbox, one message for each contact; its id, None when its number is there already.

    To be called inside a transaction.
    """
    row = connection.execute(statement("digest/add_digest"), {
        name: getattr(digest, name) for name in Digest.__slots__}).fetchone()
    if row is None:
        return None
    for one in recipients:
        connection.execute(statement("digest/add_message"), {
            "digest_id": row["digest_id"], "contact": one.code, "role": one.role, "channel": one.channel})
    return int(row["digest_id"])


def take_reports(connection: Connection, digest_id: int, reports: Iterable[Report]) -> None:
    """Note which reports a digest tells."""
    for one in reports:
        connection.execute(statement("digest/take_report"), {
            "unit_code": one.unit_code, "period": one.period, "version": one.version, "digest_id": digest_id})


def told_reminders(connection: Connection, audience: str) -> set[tuple[str, str, int]]:
    """Unit, month and stage of the reminders that the units (`unit`) or the bureau (`bureau`) were told."""
    found = connection.execute(statement("digest/told_reminders"), {"audience": audience})
    return {(row["unit_code"], row["period"], row["days"]) for row in found}


def add_reminders(connection: Connection, digest_id: int, audience: str, reminders: Iterable[Reminder]) -> None:
    """Note which reminders a digest tells."""
    for one in reminders:
        connection.execute(statement("digest/add_reminder"), {
            "unit_code": one.unit_code, "period": str(one.period), "days": one.days, "audience": audience,
            "digest_id": digest_id})


def pending_messages(connection: Connection, now: datetime) -> list[Pending]:
    """What waits in the outbox: what was never tried first, oldest first; what failed often is due once an hour."""
    return [Pending(**row) for row in connection.execute(statement("digest/pending"), {"now": now})]


def claim_message(connection: Connection, message_id: int) -> Claimed | None:
    """A message that still waits and that nobody else is sending, inside the caller's transaction; else None."""
    row = connection.execute(statement("digest/claim_message"), {"message_id": message_id}).fetchone()
    if row is None:
        return None
    reports = connection.execute(statement("digest/enclosed"), {"digest_id": row["digest_id"]}).fetchall()
    enclosed = [(each["period"], Attachment(**file)) for each in reports for file in each["attachments"]]
    return Claimed(**row, periods=[each["period"] for each in reports], enclosed=enclosed)


def part_sent(connection: Connection, message_id: int, channel: str, now: datetime) -> None:
    """Note that the text, or one more file, of a message was taken."""
    connection.execute(statement("digest/part_sent"), {"message_id": message_id, "channel": channel, "now": now})


def mark_sent(connection: Connection, message_id: int, now: datetime) -> None:
    """Note that all of a message was taken, and its reports told when it went to a clerk; inside a transaction."""
    sent = connection.execute(statement("digest/message_sent"), {"message_id": message_id, "now": now}).fetchone()
    assert sent is not None
    if sent.pop("role") == "clerk":
        connection.execute(statement("digest/reports_told"), {"digest_id": sent["digest_id"], "now": now})
    audit.append(connection, "report_sent", now, {"unit": sent["unit"], "number": sent["number"]},
                 kind=sent["kind"], contact=sent["contact"], channel=sent["channel"])


def not_taken(connection: Connection, message_ids: Sequence[int], now: datetime, trouble: str,
              is_void: bool = False) -> None:
    """Note a try that failed and why; with `is_void` the contact is no more and nothing is tried again: what nobody
    else of the unit was told stands in the next digest, for whoever came after."""
    values = {"message_ids": list(message_ids), "now": now, "trouble": trouble, "is_void": is_void}
    with connection.transaction():
        connection.execute(statement("digest/not_taken"), values)
        if is_void:
            connection.execute(statement("digest/tell_anew"), values)


def waiting_messages(connection: Connection) -> list[Waiting]:
    """The outbox in figures, one line per channel with something that waits."""
    return [Waiting(**row) for row in connection.execute(statement("digest/waiting"))]
