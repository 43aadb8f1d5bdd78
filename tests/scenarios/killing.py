"""A worker that is killed while a platform holds back its answer, and the one that takes over from it."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import Settings
from sandbox.gate import Gate
from service.assembly import assemble
from tests.scenarios.play_fixtures import Stage

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Real seconds in which a worker must have reached the call."""


class HeldBack:
    """Stands behind a platform's gate. The first call that ends so gets no answer, whether or not it is `obeyed`."""

    def __init__(self, gate: Gate, method: str, ending: str, *, obeyed: bool) -> None:
        self._method, self._ending, self._obeyed = method, ending, obeyed
        self._app: ASGIApp = gate.app
        self._lock, self._taken = threading.Lock(), False
        self.reached, self.over = threading.Event(), threading.Event()
        gate.app = self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_the_one(scope):
            await self._app(scope, receive, send)
            return
        if self._obeyed:
            await self._app(scope, receive, _nowhere)
        self.reached.set()
        while not self.over.is_set():
            await asyncio.sleep(0.02)

    def _is_the_one(self, scope: Scope) -> bool:
        with self._lock:
            fits = scope["method"] == self._method and scope["path"].endswith(self._ending) and not self._taken
            self._taken = self._taken or fits
            return fits


async def _nowhere(_message: Message) -> None:
    """Where an answer goes that nobody hears."""


def kill_a_worker(stage: Stage, folder: Path, held: HeldBack) -> None:
    """Kills a worker at the very moment at which the platform holds its answer back."""
    settings = folder / "worker.json"
    settings.write_text(_as_json(stage.play.settings), encoding="utf-8")
    at = stage.play.clock.now().isoformat()
    command = [sys.executable, "-m", "tests.scenarios.worker", str(settings), at]
    worker = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own module, under our own interpreter
    try:
        assert held.reached.wait(PATIENCE), "the worker never came to that call"
    finally:
        worker.kill()
        held.over.set()
    assert worker.wait() == -signal.SIGKILL


def take_over(stage: Stage) -> None:
    """A new worker on the same database does what the killed one left."""
    successor = assemble(stage.play.settings, stage.play.clock)
    successor.begin()
    successor.run_due()
    successor.close()


def _as_json(settings: Settings) -> str:
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    plain = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in given.items()}
    return json.dumps(plain, default=str)
