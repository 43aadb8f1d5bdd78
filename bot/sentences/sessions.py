"""What is refused of a session."""

from __future__ import annotations

from bot.desk import PlatformNotSetUp
from bot.sentences.shape import Sentences
from bot.wording import PLATFORM_NAMES, name
from mentoring import wall
from mentoring.acts.answering import NoSuchSession, SessionIsOver
from mentoring.acts.booking import TimeTaken
from mentoring.acts.changing import (
    MORNING,
    NIGHT,
    MovedIntoTheNight,
    MovedIntoThePast,
    NothingChanges,
    SessionHasBegun,
    TeachersRoom,
)
from mentoring.acts.doorway import NoDoor, NotLetIn
from mentoring.acts.taking_place import ChangedMeanwhile
from mentoring.alerts import AlertIsOver, AlertState


def _time_taken(r: TimeTaken) -> str:
    when = wall.span(r.other.starts_at, r.other.ends_at, r.program.zone)
    if r.gap:
        return (
            f"{name(r.person)} is in session {r.other.id} too close to it ({wall.day(r.other.day)}, {when}): they need "
            f"{wall.length(r.gap)} between two sessions. Choose another time or another person."
        )
    return (
        f"{name(r.person)} is in session {r.other.id} then ({wall.day(r.other.day)}, {when}). Choose another time or "
        "another person."
    )


def _alert_is_over(r: AlertIsOver) -> str:
    if r.alert.state is AlertState.ACKNOWLEDGED:
        return "Somebody has this alert in hand already; its message shows who. Ask them if you can help."
    return "This alert is over; its message shows how it ended. There is nothing left to do."


def _moved_into_the_past(r: MovedIntoThePast) -> str:
    there = r.starts_at.astimezone(r.program.zone)
    when = f"{wall.day(there.date())}, {there.year}, {wall.hour(there)}"
    return f"{when} is in the past. Choose a time that is still to come."


SENTENCES: Sentences = {
    NoSuchSession: lambda r: f"There is no session {r.session_id}. Type `/session week` to see what is on.",
    SessionIsOver: "That session is over or called off. Type `/session week` to see what is still to come.",
    ChangedMeanwhile: "Somebody else changed that session just now, so I left it. See it with `/session week`.",
    SessionHasBegun: lambda r: (
        f"The doors of session {r.session.id} are open already, so its time and its room stay. `/session cancel "
        f"{r.session.id}` stops it; `/session monitor {r.session.id} NAME` gives it another monitor."
    ),
    NothingChanges: lambda r: f"Session {r.session.id} is like that already. Type `/session week` to see it.",
    MovedIntoThePast: _moved_into_the_past,
    MovedIntoTheNight: (
        f"Children take part, so no session begins between {wall.hour(NIGHT)} and {wall.hour(MORNING)}, program time. "
        "Choose a time in the day."
    ),
    PlatformNotSetUp: lambda r: (
        f"{PLATFORM_NAMES[r.platform]} is not set up here, so no session can meet there. Ask whoever installed me."
    ),
    TeachersRoom: "In class the room is the teacher's own, so it stays. Only `zoom` and `meet` can be switched.",
    TimeTaken: _time_taken,
    NoDoor: lambda r: (
        f"You have no door to session {r.session.id}. Its mentor, monitor and students have theirs; you get one when "
        "you take on an alert about it."
    ),
    NotLetIn: "That door does not open now. Open the link of the session again, or ask your Partnerships Manager.",
    AlertIsOver: _alert_is_over,
}
