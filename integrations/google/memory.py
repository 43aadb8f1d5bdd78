"""What threads share: a bounded memory, and one answer for all who ask at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Remembers the `size` things that were used last."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._things: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._things[key] = value
            self._things.move_to_end(key)
            while len(self._things) > self._size:
                self._things.popitem(last=False)


@dataclass
class _Flight(Generic[V]):
    at: datetime
    answer: Future[V] = field(default_factory=Future)

    def serves(self, at: datetime, lasts: timedelta) -> bool:
        failed = self.answer.done() and self.answer.exception() is not None
        return not failed and abs(at - self.at) < lasts


class Shared(Generic[V]):
    """One answer for everybody who asks within `lasts`: the first fetches it, and the others wait for it. A failure
    goes to those who waited; whoever asks next tries anew."""

    def __init__(self, fetch: Callable[[datetime], V], *, lasts: timedelta) -> None:
        self._fetch, self._lasts, self._lock = fetch, lasts, threading.Lock()
        self._flight: _Flight[V] | None = None

    def answer(self, *, at: datetime) -> tuple[V, datetime]:
        """With the time at which it was fetched."""
        with self._lock:
            flight, mine = self._flight, False
            if flight is None or not flight.serves(at, self._lasts):
                flight = self._flight = _Flight(at)
                mine = True
        if mine:
            self._fly(flight)
        return flight.answer.result(), flight.at

    def forget(self) -> None:
        """Something has changed: the next who asks fetches anew."""
        with self._lock:
            self._flight = None

    def _fly(self, flight: _Flight[V]) -> None:
        try:
            flight.answer.set_result(self._fetch(flight.at))
        except BaseException as error:
            flight.answer.set_exception(error)
