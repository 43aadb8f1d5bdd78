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
    DAY_OFF = "day_off"
    """One's sessions of a day are cancelled: no school, or snow."""
    DAY_BACK = "day_back"
    """They take place after all."""
    MATCH_SILENT = "match_silent"
    """A match has not met for two weeks in a row."""
    MATCH_ASKED = "match_asked"
    """Whether the reader agrees to a proposed match."""
    MATCH_CHANGED = "match_changed"
    """Something has changed in a match that the reader was asked about, and that is not released."""
    MATCH_AGREED = "match_agreed"
    MATCH_DECLINED = "match_declined"
    MATCH_UNANSWERED = "match_unanswered"
    MATCH_PAUSED = "match_paused"
    MATCH_RESUMED = "match_resumed"
    MATCH_ENDED = "match_ended"
    MATCH_UNTOLD = "match_untold"
    """A match cannot be closed, as somebody could not be told that it ends."""
    YEAR_ENDS = "year_ends"
    """For a manager, once for each program: how many of their matches end with its year."""
    YEAR_OVER = "year_over"
    MATCH_LEAVING = "match_leaving"
    """Somebody wants to leave; its manager and the other adult hear it before anything changes (R074)."""
    CHECKLIST = "checklist"
    COMMUNICATION = "communication"
    COVER_OFFER = "cover_offer"
    """Somebody is asked to stand in as the second adult."""
    CHECK_EXPIRES = "check_expires"
    CHECK_EXPIRED = "check_expired"
    MENTOR_ON_HOLD = "mentor_on_hold"
    """The sessions of a mentor whose clearance has run out do not take place."""
    MONITOR_FOR_GOOD = "monitor_for_good"
    OPT_IN_ASKED = "opt_in_asked"
    """A guardian is asked whether they want to watch over their child themselves (R063)."""
    OPT_IN_GIVEN = "opt_in_given"
    OPT_IN_REVOKED = "opt_in_revoked"
    MISSES = "misses"
    """A proctor did not come to sessions, twice or more often."""
    VOLUNTEER_WELCOME = "volunteer_welcome"
    VOLUNTEER_CLEARED = "volunteer_cleared"
    MATCH_OPTIONS = "match_options"
    """For the interviewer of somebody who was trained (R039)."""
    SHUT_OUT = "shut_out"
    """For the manager: an adult came to a session's door who is not cleared."""
    TRAINING_PLACE = "training_place"
    TRAINING_REMINDER = "training_reminder"
    TRAINING_MOVED = "training_moved"
    TRAINING_CANCELLED = "training_cancelled"
    TRAINING_DONE = "training_done"
    """The closing mail: slides, resource packet and survey (R048-R051)."""
    TRAINING_AGAIN = "training_again"
    """Whoever did not complete a training hears of the next dates (R043)."""
    TRAINING_SURVEY = "training_survey"
    TRAINING_RECORD = "training_record"
    """For the facilitator: who attended, and whom nobody can tell."""
    TRAINING_TROUBLE = "training_trouble"
    """For the facilitator: there is no room that is safe, or something is kept of it."""
    NOMINATIONS = "nominations"
    """Nominations wait for a first look."""
    RELAY_TO_FAMILY = "relay_to_family"
    """What a mentor writes to a family, or in class to the teacher."""
    RELAY_TO_MENTOR = "relay_to_mentor"
    RELAY_FIRST = "relay_first"
    """For the manager: mentor and family have begun to write to each other."""
    RELAY_HELD = "relay_held"
    """For the manager: a message waits for their decision."""
    RELAY_REFUSED = "relay_refused"
    """For the writer: it was not passed on."""
    NEW_LINKS = "new_links"
    """The links of older letters are over."""
    CHECK_INS_OVERDUE = "check_ins_overdue"
    """For a manager, in the morning: whom the office should have spoken to by now."""
    CONCERN_CALL = "concern_call"
    """A concern is waiting, and is urgent: no word of it."""
    CONCERN_NEW = "concern_new"
    CONCERN_DUE = "concern_due"
    """A report to the state is due soon, or overdue."""


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
