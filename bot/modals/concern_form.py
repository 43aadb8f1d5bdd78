"""The private form in which a concern is reported. There is no field for keeping it secret (R094)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.layout import Block, context, plain_text, section
from bot.modals.fields import field, filled_in, one_of, some_of, text
from bot.moments import Unreadable
from bot.reading import read_number
from bot.sentences import plain_sentence
from mentoring import wall
from mentoring.acts.concern_reports import Choices
from mentoring.acts.finding import AmbiguousName, UnknownPerson
from mentoring.acts.looking import MatchLine, SessionLine
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.concerns import LONGEST_WORDS, ConcernDraft, ConcernKind, Did, NotAnAdultHere, Safe
from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.permissions import NotYourMatch

CALLBACK = "concern_form"
TITLE, SHORT, OPTIONS = 24, 300, 100
"""Slack: characters of a title, and options of a select; a line is ours."""
KINDS: Mapping[str, str] = {
    ConcernKind.SAFETY: "A child is in danger, or may be",
    ConcernKind.DISCLOSURE: "A child told me something that worries me",
    ConcernKind.CONDUCT: "How an adult behaves",
    ConcernKind.RECORDING: "A recording, or the technology",
    ConcernKind.ENGAGEMENT: "A student is frustrated, low, or walked away",
    ConcernKind.FEEDBACK: "Feedback on a mentor",
}
SAFE: Mapping[str, str] = {Safe.YES: "Yes", Safe.NO: "No", Safe.UNKNOWN: "I don't know"}
DID: Mapping[str, str] = {
    Did.FILING: "I am reporting it to the state myself as well",
    Did.SPOKE_UP: "I spoke up in the session because of it",
}
FIRST = "*Is a child in danger right now? Call 911 first.*"
GUIDANCE = (
    "If a child tells you something: listen and stay calm. Do not promise to keep it secret. Do not ask for details "
    "and do not look into it; say that you must tell somebody who can help. What you write here goes to the "
    "Partnerships Manager, never to anybody whom it is about, and to no family."
)
_HINT = "In your own words, and theirs where you remember them. You need not be sure."
_NEVER = "They never see it, and are not told by me."
_PLACE = {NoSuchMatch, NotYourMatch, Unreadable}
_ABOUT = {NotAnAdultHere, UnknownPerson, AmbiguousName}


def form(choices: Choices, *, manages: bool, typed: str = "") -> Block:
    """`typed`: what somebody wrote behind the command, to go on with."""
    words = text(LONGEST_WORDS, lines=True)
    said = typed.strip()[:LONGEST_WORDS]
    blocks = [
        section(FIRST),
        context(GUIDANCE),
        field("kind", "What is it?", one_of(KINDS)),
        field("words", "What did you see or hear?", {**words, **({"initial_value": said} if said else {})}, hint=_HINT),
        field("safe", "Is the child safe now?", one_of(SAFE)),
        *(_typed_places() if manages else _offered_places(choices)),
        field("when", "When was it?", text(SHORT), optional=True),
        field("told", "Who has been told?", text(SHORT), optional=True),
        field("did", "And you?", some_of(DID), optional=True),
    ]
    return {**_frame(blocks), "callback_id": CALLBACK, "submit": plain_text("Send", TITLE)}


def _typed_places() -> list[Block]:
    return [
        field("place", "Number of the match, if it is about one", text(12), optional=True),
        field("about", "If it is about an adult: who?", text(SHORT), optional=True, hint=_NEVER),
    ]


def _offered_places(choices: Choices) -> list[Block]:
    places = {f"session-{line.session.id}": _session(line) for line in choices.sessions}
    places |= {f"match-{line.match.id}": _match(line) for line in choices.matches}
    adults = {str(person.id): person.public_name for person in choices.adults}
    blocks = []
    if places:
        blocks.append(field("place", "Which session or match?", one_of(_first(places)), optional=True))
    if adults:
        who = one_of(_first(adults))
        blocks.append(field("about", "If it is about an adult: who?", who, optional=True, hint=_NEVER))
    return blocks


def _first(options: Mapping[str, str]) -> dict[str, str]:
    return dict(list(options.items())[:OPTIONS])


def _session(line: SessionLine) -> str:
    when = wall.moment(line.session.starts_at, line.program.zone)
    return f"{when}: {_who(line.people[line.match.mentor_id], line.match.student_ids, line.people)}"


def _match(line: MatchLine) -> str:
    who = _who(line.people[line.match.mentor_id], line.match.student_ids, line.people)
    return f"Match #{line.match.id}: {who}"


def _who(mentor: Person, student_ids: tuple[int, ...], people: Mapping[int, Person]) -> str:
    return f"{mentor.first_name} with {', '.join(people[student].first_name for student in student_ids)}"


def read(view: Mapping[str, Any]) -> tuple[ConcernDraft, str]:
    """The report, and the adult as a manager typed them. Raises Unreadable."""
    said = {name: values[0] for name, values in filled_in(view).items() if values}
    kind, _, number = said.get("place", "").rpartition("-")
    place = read_number(number, "12") if number else None
    about = said.get("about", "")
    return (
        ConcernDraft(
            kind=ConcernKind(said["kind"]),
            safe=Safe(said["safe"]),
            words=said.get("words", ""),
            when=said.get("when", ""),
            told=said.get("told", ""),
            match_id=place if kind != "session" else None,
            session_id=place if kind == "session" else None,
            about_id=int(about) if about.isdecimal() and len(about) < 10 else None,
            did=frozenset(Did(one) for one in filled_in(view).get("did", ())),
        ),
        about,
    )


def field_errors(refusal: Refusal, view: Mapping[str, Any]) -> dict[str, str]:
    """Beside the field that is wrong; where the form does not have it, beside what was written."""
    wanted = "place" if type(refusal) in _PLACE else "about" if type(refusal) in _ABOUT else "words"
    shown = {block["block_id"] for block in view["blocks"]}
    return {wanted if wanted in shown else "words": plain_sentence(refusal)}


def done(told: str) -> Block:
    return _frame([section(told)])


def _frame(blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": plain_text("Raise a concern", TITLE),
        "close": plain_text("Close", TITLE),
        "blocks": blocks,
    }
