"""What is refused of notes after a session, of a match's plan, and of a session that is not named."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from mentoring.acts.own_day import NoSessionToday, WhichSession
from mentoring.acts.replying import LaterThanTheEnd
from mentoring.session_notes import (
    LONGEST,
    WRITTEN_WITHIN,
    NoNotesOfThat,
    NotesChanged,
    NotesNotOpen,
    NotesTooLong,
    NothingNoted,
    NotYourNotes,
    OffTheScale,
)
from mentoring.session_plans import (
    LONGEST as LONGEST_PLAN,
)
from mentoring.session_plans import (
    NoContactDetailsThere,
    NotALink,
    NotYoursToPlan,
    PlanTooLong,
    RoomIsNoContent,
)

SHOWN = 8
"""Numbers in one sentence."""


def _which(r: WhichSession) -> str:
    numbers = [str(line.session.id) for line in r.lines[:SHOWN]]
    return f"You have several sessions today. Say which: {', '.join(numbers)}. `/session today` tells them apart."


SENTENCES: Sentences = {
    NoSessionToday: "You have no session today. For another day, add its number; `/session week` shows them.",
    WhichSession: _which,
    LaterThanTheEnd: lambda r: (
        f"By then session {r.session.id} is over. If you can't come, type `/session absent {r.session.id}`."
    ),
    NotYourNotes: "Notes are for the mentor of the session and Partnerships Managers. `/session today` shows yours.",
    NoNotesOfThat: lambda r: (
        f"Session {r.session.id} was cancelled, so there is nothing to note. `/session week` shows the others."
    ),
    NotesNotOpen: lambda r: (
        f"Notes of session {r.session.id} are written from its start until {WRITTEN_WITHIN.days} days after its end. "
        f"`/session notes {r.session.id}` shows what there is."
    ),
    NothingNoted: "There is nothing in the form yet. Please fill in at least one field.",
    NotesTooLong: lambda r: f"That is {r.length:,} characters. Please keep it under {LONGEST}.",
    OffTheScale: "That is not on the scale. Please choose one of the numbers offered.",
    NotesChanged: lambda r: (
        f"Somebody else has changed these notes meanwhile. Copy your words, close the form and type `/session notes "
        f"{r.session.id}` again."
    ),
    NotYoursToPlan: lambda r: (
        f"The plan of match #{r.match.id} is for its mentor, its teacher and Partnerships Managers. Please tell them."
    ),
    PlanTooLong: lambda r: f"That is {r.length:,} characters. Please keep the plan under {LONGEST_PLAN}.",
    NoContactDetailsThere: (
        "A plan holds no addresses, numbers, accounts or links. Please leave them out; the teacher's content goes in "
        "with `/match plan 12 content https://…`."
    ),
    NotALink: "I need a whole web address here, such as `https://classroom.example.org/5b`. Please copy it once more.",
    RoomIsNoContent: "That is the address of a video room. Everybody has their own door; please leave it out.",
}
