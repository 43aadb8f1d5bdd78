"""Rooms at Google, calls that fail, and servers that answer as no Google would."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from mentoring.ports import ProviderError
from mentoring.rooms import MadeRoom
from tests.contract.google_fixtures import ORGANIZER, START, Google, request_for
from tests.patience import LONG

Call = Callable[[GoogleMeetRooms, MadeRoom], object]

READS: dict[str, Call] = {
    "prove": lambda rooms, room: rooms.prove(room, at=START),
    "observe": lambda rooms, room: rooms.observe(room, since=START, at=START),
    "recall": lambda rooms, room: rooms.recall(room, (), since=START, at=START),
}
WRITES: dict[str, Call] = {
    "create": lambda rooms, _: rooms.create(request_for(13), at=START),
    "secure": lambda rooms, room: rooms.secure(room, at=START),
    "retire": lambda rooms, room: rooms.retire(room, at=START),
    "end": lambda rooms, room: rooms.end(room, at=START),
}


@pytest.fixture
def rooms(google: Google) -> GoogleMeetRooms:
    return google.rooms()


@pytest.fixture
def room(rooms: GoogleMeetRooms) -> MadeRoom:
    return rooms.create(request_for(), at=START)


def failure(call: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        call()
    return caught.value


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads a request, sends `answer` and hangs up; with what it was asked."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def ok(page: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(page) + page


def services_at(google: Google, api_url: str) -> GoogleServices:
    """Tokens from the stand-in, everything else from another address."""
    return GoogleServices(credentials_file=google.credentials_file, organizer=ORGANIZER, api_url=api_url, timeout=LONG)
