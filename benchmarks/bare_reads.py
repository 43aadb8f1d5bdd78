"""The baseline of *watching*: the same reads with the bare clients, as fast as they go, and nothing done with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httplib2
from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build

from benchmarks.bare import TIMEOUT, zoom_client
from benchmarks.processes import questions
from integrations.google.session import ROOMS
from sandbox.calls import Call

RUNNING = "end_time IS NULL"


class _Meet:
    """One organizer's Meet, as Google's documents would have it: a client that threads share, and an Http for each."""

    def __init__(self, address: str, credentials: Path, organizer: str) -> None:
        self._signed_in = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]  # half typed
            str(credentials), subject=organizer, scopes=ROOMS
        )
        self._own = threading.local()
        endpoint = {"api_endpoint": f"{address}/google/"}
        self._meet = build("meet", "v2", http=self._http(), static_discovery=True, client_options=endpoint)
        self.records = self._meet.conferenceRecords()

    def execute(self, request: Any) -> Mapping[str, Any]:
        if not hasattr(self._own, "http"):
            self._own.http = self._http()
        answer: Mapping[str, Any] = request.execute(http=self._own.http)
        return answer

    def _http(self) -> AuthorizedHttp:
        return AuthorizedHttp(self._signed_in, http=httplib2.Http(timeout=TIMEOUT))


def reads(line: Connection, address: str, credentials: Path, organizers: Sequence[str], threads: int) -> None:
    """Repeats each list of calls; answers with the seconds of one core that it took."""
    once = _repeating(address, credentials, organizers)
    line.send(None)
    for calls in questions(line):
        began = time.process_time()
        with ThreadPoolExecutor(max_workers=threads) as pool:
            list(pool.map(once, calls))
        line.send(time.process_time() - began)


def _repeating(address: str, credentials: Path, organizers: Sequence[str]) -> Callable[[Call], object]:
    meets, zoom = [_Meet(address, credentials, organizer) for organizer in organizers], zoom_client(address)
    in_turn = cycle(meets)
    owners = {record["name"]: meet for meet in meets for record in _running(meet)}

    def once(call: Call) -> object:
        path = call.path.partition("/v2/")[2]
        if call.service == "zoom":
            return zoom.get_request(f"/{path}", params=dict(call.query)).json()
        if path == "conferenceRecords":
            return (meet := next(in_turn)).execute(_listing(meet))
        name, _, collection = path.rpartition("/")
        meet = owners[name]
        return meet.execute(getattr(meet.records, collection)().list(parent=name, pageSize=100))

    return once


def _running(meet: _Meet) -> Sequence[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    request = _listing(meet)
    while request is not None:
        answer = meet.execute(request)
        found += answer.get("conferenceRecords", ())
        request = meet.records.list_next(request, answer)
    return found


def _listing(meet: _Meet) -> Any:
    return meet.records.list(filter=RUNNING, pageSize=100)
