"""Chaperone itself, as `chaperone serve` puts it together, in a process of its own and on the machine's clock."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.processes import questions, usage
from benchmarks.serving import serving
from benchmarks.standins import (
    BOT_TOKEN,
    NOWHERE,
    SIGNING_SECRET,
    ZOOM_ACCOUNT,
    ZOOM_CLIENT,
    ZOOM_SECRET,
    zoom_hosts,
)
from config.settings import load_settings
from config.wiring import SystemClock
from service.assembly import assemble
from service.logging import set_up_logging

SECRET_KEY = "a secret key for benchmarks that keeps nothing secret"  # noqa: S105


def given_settings(folder: Path, *, address: str = NOWHERE, rooms: int = 1) -> dict[str, Any]:
    """The settings of a Chaperone whose platforms are the stand-ins of Slack and Zoom at that address."""
    return {
        "database_url": f"sqlite:///{folder / 'chaperone.db'}",
        "public_url": "http://127.0.0.1:1",
        "secret_key": SECRET_KEY,
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_api_url": f"{address}/slack/api/",
        "zoom_account_id": ZOOM_ACCOUNT,
        "zoom_client_id": ZOOM_CLIENT,
        "zoom_client_secret": ZOOM_SECRET,
        "zoom_webhook_secret": "unused",
        "zoom_hosts": zoom_hosts(rooms),
        "zoom_api_url": f"{address}/zoom/v2",
        "zoom_oauth_url": f"{address}/zoom/oauth/token",
        "smtp_url": "smtp://127.0.0.1:9",
    }


def google_settings(address: str, credentials: Path, organizers: Sequence[str]) -> dict[str, Any]:
    """And those of Google's stand-in there."""
    return {
        "google_credentials_file": credentials,
        "google_organizer": organizers,
        "google_admin": organizers[0],
        "google_api_url": f"{address}/google",
    }


def jobs(line: Connection, settings: Mapping[str, Any]) -> None:
    """Runs the scheduler with all its lanes; says how many threads talk to platforms, and answers every question with
    its `Usage`."""
    set_up_logging(quiet=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every tick that finds its lane still busy
    service = assemble(load_settings(_env_file=None, **settings), SystemClock())
    service.begin()
    service.scheduler.start()
    line.send(service.means.threads)
    for _ in questions(line):
        line.send(usage())
    service.scheduler.stop()
    service.close()


def web(line: Connection, settings: Mapping[str, Any]) -> None:
    """Serves the web, to which Slack sends its commands; says its address."""
    set_up_logging(quiet=True)
    service = assemble(load_settings(_env_file=None, **settings), SystemClock())
    with serving(service.web) as address:
        line.send(address)
        for _ in questions(line):
            line.send(None)
    service.close()
