"""`chaperone demo`: everything in one process, on SQLite, with a sample program and a clock that you move."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path

from rich.console import Console

from mentoring.acts.importing import Fate
from mentoring.rosters.table import Kind
from sandbox.page import with_control
from sandbox.play import Play


def demo(*, port: int) -> None:
    """Runs until SIGTERM or Ctrl-C. Every start begins anew, with the sample program. Raises PortTaken."""
    with tempfile.TemporaryDirectory(prefix="chaperone-demo-", ignore_cleanup_errors=True) as folder:
        _run(Play(Path(folder), port=port))


def _run(play: Play) -> None:
    stop = threading.Event()
    for received in (signal.SIGTERM, signal.SIGINT):
        signal.signal(received, lambda *_: stop.set())
    try:
        play.open(with_control(play))
        imported = play.import_file()
        play.settle()
        play.service.scheduler.start()
        _greet(play, imported.count(Kind.PERSON, Fate.NEW), imported.count(Kind.MATCH, Fate.NEW))
        stop.wait()
        play.service.scheduler.stop()
    finally:
        play.close()


def _greet(play: Play, people: int, matches: int) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]Chaperone is running:[/bold] {play.url}")
    console.print(f"A sample program with {people} people and {matches} matches; the clock stands at ", end="")
    console.print(f"{play.clock.now().astimezone(play.zone):%A, %B %-d, %-I:%M %p}. Ctrl-C stops it.")
