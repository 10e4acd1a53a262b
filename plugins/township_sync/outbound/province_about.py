"""What the platform says of itself, and whether we may talk to it now."""

import logging

from township_sync.domain.outgoing import About
from township_sync.errors import TransientError
from township_sync.outbound.province_contract import version
from township_sync.outbound.province_talk import Said, Talk, moment, withdrawn
from township_sync.transport.answer import Call

_log = logging.getLogger(__name__)


class NotOpen(TransientError):
    """The platform takes nothing at the moment; a later run goes on."""


def about(talk: Talk) -> About:
    """Ask the platform about itself; ClockSkew when its clock is not ours."""
    said = talk.ask(Call("GET", "/api/v1/about", needs_token=False), "About", _about)
    talk.clock.compare(said.server_time)
    return said


def refuse_unless_open(said: About, *, to_send: bool) -> None:
    """VersionWithdrawn when the platform does not speak our contract; NotOpen, with until when, when it is closed.

    A platform that is `read_only` answers questions and takes no batches.
    """
    ours = said.versions.get(version(), "withdrawn")
    if ours == "withdrawn":
        raise withdrawn([name for name, state in said.versions.items() if state != "withdrawn"])
    if said.state == "maintenance" or (to_send and said.state == "read_only"):
        until = f"until {said.until:%Y-%m-%d %H:%M} UTC" if said.until else "and does not say until when"
        what = "is being maintained" if said.state == "maintenance" else "takes no batches (read_only)"
        raise NotOpen(f"The platform {what} {until}; nothing was sent, a later run goes on.")
    if ours == "deprecated":
        _log.warning("the platform will stop speaking version %s of the contract; it speaks %s", version(),
                     ", ".join(name for name, state in said.versions.items() if state == "current"))


def _about(said: Said) -> About:
    return About(
        {one["version"]: one["state"] for one in said["contract_versions"]}, said["state"],
        moment(said["until"]) if said["until"] else None, moment(said["server_time"]),
    )
