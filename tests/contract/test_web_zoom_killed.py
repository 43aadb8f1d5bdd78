"""The process ends while webhooks pour in, by kill -9 or in order: whatever Zoom was told is kept, is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from integrations.database.engine import open_engine
from tests.contract.web_fixtures import participant_event
from tests.contract.zoom_fixtures import WEBHOOK_SECRET, free_socket, wait_until
from tests.patience import LONG

MEETING = "85746065123"
NOWHERE = "http://127.0.0.1:9"
LINES, ENOUGH = 8, 150
"""Connections, and events answered before the kill."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`chaperone serve` in a process of its own, and its address."""
    with free_socket() as listener:
        port = listener.getsockname()[1]
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/chaperone.db",
        "PUBLIC_URL": "https://chaperone.invalid",
        "SECRET_KEY": "a secret key for the tests of thirty-two characters",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "signing",
        "SLACK_API_URL": f"{NOWHERE}/api/",
        "ZOOM_ACCOUNT_ID": "account",
        "ZOOM_CLIENT_ID": "client",
        "ZOOM_CLIENT_SECRET": "secret",
        "ZOOM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "ZOOM_HOSTS": "room1@program.example",
        "ZOOM_API_URL": f"{NOWHERE}/v2",
        "ZOOM_OAUTH_URL": f"{NOWHERE}/oauth/token",
        "SMTP_URL": "smtp://127.0.0.1:9",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHAPERONE_")}
    environment = {**inherited, **{f"CHAPERONE_{name}": value for name, value in given.items()}}
    command = [str(Path(sys.executable).with_name("chaperone")), "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=quiet)  # noqa: S603 - our own program
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: process.poll() is not None or answers(address), seconds=LONG)
        assert process.poll() is None, "it did not start"
        yield address, process
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=LONG).ok
    except requests.ConnectionError:
        return False


class Pouring:
    """Zoom's events, one after another on several connections, until nobody answers any more."""

    def __init__(self, address: str) -> None:
        self._address, self._numbers, self._lock = address, iter(range(100_000)), threading.Lock()
        self.sent: set[str] = set()
        self.stored: set[str] = set()

    def line(self) -> None:
        with requests.Session() as session:
            while True:
                with self._lock:
                    connection = str(next(self._numbers))
                    self.sent.add(connection)
                if not self._tell(session, connection):
                    return
                with self._lock:
                    self.stored.add(connection)

    def _tell(self, session: requests.Session, connection: str) -> bool:
        body = json.dumps(participant_event("joined", MEETING, datetime.now(UTC), user_id=connection)).encode()
        stamp = str(int(datetime.now(UTC).timestamp()))
        digest = hmac.new(WEBHOOK_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {"x-zm-request-timestamp": stamp, "x-zm-signature": f"v0={digest}"}
        try:
            answer = session.post(f"{self._address}/zoom/webhook", data=body, headers=headers, timeout=LONG)
        except requests.RequestException:
            return False
        assert answer.status_code == 200, answer.status_code
        return True


def kept(folder: Path) -> list[str]:
    engine = open_engine(f"sqlite:///{folder}/chaperone.db")
    try:
        with engine.connect() as conn:
            rows = conn.exec_driver_sql("SELECT connection FROM ledger").all()
    finally:
        engine.dispose()
    return [row.connection for row in rows]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told to stop"])
def test_whatever_zoom_was_told_is_kept_outlives_the_process(tmp_path: Path, end: signal.Signals) -> None:
    with serving(tmp_path) as (address, process), ThreadPoolExecutor(LINES) as pool:
        pouring = Pouring(address)
        lines = [pool.submit(pouring.line) for _ in range(LINES)]
        wait_until(lambda: len(pouring.stored) >= ENOUGH, seconds=LONG)
        process.send_signal(end)
        for line in lines:
            line.result(timeout=LONG)
        process.wait(timeout=LONG)
    found = kept(tmp_path)
    assert len(found) == len(set(found))
    assert pouring.stored <= set(found) <= pouring.sent
    assert len(pouring.stored) >= ENOUGH
