"""Receive: ask a unit's channel for files, archive and record what is new."""

import importlib
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.sources.listing import Listing, OfferedFile, Passed, PassedOver
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import record_submission


@dataclass(frozen=True, slots=True)
class Received:
    """What one poll of a unit gave: ids of new submissions in order of arrival, their months, what was passed over."""

    new: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def receive(settings: Settings, connection: Connection, unit_code: str, now: datetime) -> Received:
    """Fetch what a unit's channel offers and is not recorded yet; a second call finds nothing new.

    Each file is recorded by itself, so one that cannot be had keeps no other from coming. TOWNSHIP_SYNC_CHANNEL
    overrules the channel of units.csv, TOWNSHIP_SYNC_RECEIVE_SINCE (a month) leaves older months alone. Raises what
    the listing raises: TransientError when the channel does not answer, UsageError when it is not set up.
    """
    name, channel = _channel(settings, unit_code)
    listing: Listing = channel.list_files(settings, unit_code, settings.get("RECEIVE_SINCE"), now)
    known = exchange.known_files(connection, unit_code)
    new: dict[int, str] = {}
    passed = list(listing.passed_over)
    for file in listing.files:
        if (file.period, _recorded_name(file), file.sha256) in known:
            continue
        try:
            data = channel.fetch(settings, file)
        except (Passed, TerminalError) as problem:
            passed.append(PassedOver(file.period, file.name, getattr(problem, "reason", "refused")))
            continue
        recorded = record_submission(
            connection, settings, unit_code=unit_code, period=file.period, name=_recorded_name(file), data=data,
            channel=name, received_at=now,
        )
        if recorded.is_new:
            new[recorded.submission_id] = file.period
    return Received(tuple(new), tuple(sorted(set(new.values()))), tuple(passed))


def _recorded_name(file: OfferedFile) -> str:
    return f"{file.unit_code}/{file.name}"


def _channel(settings: Settings, unit_code: str) -> tuple[str, ModuleType]:
    if unit_code not in units():
        raise UsageError(f"There is no unit {unit_code}; the units are listed in contracts/units.csv.")
    name = settings.get("CHANNEL") or units()[unit_code].channel
    try:
        return name, importlib.import_module(f"township_sync.sources.{name}")
    except ModuleNotFoundError:
        raise DefinitionError(f"The channel '{name}' of unit {unit_code} has no module sources/{name}.py.") from None
