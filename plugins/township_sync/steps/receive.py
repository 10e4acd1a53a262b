"""Receive: ask the units' channels for files, archive and record what is new."""

import importlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import ModuleType

from township_sync.domain.submission_mode import mode_in_name
from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, TerminalError, TownshipSyncError, UsageError
from township_sync.settings import Settings
from township_sync.sources.listing import Listing, OfferedFile, Passed, PassedOver
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import (
    PassedFile,
    awaiting_confirmation,
    confirm,
    record_passed_over,
    record_submission,
)

_log = logging.getLogger(__name__)

UNKNOWN_SENDER = ""
"""Stands for whoever sent what lies at no known unit's place."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one poll gave: ids of new submissions in order of arrival, their months, what was passed over.

    `problems` are the errors of the units that could not be asked to the end, by unit code.
    """

    new: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    problems: Mapping[str, TownshipSyncError] = field(default_factory=dict)

    @property
    def passed_by_reason(self) -> dict[str, int]:
        """How many files were passed over, by reason."""
        return dict(sorted(Counter(one.reason for one in self.passed_over).items()))


def receive(settings: Settings, connection: Connection, unit_code: str, now: datetime) -> Received:
    """Fetch what a unit's channel offers and is not recorded yet; a second call finds nothing new.

    Each file is recorded by itself, so one that cannot be had keeps no other from coming. TOWNSHIP_SYNC_CHANNEL
    overrules the channel of units.csv, TOWNSHIP_SYNC_RECEIVE_SINCE (a month) leaves older months alone. Raises what
    the listing raises: TransientError when the channel does not answer, UsageError when it is not set up.
    """
    received = receive_from(settings, connection, [unit_code], now)
    for problem in received.problems.values():
        raise problem
    return received


def receive_from(
    settings: Settings, connection: Connection, unit_codes: Iterable[str], now: datetime
) -> Received:
    """As `receive` for several units, UNKNOWN_SENDER among them; one that cannot be asked keeps no other from it."""
    poll = _Poll(settings, connection, now)
    for unit_code in unit_codes:
        poll.ask(unit_code)
    # What lies in one folder came together, whoever sent it: `check` reads it in this order, too.
    for offer in sorted(poll.offers, key=lambda offer: offer.file.order):
        poll.take(offer)
    poll.note_passed_over()
    poll.settle()
    return Received(tuple(poll.new), tuple(sorted(set(poll.new.values()))), tuple(poll.passed), poll.problems)


@dataclass(frozen=True, slots=True)
class _Offer:
    """One file and the channel that offers it."""

    channel: str
    module: ModuleType
    file: OfferedFile


@dataclass(slots=True)
class _Poll:
    settings: Settings
    connection: Connection
    now: datetime
    offers: list[_Offer] = field(default_factory=list)
    known: dict[str, set[tuple[str, str, str]]] = field(default_factory=dict)
    new: dict[int, str] = field(default_factory=dict)
    passed: list[PassedOver] = field(default_factory=list)
    passed_by: list[str] = field(default_factory=list)
    recorded: dict[ModuleType, list[OfferedFile]] = field(default_factory=dict)
    problems: dict[str, TownshipSyncError] = field(default_factory=dict)

    def ask(self, unit_code: str) -> None:
        try:
            self.known[unit_code] = exchange.known_files(self.connection, unit_code or None)
            for name, channel in _channels(self.settings, unit_code):
                since = self.settings.get("RECEIVE_SINCE")
                listing: Listing = channel.list_files(self.settings, unit_code, since, self.now)
                self.offers += [_Offer(name, channel, file) for file in listing.files]
                for one in listing.passed_over:
                    self._pass_over(name, replace(one, unit_code=unit_code))
        except TownshipSyncError as problem:
            self.problems[unit_code] = problem

    def take(self, offer: _Offer) -> None:
        file = offer.file
        if file.unit_code in self.problems:
            return
        if (file.period, file.path, file.sha256) in self.known[file.unit_code]:
            self.recorded.setdefault(offer.module, []).append(file)
            return
        try:
            data = offer.module.fetch(self.settings, file)
        except (Passed, TerminalError) as problem:
            reason = getattr(problem, "reason", "refused")
            self._pass_over(offer.channel, PassedOver(file.period, file.name, reason, file.unit_code))
            return
        except TownshipSyncError as problem:
            self.problems[file.unit_code] = problem
            return
        self._record(offer, data)

    def settle(self) -> None:
        """Let channels that mark what was taken do so; nothing depends on the marks."""
        for module, files in self.recorded.items():
            if settle := getattr(module, "settle", None):
                try:
                    settle(self.settings, files)
                except TownshipSyncError as problem:
                    _log.warning("what was taken could not be marked: %s", problem)

    def _pass_over(self, channel: str, one: PassedOver) -> None:
        self.passed.append(one)
        self.passed_by.append(channel)

    def note_passed_over(self) -> None:
        """Keep what was passed over; every look at a file finds it again."""
        rows = [PassedFile(channel, one.unit_code or None, one.period, one.name, one.reason)
                for channel, one in zip(self.passed_by, self.passed, strict=True)]
        record_passed_over(self.connection, rows, self.now)

    def _record(self, offer: _Offer, data: bytes) -> None:
        file = offer.file
        recorded = record_submission(
            self.connection, self.settings, unit_code=file.unit_code or None, period=file.period, name=file.path,
            data=data, channel=offer.channel, received_at=self.now,
        )
        self.recorded.setdefault(offer.module, []).append(file)
        if recorded.is_new:
            self.new[recorded.submission_id] = file.period
        elif recorded.is_renamed:
            self._answer(recorded.submission_id, file)

    def _answer(self, submission_id: int, file: OfferedFile) -> None:
        """Who sends a file again whose mode we asked for, now with the mode in its name, has answered."""
        waiting = {one.submission_id for one in awaiting_confirmation(self.connection)}
        mode = mode_in_name(file.path)
        if mode and submission_id in waiting:
            confirm(self.connection, submission_id, mode, file.path, self.now)


def _channels(settings: Settings, unit_code: str) -> Iterator[tuple[str, ModuleType]]:
    """The channel of a unit; of unknown senders every channel that a unit has."""
    if unit_code not in units() and unit_code != UNKNOWN_SENDER:
        raise UsageError(f"There is no unit {unit_code}; the units are listed in contracts/units.csv.")
    asked = [units()[unit_code]] if unit_code else units().values()
    for name in dict.fromkeys(settings.get("CHANNEL") or unit.channel for unit in asked):
        try:
            yield name, importlib.import_module(f"township_sync.sources.{name}")
        except ModuleNotFoundError:
            raise DefinitionError(f"A unit's channel '{name}' has no module sources/{name}.py.") from None
