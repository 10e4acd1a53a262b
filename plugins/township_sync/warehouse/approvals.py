"""Who agreed that a publication leaves, or returned it: kept, and on record, in the transaction of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import UsageError
from township_sync.warehouse import audit, exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

AUTOMATIC = "automatic"
"""Stands for a person where the installation says that nobody is asked."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: publications that may leave now (or were returned), those that need one more person, and the
    state of those to which it changed nothing."""

    done: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    passed_over: Mapping[int, str] = field(default_factory=dict)


def approve(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None,
            because: str | None, approvers: int = 1) -> Answered:
    """Let publications leave that are `ready`, once `approvers` different persons said so; nobody is named (`by` None)
    where it is automatic. What is not ready stays as it is and is named; UsageError for what does not exist.
    """
    done: list[int] = []
    waiting: list[int] = []
    passed: dict[int, str] = {}
    person, needed = mask_whole_numbers(by or AUTOMATIC), approvers if by else 1
    with connection.transaction():
        for number, state in _states(connection, publication_ids).items():
            if state != "ready":
                passed[number] = state
                continue
            values = {"publication_id": number, "person": person, "now": now,
                      "because": mask_whole_numbers(because) if because else None}
            if connection.execute(statement("approval/add_approval"), values).rowcount:
                audit.append(connection, "approval_given", now, {"publication_id": number}, by, because=because or None)
            values = {"publication_id": number, "approvers": needed, "now": now}
            approved = connection.execute(statement("approval/approve"), values).rowcount
            (done if approved else waiting).append(number)
    return Answered(tuple(done), tuple(waiting), passed)


def return_(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None,
            because: str | None) -> Answered:
    """Give up publications of which nothing was sent, with who said so and why: their rows are made anew.

    What may have reached the platform stays as it is and is named.
    """
    done: list[int] = []
    passed: dict[int, str] = {}
    with connection.transaction():
        for number, state in _states(connection, publication_ids).items():
            if exchange.withdraw(connection, [number], now, by, because):
                audit.append(connection, "approval_returned", now, {"publication_id": number}, by,
                             because=because or None)
                done.append(number)
            else:
                passed[number] = state
    return Answered(tuple(done), (), passed)


def _states(connection: Connection, publication_ids: Sequence[int]) -> dict[int, str]:
    found = connection.execute(statement("approval/lock_publications"), {"publication_ids": list(publication_ids)})
    states = {row["publication_id"]: row["state"] for row in found}
    if unknown := sorted(set(publication_ids) - set(states)):
        raise UsageError(f"There is no publication {', '.join(map(str, unknown))}; `township-sync approvals` lists "
                         "what waits.")
    return states
