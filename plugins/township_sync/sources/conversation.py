"""Conversations with servers that are kept open for the next call, and tried again when they break."""

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from township_sync.settings import Settings
from township_sync.sources.listing import Passed
from township_sync.transport.answer import Unreachable
from township_sync.transport.patience import Budget, Patience

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Conversation = TypeVar("Conversation")
Given = TypeVar("Given")


class Kept(threading.local, Generic[Conversation]):
    """At most one open conversation per thread; `opened` makes one, `closed` ends it and never raises."""

    def __init__(
        self, opened: Callable[[Settings], Conversation], closed: Callable[[Conversation], None]
    ) -> None:
        self._opened, self._closed = opened, closed
        self._whose: object = None
        self._held: Conversation | None = None

    def ask(self, settings: Settings, variables: tuple[str, ...], question: Callable[[Conversation], Given]) -> Given:
        """What a question gives, asked again in a new conversation while only Unreachable is raised.

        `variables` are the settings that make another server or account. Raises the last Unreachable when the time
        for one call (TOWNSHIP_SYNC_PEER_DEADLINE) is over, and at once whatever else is raised.
        """
        budget = Budget(Patience.of(settings))
        whose = (os.getpid(), *map(settings.get, variables))
        fresh = False
        while True:
            try:
                if self._held is None or self._whose != whose:
                    self.close()
                    self._held, self._whose, fresh = self._opened(settings), whose, True
                return question(self._held)
            except Unreachable as problem:
                self.close()
                # A kept conversation that the server ended meanwhile says nothing about the server.
                if fresh:
                    budget.pause(None, problem)
                fresh = True
            except Passed:
                raise
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """End the conversation, if there is one of this process."""
        held, self._held = self._held, None
        if held is not None and isinstance(self._whose, tuple) and self._whose[0] == os.getpid():
            self._closed(held)
