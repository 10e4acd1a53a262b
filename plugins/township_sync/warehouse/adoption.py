"""What the platform's feed tells of our batches, and of those that we forgot: a restored backup learns what was sent.

A batch that we do not know is adopted: a publication of the same number beside our own, its rows from its receipts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from township_sync.domain.outgoing import ChangePage, RemoteBatch
from township_sync.domain.unit import CITY
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch
from township_sync.warehouse.statements import statement

_OPEN = ["prepared", "sent", "out_of_balance"]
_FOLLOWS = {
    "received": ("sent", ["prepared"]), "final": ("sent", ["prepared"]), "refused": ("refused", _OPEN),
    "withdrawn": ("withdrawn", _OPEN), "voided": ("voided", [*_OPEN, "closed"]),
}
"""What a state at the platform makes of a batch of ours, and from which states; declared changes nothing."""
_UNHEARD = ("adopted", "refused", "withdrawn", "voided")
"""After these what was compared with the platform's state before is compared anew."""
_OUTDATED = "The platform has heard otherwise than this was made from; it is made anew."


@dataclass(frozen=True, slots=True)
class Effect:
    """What followed from one change: `adopted`, the batch's new state, or `set_aside` with the reason."""

    client_ref: str
    dataset: str
    what: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where adopted batches of a dataset belong: its entity, and the file of ours with its SHA-256 if it lies there."""

    entity: str
    path: str = ""
    sha256: str = ""


def heard_until(connection: Connection, platform: str) -> str:
    """Where to go on in a platform's feed; empty at its beginning."""
    row = connection.execute(statement("exchange/heard_until"), {"platform": platform}).fetchone()
    return str(row["cursor"]) if row else ""


def hear_page(connection: Connection, platform: str, cursor: str, page: ChangePage, places: Mapping[str, Place],
              now: datetime) -> list[Effect] | None:
    """Take one page of the feed; its effects and its cursor are one transaction. `places` are by client reference.

    None when another process heard it in the meantime. Hearing the same again changes nothing.
    """
    with connection.transaction():
        connection.execute(statement("exchange/lock_feed"))
        if heard_until(connection, platform) != cursor:
            return None
        hearing = _Hearing(connection, now)
        found = (hearing.hear(remote, places.get(remote.client_ref)) for remote in page.batches)
        effects = list(dict.fromkeys(effect for effect in found if effect))
        for dataset in sorted({effect.dataset for effect in effects if effect.what in _UNHEARD}):
            hearing.give_up_unsent(dataset)
        connection.execute(statement("exchange/note_feed"), {"platform": platform, "cursor": page.cursor, "now": now})
        hearing.tell_feed(platform, page, effects)
        hearing.tell()
    return effects


def hear_one(connection: Connection, remote: RemoteBatch, now: datetime) -> None:
    """Take what the platform says of one batch that we know."""
    with connection.transaction():
        hearing = _Hearing(connection, now)
        hearing.hear(remote, None)
        hearing.tell()


def set_aside_since(connection: Connection, since: datetime) -> list[tuple[str, str]]:
    """(the platform's name of it, why it is of no use) of what its feed told since then, whichever step heard it."""
    found = connection.execute(statement("exchange/set_aside"), {"since": since})
    return [(row["client_ref"], row["because"]) for row in found]


def open_adopted(connection: Connection) -> list[Batch]:
    """Adopted batches of which not every row has its verdict."""
    return [Batch(**row) for row in connection.execute(statement("exchange/open_adopted"))]


def place_adopted(connection: Connection) -> None:
    """Give adopted rows their units and places, as far as the warehouse knows their keys by now."""
    for row in connection.execute(statement("exchange/unplaced_entities")).fetchall():
        entity = row["entity"]
        connection.execute(statement("exchange/place_adopted", entity=entity), {"name": entity})


