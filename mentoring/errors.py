"""The root of every refusal. Each rule declares its own beside itself; `bot/wording.py` writes the sentences."""

from __future__ import annotations


class Refusal(Exception):
    """Something that was asked for is against a rule. Nothing has been changed."""
