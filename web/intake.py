"""Things that come in at the same time are written down in one transaction: a commit costs the same for all of them.

1. Whoever brings a thing puts it into the queue and waits.
2. While one batch is being written, in a thread, the next one gathers: nobody waits for a timer.
3. Nobody is told that their thing is kept before the transaction that holds it is committed.
4. A batch that fails is tried again thing by thing, so that one that cannot be written costs no other its place.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

PLACES = 5_000
"""Things that may wait at once: a bound for memory. What waits is written even when its sender has given up."""
BATCH = 250
PATIENCE = 3.0
"""Seconds that Zoom waits for an answer."""


class IntakeFull(Exception):
    """So much waits already that this must be sent again."""


class OutOfTime(Exception):
    """The database took so long to fail that whoever waits has given up; this must be sent again."""


class Intake(Generic[Thing, Result]):
    """`write` writes all or nothing and answers for each thing in turn; it runs in a thread, one batch at a time.

    Everything else happens in the event loop of those who bring things. When nothing waits, nothing runs.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Thing]], Sequence[Result]],
        *,
        places: int = PLACES,
        batch: int = BATCH,
        patience: float = PATIENCE,
    ) -> None:
        self._write, self._places, self._batch, self._patience = write, places, batch, patience
        self._waiting: deque[tuple[Thing, asyncio.Future[Result]]] = deque()
        self._leader: asyncio.Task[None] | None = None

    async def put(self, thing: Thing) -> Result:
        """Returns when the thing is committed. Raises IntakeFull, OutOfTime, or what `write` raised for this thing."""
        if len(self._waiting) >= self._places:
            raise IntakeFull
        told: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, told))
        if self._leader is None:
            self._leader = asyncio.create_task(self._lead())
        return await told

    async def _lead(self) -> None:
        # No `await` lies between the last look at the queue and giving up the lead: nobody is left without a leader.
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._batch))]
                results = await asyncio.to_thread(self._write_all, [thing for thing, _ in batch])
                for (_, told), result in zip(batch, results, strict=True):
                    _tell(told, result)
        finally:
            self._leader = None

    def _write_all(self, things: Sequence[Thing]) -> Sequence[Result | Exception]:
        began = time.monotonic()
        try:
            return list(self._write(things))
        except Exception as error:
            if len(things) == 1:
                return [error]
        return [self._write_alone(thing, until=began + self._patience) for thing in things]

    def _write_alone(self, thing: Thing, *, until: float) -> Result | Exception:
        if time.monotonic() >= until:
            return OutOfTime()
        try:
            return self._write([thing])[0]
        except Exception as error:
            return error


def _tell(told: asyncio.Future[Result], result: Result | Exception) -> None:
    """Whoever has hung up is told nothing."""
    if told.done():
        return
    if isinstance(result, Exception):
        told.set_exception(result)
    else:
        told.set_result(result)
