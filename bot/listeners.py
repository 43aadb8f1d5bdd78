"""The threads that Bolt's listeners run in: Slack gets its answer first, and the work goes on there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import ParamSpec, TypeVar

THREADS = 5
"""As many as Bolt would start itself."""

P = ParamSpec("P")
T = TypeVar("T")


class Listeners(ThreadPoolExecutor):
    """Knows when all that was asked for is done. `shutdown`, as any executor's, brings what has begun to its end."""

    def __init__(self) -> None:
        super().__init__(max_workers=THREADS, thread_name_prefix="slack")
        self._changed, self._open = Condition(), 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future = super().submit(fn, *args, **kwargs)
        self._count(1)
        future.add_done_callback(lambda _: self._count(-1))
        return future

    def settle(self, *, timeout: float = 60.0) -> None:
        """Waits until nothing is being done. Raises TimeoutError after so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, timeout):
                raise TimeoutError(f"What was asked in Slack is not done after {timeout:.0f} seconds.")

    def _count(self, change: int) -> None:
        with self._changed:
            self._open += change
            self._changed.notify_all()
