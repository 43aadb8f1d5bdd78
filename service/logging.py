"""Logs: one line of key=value (or JSON where no terminal reads it), with stable action names and no personal data."""

from __future__ import annotations

import logging
import sys

import structlog

LEVEL = logging.INFO
NOISY = ("googleapiclient", "google", "httplib2", "urllib3", "slack_sdk", "slack_bolt", "apscheduler", "zoomus", "mail")


def set_up_logging(*, quiet: bool = False) -> None:
    """To standard error. `quiet` keeps only our own errors. Libraries that log bodies are held to warnings."""
    libraries = logging.CRITICAL if quiet else logging.WARNING
    terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(colors=terminal) if terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR if quiet else LEVEL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=libraries, stream=sys.stderr, format="%(levelname)s %(name)s")
    for name in NOISY:
        logging.getLogger(name).setLevel(libraries)
