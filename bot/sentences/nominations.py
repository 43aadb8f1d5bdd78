"""What is refused of a nomination."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from bot.wording import name
from mentoring.known_students import NotPerhaps, Perhaps
from mentoring.nomination_form import NotComplete, Problem
from mentoring.nominations import (
    AddressOfSomebodyElse,
    NoAddressAtHome,
    NominationErased,
    NominationState,
    NoSuchNomination,
    NotAlike,
    PageUsedUp,
    TooManyNominations,
    WrongNominationStep,
)

PROBLEMS = {
    Problem.MISSING: "Please answer this.",
    Problem.TOO_LONG: "That is too long. Write it shorter.",
    Problem.NOT_OFFERED: "Choose one of the answers.",
    Problem.NOT_A_NAME: "Write the name with letters only.",
    Problem.NOT_A_GRADE: "Choose a grade from 1 to 12.",
    Problem.NOT_AN_EMAIL: "Write the e-mail address like this: name@example.com",
    Problem.NOT_A_PHONE: "Write the phone number like this: 617-555-0123",
    Problem.NO_WAY_TO_REACH: "Give an e-mail address or a phone number.",
    Problem.LINK: "Leave links out.",
    Problem.TOO_YOUNG: "Under 18, a parent or guardian asks for the student. Choose them as the caller.",
    Problem.OF_AGE: "Students of 18 or older ask for themselves. Choose them as the caller.",
    Problem.NO_CONSENT: "Read out the consent, and tick this when they agree. Without it nothing is kept.",
}


def field_errors(refusal: NotComplete) -> dict[str, str]:
    """Every problem beside its field."""
    return {field: PROBLEMS[problem] for field, problem in refusal.problems.items()}


def _wrong_step(r: WrongNominationStep) -> str:
    number, state = r.nomination.id, r.nomination.state
    if state is NominationState.NEW and r.to is NominationState.READY:
        return f"Nomination #{number} is new. Press «Take it in hand» first, and talk with the family."
    already = " already" if r.to is state else ""
    return f"Nomination #{number} is {state}{already}. Type `/mentoring nomination {number}` to see what can be done."


SENTENCES: Sentences = {
    NoSuchNomination: lambda r: (
        f"There is no nomination #{r.nomination_id}. Type `/mentoring nominations` to see who waits."
    ),
    NominationErased: lambda r: (
        f"Nomination #{r.nomination_id} was erased: those of a burst at once, others 90 days after they come to "
        "nothing. Ask for a new one."
    ),
    WrongNominationStep: _wrong_step,
    NoAddressAtHome: lambda r: (
        f"Nomination #{r.nomination_id} has no e-mail address at home, and that is where invitations go. Press «Whom "
        "to reach at home…» and write it down."
    ),
    AddressOfSomebodyElse: lambda r: (
        f"The e-mail address of nomination #{r.nomination_id} is that of {name(r.holder)}, who cannot be meant. Press "
        "«Whom to reach at home…» and correct it."
    ),
    Perhaps: lambda r: (
        f"Nomination #{r.nomination_id} may be {name(r.student)}, who is a student here already. Type `/mentoring "
        f"nomination {r.nomination_id}`, and press «This is {name(r.student)}» or «This is somebody else» first."
    ),
    NotPerhaps: lambda r: (
        f"That has been decided already. Type `/mentoring nomination {r.nomination_id}` to see how it stands."
    ),
    NotAlike: "That has been decided already. Type `/mentoring nominations` to see the queue as it stands.",
    NotComplete: lambda r: f"Something is missing or wrong in: {', '.join(r.problems)}. Mend it, and send it again.",
    TooManyNominations: "Very many nominations came in a short time. Send it again tomorrow.",
    PageUsedUp: "Many forms came from this page already. Open it anew, and send it again.",
}
