"""The outbox: every message goes to its contact once, as fast as its channel bears, whatever becomes of the others."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from itertools import groupby
from types import ModuleType

from township_sync.domain.channel import Channel, channel
from township_sync.domain.contact import Contact, contacts
from township_sync.domain.envelope import Envelope
from township_sync.errors import DefinitionError, TerminalError, TownshipSyncError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.digest_letter import digest_words
from township_sync.steps.envelope import envelope_of
from township_sync.transport.answer import OutcomeUnknown, Unreachable
from township_sync.transport.robot import AskedTooOften, robot_id
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.digests import (
    Claimed,
    Pending,
    Waiting,
    claim_message,
    mark_sent,
    not_taken,
    part_sent,
    pending_messages,
    waiting_messages,
)
from township_sync.warehouse.rate_bucket import Turns

LONGEST_WAIT = 120.0
"""Seconds that one run waits for its turns in all; what is left then goes with the next run."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Numbers of the messages that their channels took; its length is how many they are."""

    message_ids: Sequence[int]

    def __len__(self) -> int:
        return len(self.message_ids)


def deliver_messages(
    connection: Connection, settings: Settings, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> Delivered:
    """Send what waits, what was never tried first; what was sent is not sent again.

    A channel that cannot be reached or is asked too often is left alone for the rest of the run, quiet hours hold for
    all but engineers, a contact that is no more makes its messages void: what only they told stands in the next digest.
    Raises, after everything else was sent, the first TransientError, else the first other error. A process that dies
    between a channel's answer and our note sends the same message (number, Message-ID and bytes) once more.
    """
    run = _Run(connection, settings, now, sleep)
    due = pending_messages(connection, now)
    for group in _together(due):
        run.send(group)
    keep_head(connection, settings)
    if run.problems:
        worst = next((one for one in run.problems if isinstance(one, TransientError)), run.problems[0])
        raise type(worst)(f"{len(due) - len(run.sent)} of {len(due)} messages could not be delivered; the "
                          f"first: {worst}")
    return Delivered(run.sent)


def waiting(connection: Connection) -> list[Waiting]:
    """What waits in the outbox, one line for each channel: how many messages, since when, and the latest trouble."""
    return waiting_messages(connection)


def channel_of(name: str) -> ModuleType:
    """The module of a channel."""
    return import_module(f"township_sync.channels.{name}")


def _together(waiting: Sequence[Pending]) -> Iterator[list[Pending]]:
    """What may go to one address as one text, else each by itself."""
    def place(one: Pending) -> tuple[str, ...]:
        found = contacts().get(one.contact)
        joins = found is not None and _joins(found.channel) and not one.is_told
        return (found.channel, found.address) if found and joins else ("", "", str(one.message_id))

    # Sorting is stable: the first of each group keeps its place in time among those of its group.
    order = {each: number for number, each in reversed(list(enumerate(map(place, waiting))))}
    for _, group in groupby(sorted(waiting, key=lambda one: order[place(one)]), key=place):
        yield list(group)


def _joins(name: str) -> bool:
    """Not one that is not known: whoever sends by it is told so, and nobody else."""
    try:
        return channel(name).joins
    except DefinitionError:
        return False


@dataclass
class _Run:
    connection: Connection
    settings: Settings
    now: datetime
    sleep: Callable[[float], None]
    sent: list[int] = field(default_factory=list)
    problems: list[TownshipSyncError] = field(default_factory=list)
    resting: set[str] = field(default_factory=set)
    waited: float = 0.0

    def send(self, group: Sequence[Pending]) -> None:
        """Send the texts of a group, then the files of each; a wrong definition keeps no other group from going."""
        try:
            self._send(group)
        except DefinitionError as problem:
            self._note([one.message_id for one in group], problem)

    def _send(self, group: Sequence[Pending]) -> None:
        contact = contacts().get(group[0].contact)
        if contact is None:
            gone = "The contact is not in contracts/contacts.csv any more."
            not_taken(self.connection, [one.message_id for one in group], self.now, gone, is_void=True)
            return
        if channel(contact.channel).is_quiet(self.now) and contact.role != "engineer":
            return
        left = [one.message_id for one in group]
        while left and self._has_turn(contact):
            through = self._request(contact, left)
            left = [one for one in left if one not in through]

    def _request(self, contact: Contact, left: Sequence[int]) -> list[int]:
        """One request to the channel; which messages need no further one in this run."""
        tried: list[int] = []
        try:
            return self._told(contact, left, tried)
        except (Unreachable, OutcomeUnknown, UsageError) as problem:
            self._rest(contact, problem)
            self._note(tried, problem)
            return []
        except (TransientError, TerminalError) as problem:
            self._note(tried, problem)
            return tried

    def _told(self, contact: Contact, left: Sequence[int], tried: list[int]) -> list[int]:
        limits, module = channel(contact.channel), channel_of(contact.channel)
        with self.connection.transaction():
            batch = self._batch(contact, left, limits, tried)
            if not batch:
                return list(left)
            claimed, envelope = batch[0]
            if not claimed.parts_sent or limits.files != "apart":
                module.send(self.settings, [each for _, each in batch])
            elif claimed.parts_sent <= len(envelope.files):
                module.send_file(self.settings, envelope, claimed.parts_sent - 1)
            done = [one.message_id for one, each in batch if self._is_done(one, each, contact, limits)]
        self.sent += done
        return done

    def _batch(
        self, contact: Contact, left: Sequence[int], limits: Channel, tried: list[int]
    ) -> list[tuple[Claimed, Envelope]]:
        """What goes in one request: one message, or as many texts as the channel takes in one."""
        batch: list[tuple[Claimed, Envelope]] = []
        room = limits.most_text_bytes
        for message_id in left:
            claimed = claim_message(self.connection, message_id)
            if claimed is None:
                continue
            if batch and (claimed.parts_sent or claimed.enclosed):
                break
            tried.append(message_id)
            envelope = _cut(envelope_of(self.settings, claimed, contact, self.now), limits)
            room -= len(envelope.brief.encode()) + 2
            if batch and room < 0:
                tried.pop()
                break
            audit.rehearse(self.connection, "report_sent", self.now, _named(claimed), kind=claimed.kind,
                           contact=contact.code, channel=contact.channel)
            batch.append((claimed, envelope))
            if not limits.joins or claimed.enclosed:
                break
        return batch

    def _is_done(self, claimed: Claimed, envelope: Envelope, contact: Contact, limits: Channel) -> bool:
        """Note it; whether that was all of it."""
        part_sent(self.connection, claimed.message_id, contact.channel, self.now)
        if limits.files == "apart" and claimed.parts_sent < len(envelope.files):
            return False
        mark_sent(self.connection, claimed.message_id, self.now)
        return True

    def _has_turn(self, contact: Contact) -> bool:
        """Wait for our turn at this peer; not when that would take too long, or when it is left alone."""
        peer, limits = self._peer(contact), channel(contact.channel)
        turns = Turns(self.connection, limits.per_minute / 60, limits.at_once, peer=f"tell {peer}")
        while peer not in self.resting and (seconds := turns()) > 0:
            if self.waited + seconds > LONGEST_WAIT:
                self.resting.add(peer)
            else:
                self.waited += seconds
                self.sleep(seconds)
        return peer not in self.resting

    def _rest(self, contact: Contact, problem: TownshipSyncError) -> None:
        self.resting.add(self._peer(contact))
        if isinstance(problem, AskedTooOften):
            limits = channel(contact.channel)
            Turns(self.connection, limits.per_minute / 60, limits.at_once, peer=f"tell {self._peer(contact)}")(
                busy_for=limits.rest_seconds)

    def _note(self, tried: Sequence[int], problem: TownshipSyncError) -> None:
        self.problems.append(problem)
        not_taken(self.connection, tried, self.now, str(problem))

    def _peer(self, contact: Contact) -> str:
        if channel(contact.channel).is_shared:
            return contact.channel
        return f"{contact.channel} {robot_id(self.settings, contact.channel.upper(), contact.address)}"


def _named(claimed: Claimed) -> dict[str, str]:
    return {"unit": claimed.unit_code, "number": claimed.number}


def _cut(envelope: Envelope, limits: Channel) -> Envelope:
    """Of a brief text that is larger than the channel takes as many lines as fit, and that there is more."""
    if len(envelope.brief.encode()) <= limits.most_text_bytes:
        return envelope
    more = digest_words()["brief"]["cut"]
    lines = envelope.brief.split("\n")
    while lines and len("\n".join([*lines, more]).encode()) > limits.most_text_bytes:
        lines.pop()
    return replace(envelope, brief="\n".join([*lines, more]))
