"""The intake: what comes in together is written together, and one that cannot be written costs no other its place."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from web import intake
from web.intake import Intake, IntakeFull, OutOfTime

POISON = -1


class Book:
    """Where things are written: whole batches, or nothing of them. It writes only while its gate is open."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.tried: list[list[int]] = []
        self.gate, self.begun = threading.Event(), threading.Event()
        self.gate.set()

    def write(self, things: Sequence[int]) -> list[int]:
        self.tried.append([*things])
        self.begun.set()
        assert self.gate.wait(10)
        if POISON in things:
            raise ValueError("this can never be written")
        self.batches.append([*things])
        return [10 * thing for thing in things]


async def while_one_is_written(book: Book, desk: Intake[int, int], things: Sequence[int]) -> list[int | BaseException]:
    """What becomes of things that come while the book is busy with the thing 0."""
    book.gate.clear()
    first = asyncio.create_task(desk.put(0))
    await asyncio.to_thread(book.begun.wait, 10)
    others = [asyncio.create_task(desk.put(thing)) for thing in things]
    await asyncio.sleep(0)
    book.gate.set()
    assert await first == 0
    return await asyncio.gather(*others, return_exceptions=True)


def test_what_comes_alone_is_written_alone_and_at_once() -> None:
    book = Book()
    assert asyncio.run(Intake(book.write).put(7)) == 70
    assert book.batches == [[7]]


def test_what_comes_while_another_is_written_is_written_together_in_its_order() -> None:
    book = Book()
    assert asyncio.run(while_one_is_written(book, Intake(book.write), range(1, 6))) == [10, 20, 30, 40, 50]
    assert book.batches == [[0], [1, 2, 3, 4, 5]]


def test_no_batch_is_larger_than_it_may_be() -> None:
    book = Book()
    asyncio.run(while_one_is_written(book, Intake(book.write, batch=2), range(1, 6)))
    assert [len(batch) for batch in book.batches] == [1, 2, 2, 1]


def test_nobody_is_told_before_their_batch_is_written() -> None:
    book = Book()

    async def waits() -> bool:
        book.gate.clear()
        waiting = asyncio.create_task(Intake(book.write).put(1))
        await asyncio.to_thread(book.begun.wait, 10)
        told_early = waiting.done()
        book.gate.set()
        await waiting
        return told_early

    assert asyncio.run(waits()) is False


def test_one_that_can_never_be_written_fails_alone() -> None:
    book = Book()
    results = asyncio.run(while_one_is_written(book, Intake(book.write), [1, POISON, 2]))
    assert (results[0], results[2]) == (10, 20)
    assert isinstance(results[1], ValueError)
    assert book.batches == [[0], [1], [2]]


def test_a_lone_failure_is_not_tried_twice() -> None:
    book = Book()
    with pytest.raises(ValueError, match="never"):
        asyncio.run(Intake(book.write).put(POISON))
    assert book.tried == [[POISON]]


def test_after_a_failure_the_next_is_written_all_the_same() -> None:
    book = Book()

    async def both() -> int:
        desk = Intake(book.write)
        with pytest.raises(ValueError, match="never"):
            await desk.put(POISON)
        return await desk.put(3)

    assert asyncio.run(both()) == 30


def test_a_database_that_takes_too_long_to_fail_is_not_asked_again_for_each() -> None:
    def slow(things: Sequence[int]) -> list[int]:
        if things == [0]:
            assert book.write(things)
            return [0]
        tried.append([*things])
        raise TimeoutError

    async def run() -> list[int | BaseException]:
        desk = Intake(slow, patience=0)
        return await while_one_is_written(book, desk, [1, 2, 3])

    book = Book()
    tried: list[list[int]] = []
    assert [type(result) for result in asyncio.run(run())] == [OutOfTime] * 3
    assert tried == [[1, 2, 3]]


def test_when_all_places_are_taken_whoever_comes_is_refused_at_once() -> None:
    book = Book()
    results = asyncio.run(while_one_is_written(book, Intake(book.write, places=2), [1, 2, 3]))
    assert results[:2] == [10, 20]
    assert isinstance(results[2], IntakeFull)


def test_whoever_hangs_up_takes_nothing_from_the_others() -> None:
    book = Book()

    async def run() -> int:
        desk = Intake(book.write)
        book.gate.clear()
        first = asyncio.create_task(desk.put(0))
        await asyncio.to_thread(book.begun.wait, 10)
        gone, stays = asyncio.create_task(desk.put(1)), asyncio.create_task(desk.put(2))
        await asyncio.sleep(0)
        first.cancel()
        gone.cancel()
        book.gate.set()
        return await stays

    assert asyncio.run(run()) == 20
    assert book.batches == [[0], [1, 2]]


def test_when_nothing_waits_nothing_runs() -> None:
    book = Book()

    async def left_over() -> set[asyncio.Task[object]]:
        desk = Intake(book.write)
        await asyncio.gather(*(desk.put(thing) for thing in range(20)))
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    before = threading.active_count()
    assert asyncio.run(left_over()) == set()
    assert threading.active_count() == before
    assert sorted(thing for batch in book.batches for thing in batch) == list(range(20))


def test_zoom_is_not_kept_waiting_longer_than_it_waits() -> None:
    assert intake.PATIENCE <= 3
