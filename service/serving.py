"""`chaperone serve`: the web server and the scheduler in one process, until they are told to stop."""

from __future__ import annotations

import uvicorn

from config.settings import Settings
from config.wiring import SystemClock
from service.assembly import Service, assemble

KEEP_ALIVE = 10
"""Seconds that an idle connection is kept."""


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Runs until SIGTERM or Ctrl-C; what is being done then is brought to its end."""
    run(assemble(settings, SystemClock()), host=host, port=port, proxies=settings.trusted_proxies)


def run(service: Service, *, host: str, port: int, proxies: str) -> None:
    service.begin()
    service.scheduler.start()
    try:
        uvicorn.Server(web_config(service, host=host, port=port, proxies=proxies)).run()
    finally:
        service.scheduler.stop()
        service.close()


def web_config(service: Service, *, host: str, port: int, proxies: str) -> uvicorn.Config:
    """No access log: its lines would carry door links. `proxies`: whose word of a visitor's address is believed."""
    return uvicorn.Config(
        service.web,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        forwarded_allow_ips=proxies,
    )
