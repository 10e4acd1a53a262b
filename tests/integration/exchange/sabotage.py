"""Ways to break what makes sending exactly once: patches of the real functions, made in a process of their own.

What else would hide the damage (hearing the platform's feed before sending) is taken out by `deaf`, in the sound run
that each sabotaged one is compared with as well.
"""

from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex
from typing import Any

from township_sync.domain.outgoing import OutgoingBatch
from township_sync.outbound.province import Province
from township_sync.steps import plan_batches, publishing, submit
from township_sync.warehouse import exchange, lease, sending
from township_sync.warehouse.lease import Lease


def deaf() -> None:
    """Nothing is heard of the platform before sending."""
    submit.is_heard = lambda settings: False


def no_idempotency_key() -> None:
    """Each time a batch is brought to the platform it bears a key that was made up for it."""
    deliver = Province.deliver

    def delivered(self: Province, batch: OutgoingBatch, *more: Any) -> str:
        return deliver(self, replace(batch, idempotency_key=token_hex(32)), *more)

    Province.deliver = delivered  # type: ignore[method-assign]


def key_made_after_sending() -> None:
    """Keys are made up when sending begins, and stored when all is sent."""
    publishing.exchange = _without(exchange, "plan_batches")
    plan_batches.idempotency_key = lambda *parts: token_hex(32)
    send = submit._Sender.send

    def sent_in_one_transaction(self: Any) -> Any:
        with self.connection.transaction():
            return send(self)

    submit._Sender.send = sent_in_one_transaction  # type: ignore[method-assign]
    submit.pace = lambda connection, settings: None


def no_fencing() -> None:
    """Whoever comes may send, none has a higher number, and nobody looks before writing."""
    for name in ("claim", "hold", "renew"):
        setattr(lease, name, getattr(_Lawless, name))
    sending.hold = _Lawless.hold
    lease.release = lambda connection, held: None


class _Lawless:
    @staticmethod
    def claim(connection: Any, name: str, seconds: float) -> Lease:
        return Lease(name, 1, seconds)

    @staticmethod
    def hold(connection: Any, held: Lease) -> None: ...

    renew = hold


def _without(module: Any, name: str) -> Any:
    class Rest:
        def __getattr__(self, asked: str) -> Any:
            return (lambda *args: None) if asked == name else getattr(module, asked)

    return Rest()


SABOTAGES: dict[str, Callable[[], None]] = {
    one.__name__: one for one in (deaf, no_idempotency_key, key_made_after_sending, no_fencing)
}
