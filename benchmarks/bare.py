"""What the benchmarks compare with: the same calls with nothing around them.

The bare loop reads the platform, opens the conversation and posts, with the SDKs' own methods and as many threads,
and writes down what it sent, in one SQLite commit for every 100 alerts. The bare bot acknowledges at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests
from fastapi import FastAPI
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from zoomus.components.meeting import MeetingComponentV2
from zoomus.util import API_VERSION_2

from benchmarks.processes import questions
from benchmarks.serving import serving
from benchmarks.standins import BOT_TOKEN, SIGNING_SECRET, ZOOM_ACCOUNT, ZOOM_CLIENT, ZOOM_SECRET
from web.slack_events import register

COMMIT_EVERY = 100
TIMEOUT = 10


@dataclass(frozen=True)
class Errand:
    """One alert as the bare loop sees it: whose room to read, and whom to write to."""

    meeting_id: str
    slack_user_id: str


def loop(line: Connection, address: str, folder: Path, threads: int) -> None:
    """Does each list of errands with the message that comes with it, and says when it is through."""
    platform, chat = zoom_client(address), WebClient(token=BOT_TOKEN, base_url=f"{address}/slack/api/", timeout=TIMEOUT)
    line.send(None)
    for errands, message in questions(line):
        _run(errands, message, platform, chat, folder / "bare.db", threads)
        line.send(None)


def _run(
    errands: Sequence[Errand],
    message: Mapping[str, Any],
    platform: MeetingComponentV2,
    chat: WebClient,
    database: Path,
    threads: int,
) -> None:
    def alert(errand: Errand) -> tuple[str, str]:
        platform.get(id=errand.meeting_id).json()
        channel = chat.conversations_open(users=errand.slack_user_id)["channel"]["id"]
        posted = chat.chat_postMessage(channel=channel, unfurl_links=False, unfurl_media=False, **message)
        return errand.slack_user_id, str(posted["ts"])

    told: list[tuple[str, str]] = []
    with sqlite3.connect(database) as conn, ThreadPoolExecutor(max_workers=threads) as pool:
        conn.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE told (who TEXT, ts TEXT)")
        for one in pool.map(alert, errands):
            told.append(one)
            if len(told) % COMMIT_EVERY == 0:
                conn.executemany("INSERT INTO told VALUES (?, ?)", told[-COMMIT_EVERY:])
                conn.commit()


def zoom_client(address: str) -> MeetingComponentV2:
    form = {"grant_type": "account_credentials", "account_id": ZOOM_ACCOUNT}
    answer = requests.post(
        f"{address}/zoom/oauth/token", data=form, auth=(ZOOM_CLIENT, ZOOM_SECRET), timeout=TIMEOUT
    ).json()
    config = {"version": API_VERSION_2, "token": answer["access_token"]}
    return MeetingComponentV2(base_uri=f"{address}/zoom/v2", config=config, timeout=TIMEOUT)


def bot(line: Connection) -> None:
    """FastAPI and Bolt as Chaperone uses them, with listeners that do nothing; says its address."""
    slack = App(signing_secret=SIGNING_SECRET, authorize=_authorize)
    for command in ("/match", "/session"):
        slack.command(command)(_acknowledge)
    app = FastAPI()
    register(app, slack)
    with serving(app) as address:
        line.send(address)
        for _ in questions(line):
            line.send(None)


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=BOT_TOKEN)


def _acknowledge(ack: Ack) -> None:
    ack()
