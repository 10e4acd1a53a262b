"""The demo's live display: one line per step with its time; on a terminal also what is being waited for right now."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.status import Status


class Progress:
    """Shows steps as they are taken; without a terminal only finished steps are printed."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._status = Status("", console=self._console)
        self._started = time.monotonic()
        self._step, self._details = "", ""

    def __enter__(self) -> "Progress":
        self._started = time.monotonic()
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._status.stop()

    @property
    def seconds(self) -> float:
        """Since the display was entered."""
        return time.monotonic() - self._started

    def say(self, details: str) -> None:
        """What the present step waits for."""
        self._details = details
        self._show()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step: shown while it goes on, printed with its time when it is done."""
        self._step, self._details, begun = name, "", time.monotonic()
        self._show()
        try:
            yield
        except BaseException:
            self._print("[red]✗[/red]", name, begun)
            raise
        self._print("[green]✓[/green]", name, begun)

    def _print(self, sign: str, name: str, begun: float) -> None:
        took = time.monotonic() - begun
        self._console.print(f"{sign} {self.seconds:6.1f} s  {name}  [dim]{took:.1f} s[/dim]", highlight=False)

    def _show(self) -> None:
        self._status.update(f"{self.seconds:6.1f} s  {self._step}  [dim]{self._details}[/dim]")
