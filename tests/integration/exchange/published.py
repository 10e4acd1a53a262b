"""A month of 25 accounts that is really published, approved and pushed, as the tasks do it."""

from integration.exchange.conftest import NOW
from integration.warehouse.months import A, Sent, person, take
from township_sync.settings import Settings
from township_sync.warehouse import approvals, publications
from township_sync.warehouse.connect import Connection

MONTH = "2020-04"
PEOPLE = [f"4399991975051{number:05d}" for number in range(25)]


def month(connection: Connection, settings: Settings, **more: str) -> None:
    """Read and merge the month; each row is so long that a file of them is written in several pieces."""
    rows = [person(id_no, village_name="村" * 300, **more) for id_no in PEOPLE]
    take(connection, settings, [Sent(A, MONTH, "app_account", rows)])


def approve(connection: Connection) -> None:
    """A person approves all that waits."""
    waiting = [one.publication_id for one in publications.unsent(connection, states=("ready",))]
    approvals.approve(connection, waiting, NOW, "王股长", "已核对")
