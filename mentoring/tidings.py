"""Tidings: what one person is to hear of anything but the hour of one session, kept until it has been brought.

What concerns one session is a notice (`mentoring.acts.answering`); what somebody must act on while a child may be in a
room is an alert.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Topic(StrEnum):
    """What a tiding tells. Each has a letter `web/letters/tiding_TOPIC.txt`, which Slack shows as well."""

    NOT_EXTENDED = "not_extended"
    """The next sessions of a match cannot be planned."""
    RELAY_TO_FAMILY = "relay_to_family"
    """What a mentor writes to a family, or in class to the teacher."""
    RELAY_TO_MENTOR = "relay_to_mentor"
    RELAY_FIRST = "relay_first"
    """For the manager: mentor and family have begun to write to each other."""
    RELAY_HELD = "relay_held"
    """For the manager: a message waits for their decision."""
    RELAY_REFUSED = "relay_refused"
    """For the writer: it was not passed on."""
    CHECK_INS_OVERDUE = "check_ins_overdue"
    """For a manager, in the morning: whom the office should have spoken to by now."""


@dataclass(frozen=True)
class Tiding:
    """`key` names it for ever: what has been told is not told again. `people`: whom it is about, each in their part.
    `facts` are JSON: days as `2026-11-03`, moments as ISO 8601 in UTC. `expires_at`: later it is of no use any more."""

    key: str
    topic: Topic
    reader_id: int
    at: datetime
    match_id: int | None = None
    people: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    page: tuple[str, tuple[int, ...]] | None = None
    """The page of their own on which the reader answers: its name and what it is about."""
    expires_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True)
class Said:
    """A tiding in the reader's own words. `body` is what it tells; `letter` has greeting and close around it."""

    subject: str
    body: str
    letter: str
