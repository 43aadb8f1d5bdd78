"""A web application on a free loopback port, listening as `chaperone serve` listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from benchmarks.processes import PATIENCE


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address. The server opens the socket itself: only for its own does asyncio switch Nagle's delay off, which
    would add 40 ms to every answer on a connection that is kept."""
    config = uvicorn.Config(app, port=0, access_log=False, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
