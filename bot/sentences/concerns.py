"""What is refused of concerns. None of it repeats a word of what was reported."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.concerns import DUE_NAMES
from bot.sentences.shape import Sentences
from bot.wording import name
from mentoring.acts.concern_pauses import StillInSessions
from mentoring.concerns import (
    ConcernIsOver,
    IncidentState,
    NobodyToPause,
    NotAnAdultHere,
    NotTheSame,
    NotYourConcern,
    ReportStillDue,
    StepNeedsWords,
    TakenAlready,
)


def _over(r: ConcernIsOver) -> str:
    if r.incident.state is IncidentState.JOINED:
        return f"Concern #{r.incident.id} was joined to #{r.incident.joined_to}. Please open that one."
    return f"Concern #{r.incident.id} is closed. If there is more to report, type `/concern`."


def still_standing(session_ids: Sequence[int]) -> str:
    first, numbers = session_ids[0], ", ".join(str(one) for one in session_ids)
    return (
        f"No pause takes off these sessions, of which they are the monitor: {numbers}. "
        f"`/session monitor {first} NAME` names another, `/session cancel {first}` calls it off."
    )


SENTENCES: Sentences = {
    NotYourConcern: lambda r: (
        f"There is no concern #{r.incident_id} on your list. Type `/mentoring concerns` to see those that are."
    ),
    NotAnAdultHere: "A report names an adult of your own matches, or a manager. Please choose one, or leave it empty.",
    TakenAlready: lambda r: f"{name(r.who)} has taken it on. Open it if you want to take it over.",
    ConcernIsOver: _over,
    StepNeedsWords: "That needs a few words: why, or with whom. Please write them in the note.",
    ReportStillDue: lambda r: (
        f"The {' and the '.join(DUE_NAMES[what] for what in r.what)} to the state is still due. Write down that it was "
        "made, or why none is needed, and close it then."
    ),
    NotTheSame: "Only two concerns that are both open can be joined. Type `/mentoring concerns` to see them.",
    StillInSessions: lambda r: f"No match of theirs had to be paused. {still_standing(r.session_ids)}",
    NobodyToPause: "No match of theirs has a session within two weeks. Nothing had to be paused.",
}
