"""How far a run is: a bar on a terminal, a plain line now and then elsewhere."""

import time
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES: Final = 10.0
SECONDS_BETWEEN_REDRAWS: Final = 0.1


class ProgressShown:
    """Counts inputs as they are done; shows count, rate, time left and failures."""

    def __init__(self, total: int, console: Console) -> None:
        self.total, self.console = total, console
        self.done = self.failed = self.reused = 0
        self.began = self.shown = time.monotonic()
        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=console,
            auto_refresh=False,
            transient=True,
        )
        self._task = self._bar.add_task("", total=total, rate="", failed="")

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self.console.is_terminal:
            self._bar.stop()

    def advance(self, *, failed: bool, reused: bool = False) -> None:
        """One more input is done, with a failure in it or not, and by this run or an earlier one."""
        self.done += 1
        self.failed += failed
        self.reused += reused
        now = time.monotonic()
        if now - self.shown < (SECONDS_BETWEEN_REDRAWS if self.console.is_terminal else SECONDS_BETWEEN_LINES):
            return
        self.shown = now
        rate = (self.done - self.reused) / max(now - self.began, 1e-9)
        rate_text, failed_text = f"{rate:.1f} a second", f"{self.failed} failed" if self.failed else ""
        if self.console.is_terminal:
            self._bar.update(self._task, completed=self.done, rate=rate_text, failed=failed_text, refresh=True)
        else:
            left = f", {(self.total - self.done) / rate:.0f} s left" if rate else ""
            self.console.print(f"{self.done} of {self.total}, {rate_text}{left}, {self.failed} failed", soft_wrap=True)
