"""The root of every refusal, and how an error is told in a log.

Each rule declares its refusal beside itself; `bot/sentences/` writes what a person reads.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class Refusal(Exception):
    """Something that was asked for is against a rule. Nothing has been changed."""


def whereabouts(error: BaseException) -> list[str]:
    """Where an error arose, for a log: files and lines only. Its own words may repeat what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:]]
