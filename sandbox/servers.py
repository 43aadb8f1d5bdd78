"""An ASGI application served from a thread of this process, on a loopback port that is known before it starts."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 30.0
"""Seconds that a server may take to start or to stop."""


class PortTaken(RuntimeError):
    """Another program listens on that port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is taken; choose another one with CHAPERONE_PORT or --port.")


class ThreadServer:
    """`port` 0 takes any free one. The address is known at once, so that parts can be told of each other."""

    def __init__(self, *, port: int = 0) -> None:
        # Named, because asyncio turns Nagle's delay off only for a socket that says it is TCP.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
        except OSError:
            self._socket.close()
            raise PortTaken(port) from None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            access_log=False,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,
            date_header=False,  # stand-ins tell the time of the clock that they are on
        )
        self._server = uvicorn.Server(config)
        run = self._server.run
        self._thread = threading.Thread(target=run, kwargs={"sockets": [self._socket]}, name=self.url, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)

    def dismiss(self) -> None:
        """It stops as soon as it can; `stop` waits for that."""
        if self._server is not None:
            self._server.should_exit = True

    def stop(self) -> None:
        self.dismiss()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        self._socket.close()