@dataclass(slots=True)
class _Hearing:
    """One transaction's work; its acts are told at its end, since every other act waits from then on."""

    connection: Connection
    now: datetime
    acts: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)

    def hear(self, remote: RemoteBatch, place: Place | None) -> Effect | None:
        if remote.county_code != CITY:
            return _effect(remote, "set_aside", f"it is of county {remote.county_code}")
        known = self._all("known_batches", idempotency_key=remote.idempotency_key, client_ref=remote.client_ref)
        ours = next((one for one in known if one["idempotency_key"] == remote.idempotency_key), None)
        if ours:
            return self._follow(ours, remote)
        if any(one["state"] != "prepared" for one in known):
            return _effect(remote, "set_aside", "its name is that of a batch of ours with another key")
        if place is None:
            return _effect(remote, "set_aside", "no contract of ours has its dataset")
        for one in known:
            # The platform has this name under another key, so ours can never be taken.
            self._give_up(one["publication_id"], is_impossible=True)
        self._adopt(remote, place)
        return _effect(remote, "adopted")

    def give_up_unsent(self, dataset: str) -> None:
        """What waits of a dataset was compared with what the platform had; that is no longer so, it is made anew."""
        for row in self._all("unsent_publications", dataset=dataset):
            self._give_up(row["publication_id"], row["is_unplanned"])

    def tell_feed(self, platform: str, page: ChangePage, effects: Sequence[Effect]) -> None:
        subject = {"platform": platform}
        for effect in effects:
            if effect.what == "set_aside":
                about = {"client_ref": effect.client_ref, "because": effect.because}
                self.acts.append(("change_set_aside", subject, about))
        if page.batches:
            self.acts.append(("feed_heard", subject, {"changes": len(page.batches), "effects": len(effects)}))

    def tell(self) -> None:
        for action, subject, details in self.acts:
            audit.append(self.connection, action, self.now, subject, **details)

    def _follow(self, ours: Mapping[str, Any], remote: RemoteBatch) -> Effect | None:
        if ours["body_sha256"] != remote.body_sha256 or ours["remote_id"] not in (None, remote.remote_id):
            return _effect(remote, "set_aside", "it bears the key of a batch of ours that is another one")
        state, earlier = _FOLLOWS.get(remote.state, ("", []))
        subject = {"publication_id": ours["publication_id"]}
        self._all("lock_publication", **subject)
        if not self._all("follow_remote", batch_id=ours["batch_id"], state=state, earlier=earlier, now=self.now,
                         remote_id=remote.remote_id, note=remote.reason):
            return None
        self.connection.execute(statement("exchange/restate_publication"), subject)
        details = {"remote_id": remote.remote_id} if state == "sent" else {"note": remote.reason}
        self.acts.append((f"batch_{state}", {"batch_id": ours["batch_id"]}, details))
        return _effect(remote, state)

    def _adopt(self, remote: RemoteBatch, place: Place) -> None:
        values = {**asdict(remote), **asdict(place), "note": remote.reason, "now": self.now,
                  # What is declared only is asked about, and taken back; see steps/catch_up.py.
                  "state": _FOLLOWS.get(remote.state, ("sent", []))[0]}
        [publication] = self._all("adopt_publication", **values)
        [batch] = self._all("adopt_batch", **values, **publication)
        self.connection.execute(statement("exchange/restate_publication"), publication)
        self.acts.append(("batch_adopted", batch, {"remote_id": remote.remote_id, "client_ref": remote.client_ref,
                                                   "rows": remote.row_count, "state": remote.state}))

    def _give_up(self, publication_id: int, is_unplanned: bool = False, is_impossible: bool = False) -> None:
        subject = {"publication_id": publication_id}
        self._all("lock_publication", **subject)
        given_up = self._all("give_up_batches", **subject, is_impossible=is_impossible, note=_OUTDATED)
        if given_up or is_unplanned:
            self.connection.execute(statement("exchange/restate_publication"), subject)
            self.acts.append(("publication_withdrawn", subject, {"because": _OUTDATED}))

    def _all(self, name: str, **values: Any) -> list[dict[str, Any]]:
        return self.connection.execute(statement(f"exchange/{name}"), values).fetchall()


def _effect(remote: RemoteBatch, what: str, because: str | None = None) -> Effect:
    return Effect(remote.client_ref, remote.dataset, what, because)
