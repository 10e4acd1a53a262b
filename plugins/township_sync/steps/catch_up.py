"""Catch up: hear what the platform says of all our batches before anything is made or sent.

A county whose database was restored from yesterday's backup learns here what it has sent since: nothing goes out twice.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from township_sync.domain.contract import contracts
from township_sync.domain.outgoing import RemoteBatch
from township_sync.errors import TransientError
from township_sync.outbound.package import fed_by_hand
from township_sync.outbound.province import Province, open_platform
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.audit import keep_head
from township_sync.steps.settle_batch import settle_batch
from township_sync.transport.peer import Refused
from township_sync.warehouse import adoption
from township_sync.warehouse.adoption import Effect, Place
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch
from township_sync.warehouse.rate_bucket import pace

_log = logging.getLogger(__name__)
_TRIES = 5


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What followed from the platform's feed, in its order; empty when there was nothing new."""

    effects: tuple[Effect, ...] = ()

    def with_effect(self, what: str) -> tuple[str, ...]:
        """Our names of the batches to which this happened: adopted, sent, refused, withdrawn, voided, set_aside."""
        return tuple(effect.client_ref for effect in self.effects if effect.what == what)


def is_heard(settings: Settings) -> bool:
    """Whether there is a platform with a feed: an address is set, and it is not one that is fed by hand."""
    return bool(settings.get("PLATFORM_URL")) and not fed_by_hand(settings)


def hear_first(connection: Connection, settings: Settings, now: datetime) -> CaughtUp:
    """Catch up where there is a platform to be heard, outside of any transaction; nothing elsewhere."""
    if not is_heard(settings):
        return CaughtUp()
    return catch_up(connection, settings, open_platform(settings, now, pace(connection, settings)), now)


def catch_up(connection: Connection, settings: Settings, platform: Province, now: datetime) -> CaughtUp:
    """Hear every change since the last time, and read the receipts of what was adopted.

    TransientError when the platform does not answer its feed: what was heard until then is kept. As long as the rows of
    an adopted batch are not known, nothing of its dataset is made (sql/publish/differences.sql).
    """
    heard = hear_changes(connection, settings, platform, now)
    for batch in adoption.open_adopted(connection):
        settled = settle_batch(connection, platform, batch, now)
        _log.info("%s, adopted from the platform, is %s", batch.client_ref, settled.state)
    adoption.place_adopted(connection)
    keep_head(connection, settings)
    for effect in heard.effects:
        level = logging.ERROR if effect.what == "set_aside" else logging.WARNING
        _log.log(level, "the platform's feed: %s %s (%s)", effect.client_ref, effect.what, effect.because or "-")
    return heard


def hear_changes(connection: Connection, settings: Settings, platform: Province, now: datetime) -> CaughtUp:
    """Hear the feed to its end, and take back what was declared by us, as the platform says, and never uploaded."""
    effects: list[Effect] = []
    for _ in range(_TRIES):
        if _heard_to_its_end(connection, settings, platform, now, effects):
            break
    else:
        raise TransientError("Other processes hear the platform's feed at the same time; run again later.")
    for batch in adoption.open_adopted(connection):
        _take_back(connection, platform, batch, now)
    return CaughtUp(tuple(effects))


def _heard_to_its_end(connection: Connection, settings: Settings, platform: Province, now: datetime,
                      effects: list[Effect]) -> bool:
    feed = urlsplit(settings.url("PLATFORM_URL")).netloc.rpartition("@")[2]
    cursor, digests = adoption.heard_until(connection, feed), dict[str, str]()
    for page in platform.changes(cursor):
        places = {remote.client_ref: place for remote in page.batches if (place := _place(settings, remote, digests))}
        followed = adoption.hear_page(connection, feed, cursor, page, places, now)
        if followed is None:
            return False
        cursor = page.cursor
        effects += followed
    return True


def _place(settings: Settings, remote: RemoteBatch, digests: dict[str, str]) -> Place | None:
    """Where an adopted batch belongs; `digests` keeps what was computed of the files of its run."""
    entity = _entities().get((remote.kind, remote.dataset))
    if entity is None:
        return None
    path = f"{remote.period}/{remote.dataset}.r{remote.revision}.csv"
    if path not in digests:
        published = settings.folder("published") / path
        digests[path] = files.sha256(published) if published.is_file() else ""
    return Place(entity, path, digests[path]) if digests[path] else Place(entity)


def _entities() -> dict[tuple[str, str], str]:
    """Entities by kind and dataset of what goes to the platform."""
    months = {("month", entity.outbound["province"]["dataset"]): entity.name
              for entity in contracts().values() if "province" in entity.outbound}
    words = files.words()["quarter"]
    return months | {("quarter", words[f"{part}_dataset"]): "public_welfare_post" for part in ("roster", "summary")}


def _take_back(connection: Connection, platform: Province, batch: Batch, now: datetime) -> None:
    """A batch whose body we no longer have can never be uploaded whole; its rows go out with another one."""
    found = platform.find(batch.client_ref)
    if found is None or found.state != "declared":
        return
    try:
        adoption.hear_one(connection, platform.withdraw(found.remote_id, files.words()["forgotten"]), now)
    except Refused as refused:
        _log.warning("%s was not taken back (%s); it is asked about again", batch.client_ref, refused.code)
