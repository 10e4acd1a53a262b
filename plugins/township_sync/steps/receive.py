"""Receive: ask the units' channels for files, archive and record what is new."""

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import ModuleType

from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, TerminalError, TownshipSyncError, UsageError
from township_sync.settings import Settings
from township_sync.sources.listing import Listing, OfferedFile, Passed, PassedOver
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import record_submission

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
    problems: dict[str, TownshipSyncError] = field(default_factory=dict)

    def ask(self, unit_code: str) -> None:
        try:
            self.known[unit_code] = exchange.known_files(self.connection, unit_code or None)
            for name, channel in _channels(self.settings, unit_code):
                since = self.settings.get("RECEIVE_SINCE")
                listing: Listing = channel.list_files(self.settings, unit_code, since, self.now)
                self.offers += [_Offer(name, channel, file) for file in listing.files]
                self.passed += [replace(one, unit_code=unit_code) for one in listing.passed_over]
        except TownshipSyncError as problem:
            self.problems[unit_code] = problem

    def take(self, offer: _Offer) -> None:
        file = offer.file
        if file.unit_code in self.problems or (file.period, file.path, file.sha256) in self.known[file.unit_code]:
            return
        try:
            data = offer.module.fetch(self.settings, file)
        except (Passed, TerminalError) as problem:
            reason = getattr(problem, "reason", "refused")
            self.passed.append(PassedOver(file.period, file.name, reason, file.unit_code))
            return
        except TownshipSyncError as problem:
            self.problems[file.unit_code] = problem
            return
        self._record(offer, data)

    def _record(self, offer: _Offer, data: bytes) -> None:
        file = offer.file
        recorded = record_submission(
            self.connection, self.settings, unit_code=file.unit_code or None, period=file.period, name=file.path,
            data=data, channel=offer.channel, received_at=self.now,
        )
        if recorded.is_new:
            self.new[recorded.submission_id] = file.period


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
