"""What is refused of agreeing to a match, pausing, ending and leaving it, and of how much one person carries."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from bot.wording import escaped, isolated, name
from mentoring import wall
from mentoring.acts.ending import LeavingAlready, StillBeingTold
from mentoring.acts.pausing import NothingPaused, PauseHasNoEnd
from mentoring.acts.suggesting import NothingToSuggest, OnlyIndependent
from mentoring.checklists import NoSuchItem
from mentoring.consents import (
    LONGEST_REASON,
    AnswerTooLate,
    AskedAlready,
    NotAsked,
    OptionsCount,
    ReasonMissing,
    ReasonTooLong,
    SideDeclined,
    StartNotPicked,
)
from mentoring.limits import LimitKind, LimitOutOfRange, TooManyHours, TooManyMatches

_UNITS = {LimitKind.MATCHES: "matches", LimitKind.HOURS: "hours a week", LimitKind.GAP: "minutes between sessions"}


def _pause_has_no_end(r: PauseHasNoEnd) -> str:
    program = isolated(escaped(r.program.name))
    return (
        f"A pause ends on a day after today, and within {program} (until {wall.day(r.program.ends_on)}, "
        f"{r.program.ends_on.year}). Write it like `until 2027-01-04`, or end the match."
    )


def _too_many_hours(r: TooManyHours) -> str:
    hours = f"{r.limit.total_seconds() / 3600:g}"
    return (
        f"{name(r.person)} may be in sessions for {hours} hours a week; this would be more. Choose another person, or "
        f"raise it with `/mentoring limit {escaped(r.person.key)} {int(float(hours)) + 1} hours`."
    )


SENTENCES: Sentences = {
    NotAsked: lambda r: (
        f"You have not been asked about match #{r.match.id}. Your Partnerships Manager can tell you more."
    ),
    AskedAlready: lambda r: (
        f"Everybody of match #{r.match.id} who has not agreed was asked within the last day. Give them time, or "
        "call them."
    ),
    AnswerTooLate: lambda r: (
        f"Match #{r.match.id} is {r.match.state}, so there is nothing to agree to any more. If something has changed "
        "for you, ask your Partnerships Manager."
    ),
    StartNotPicked: "The first day is missing. Pick it with your yes: the match begins on it.",
    ReasonTooLong: f"That reason is too long. Keep it under {LONGEST_REASON} characters, without private details.",
    ReasonMissing: (
        "The reason is missing. Say it after `because`: it goes to the manager and into the audit log, and nowhere "
        "else."
    ),
    SideDeclined: lambda r: (
        f"{name(r.person)} said no to match #{r.match.id}, so it cannot be confirmed. Talk with them and "
        f"type `/match offer {r.match.id}` to ask once more, or end it."
    ),
    PauseHasNoEnd: _pause_has_no_end,
    NothingPaused: lambda r: f"Match #{r.match.id} is paused until that day already. Type `/match show {r.match.id}`.",
    StillBeingTold: lambda r: (
        f"Match #{r.match.id} is ending, and people are being told this moment. It closes by itself when all have been."
    ),
    LeavingAlready: lambda r: (
        f"Your manager knows already that you want to leave match #{r.match.id}. They will be in touch with you."
    ),
    TooManyMatches: lambda r: (
        f"{name(r.person)} has as many matches as one person may have ({r.limit}). Choose somebody else, or raise it "
        f"with `/mentoring limit {escaped(r.person.key)} {r.limit + 1} matches`."
    ),
    TooManyHours: _too_many_hours,
    LimitOutOfRange: lambda r: (
        f"A limit of {_UNITS[r.kind]} is from {r.least} to {r.most}. Choose a number within that."
    ),
    NoSuchItem: "That is not on the checklist of this match. Open it again from my message.",
    NothingToSuggest: lambda r: (
        f"I find nobody who could be matched with {name(r.person)} now: cleared, free at the same hour with a monitor, "
        "and within their limits. Name another hour, or import more people."
    ),
    OnlyIndependent: (
        "I suggest matches of independent programs only. In class, type `/match create` for whom the teacher asks for."
    ),
    OptionsCount: "One mentor is offered two or three options at once, each with another student. Choose such ones.",
}
