"""Calls to the outside, many at once, each ending in a result or a ProviderError. Threads are for HTTP only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mentoring.ports import ProviderError

Item = TypeVar("Item")
Result = TypeVar("Result")


def ask_all(
    ask: Callable[[Item], Result], items: Sequence[Item], *, threads: int
) -> list[tuple[Item, Result | ProviderError]]:
    """Asks for every item, in the order given; an error of one does not touch the others."""

    def attempt(item: Item) -> tuple[Item, Result | ProviderError]:
        try:
            return item, ask(item)
        except ProviderError as error:
            return item, error

    if len(items) <= 1:
        return [attempt(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(threads, len(items)), thread_name_prefix="outside") as pool:
        return list(pool.map(attempt, items))
