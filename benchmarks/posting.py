"""Many requests in one burst over a fixed number of connections, each answered before the next is sent on its line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.processes import questions


@dataclass(frozen=True)
class Burst:
    """Where to, and the bodies with their headers."""

    host: str
    port: int
    path: str
    posts: Sequence[tuple[bytes, Mapping[str, str]]]
    connections: int


@dataclass(frozen=True)
class Answered:
    """One request: its HTTP status, and the seconds from the first byte sent to the last one received. A status of 0:
    the server hung up."""

    status: int
    seconds: float


@dataclass(frozen=True)
class Answers:
    """All of them, and how long the burst took from the first request to the last answer."""

    each: Sequence[Answered]
    seconds: float


def poster(line: Connection) -> None:
    """Sends each burst that it is asked to, in a process of its own; answers with `Answers`."""
    for burst in questions(line):
        line.send(asyncio.run(_post(burst)))


async def _post(burst: Burst) -> Answers:
    requests = [_request(burst, body, headers) for body, headers in burst.posts]
    lines = [await asyncio.open_connection(burst.host, burst.port) for _ in range(burst.connections)]
    waiting = iter(requests)
    began = time.perf_counter()
    found = await asyncio.gather(*(_talk(reader, writer, waiting) for reader, writer in lines))
    seconds = time.perf_counter() - began
    for _, writer in lines:
        writer.close()
    return Answers([one for answers in found for one in answers], seconds)


async def _talk(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: Iterator[bytes]
) -> Sequence[Answered]:
    answers: list[Answered] = []
    for request in waiting:
        began = time.perf_counter()
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
        except (ConnectionError, asyncio.IncompleteReadError):
            return [*answers, Answered(0, time.perf_counter() - began)]
        answers.append(Answered(int(head.split(b" ", 2)[1]), time.perf_counter() - began))
    return answers


def _request(burst: Burst, body: bytes, headers: Mapping[str, str]) -> bytes:
    fields = {"Host": f"{burst.host}:{burst.port}", "Content-Type": "application/json", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {burst.path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _length(head: bytes) -> int:
    """Uvicorn announces the length of every answer that it was given whole."""
    for field in head.lower().split(b"\r\n"):
        if field.startswith(b"content-length:"):
            return int(field.removeprefix(b"content-length:"))
    return 0
