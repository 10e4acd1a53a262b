"""What the watch looks at besides the warehouse and Airflow: the disk, and whether the record of acts holds."""

import shutil
from collections.abc import Callable, Iterator, Mapping

from township_sync.domain.alert import Sighting
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

Look = Callable[[Connection, Settings, Mapping[str, float]], Iterator[Sighting]]


def disk_full(_: Connection, settings: Settings, numbers: Mapping[str, float]) -> Iterator[Sighting]:
    """The workspace's disk has less room than the share or the bytes that the file asks for."""
    usage = shutil.disk_usage(settings.folder("run"))
    if usage.free < numbers["free_bytes"] or usage.free < numbers["free_share"] * usage.total:
        free = round(100 * usage.free / usage.total)
        yield Sighting("disk_full", "workspace", {"free_megabytes": usage.free // 1_000_000, "free_percent": free})


def audit_broken(connection: Connection, settings: Settings, _: Mapping[str, float]) -> Iterator[Sighting]:
    """The acts do not follow from each other, or not from the heads that are kept outside of the database."""
    from township_sync.steps.audit import verify

    try:
        verify(connection, settings)
    except TerminalError as broken:
        yield Sighting("audit_broken", "ops.audit", {"because": str(broken).split(". ")[0]})


LOOKS: Mapping[str, Look] = {"disk_full": disk_full, "audit_broken": audit_broken}
