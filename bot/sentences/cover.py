"""What is refused of cover, of opt-ins and of another monitor for good."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from bot.wording import name
from mentoring import wall
from mentoring.acts.opting import GivenAlready, NotTheirChild, NoWordToTakeBack
from mentoring.acts.reassigning import MatchIsOver, SameMonitor, TooFarAhead
from mentoring.acts.stepping_in import ElsewhereThen, NotSteppedIn, OwnSession
from mentoring.acts.watching_over import NoSuchHours
from mentoring.cover import NotWanted, OfferIsOver

SENTENCES: Sentences = {
    NotWanted: lambda r: (
        f"Session {r.session_id} does not want cover: it has its second adult, or is over. `/proctor who` shows who "
        "watches over what."
    ),
    OwnSession: lambda r: (
        f"You are of session {r.session.id} yourself, so you are no second adult besides. Ask somebody else, or name "
        f"another monitor with `/session monitor {r.session.id} NAME`."
    ),
    ElsewhereThen: lambda r: (
        f"You are in another session while session {r.session.id} goes on, so you cannot be its second adult too. Ask "
        "somebody else, or take the other one back first with `/session step-back NUMBER`."
    ),
    NotSteppedIn: lambda r: (
        f"You have not stepped in for session {r.session.id}, so there is nothing to take back. `/session step-in "
        f"{r.session.id}` steps in."
    ),
    OfferIsOver: (
        "Nobody is needed there any more: somebody else has taken it, it was called off, or its hour has changed. "
        "Thank you for being ready to help."
    ),
    NoSuchHours: (
        "Those are no hours that I could note or remove. Write them like this: `/proctor standby Tuesdays 3pm-6pm`, or "
        "`/proctor standby remove Tuesdays`."
    ),
    NotTheirChild: lambda r: (
        f"{name(r.guardian)} is not written down as guardian of that child. A guardian watches over their own child "
        "only; correct the roster first if that is wrong."
    ),
    NoWordToTakeBack: lambda r: f"{name(r.guardian)} has no opt-in that could be taken back. Nothing was changed.",
    GivenAlready: lambda r: f"The opt-in of {name(r.guardian)} stands already. Nothing was changed.",
    MatchIsOver: lambda r: f"Match #{r.match.id} has ended. Make a new one with `/match create`.",
    SameMonitor: lambda r: (
        f"{name(r.person)} is the monitor of match #{r.match.id} already. Name whoever is to be it from now on: "
        f"`/match monitor {r.match.id} NAME`."
    ),
    TooFarAhead: lambda r: (
        f"Sessions are planned through {wall.day(r.last)} only. Choose a day until then, so that every session has its "
        "monitor."
    ),
}
