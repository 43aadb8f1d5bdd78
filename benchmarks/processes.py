"""Parts that run in processes of their own, so that none shares an interpreter lock with another."""

from __future__ import annotations

import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PATIENCE = 5.0
"""Seconds that a process may take to stop by itself. What it had to do was measured by then."""

_SPAWN = multiprocessing.get_context("spawn")
_STATUS = Path("/proc/self/status")


class PartFailed(RuntimeError):
    """A process of the benchmark ended before its time; what it had to say stands on standard error."""

    def __init__(self, part: str) -> None:
        super().__init__(f"The process «{part}» of the benchmark ended before its time.")


@dataclass(frozen=True)
class Usage:
    """What a process has used since it began: seconds of one core, in all its threads, and at most so many MiB."""

    seconds: float
    memory: float


class Part:
    """The parent's end of the line to a process; it answers what it is told, in turn."""

    def __init__(self, name: str, line: Connection) -> None:
        self._name, self._line = name, line

    def ask(self, question: Any = None) -> Any:
        """Raises PartFailed."""
        self._line.send(question)
        return self.hear()

    def hear(self) -> Any:
        """Waits for what the process says by itself. Raises PartFailed."""
        try:
            return self._line.recv()
        except EOFError:
            raise PartFailed(self._name) from None


@contextmanager
def part(run: Callable[..., None], *args: Any) -> Iterator[Part]:
    """Runs `run(line, *args)` in a fresh interpreter until the block ends: then its line is closed."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=run, args=(theirs, *args), name=run.__name__, daemon=True)
    process.start()
    theirs.close()
    try:
        yield Part(run.__name__, ours)
    finally:
        ours.close()
        process.join(PATIENCE)
        process.kill()


def questions(line: Connection) -> Iterator[Any]:
    """What the parent asks, until it closes the line."""
    try:
        while True:
            yield line.recv()
    except EOFError:
        return


def peak_memory() -> float:
    """The most memory that this process has held so far, in MiB. Linux: getrusage also counts the parent's memory at
    the time of the fork, so the kernel's own mark is read where there is one."""
    if _STATUS.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"))):
        return int(found[1]) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def usage() -> Usage:
    """Of this process."""
    return Usage(time.process_time(), peak_memory())
