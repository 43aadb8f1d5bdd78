"""Speaking up: somebody reports a concern, in their own words, and gets a receipt, nothing else (R075, R093, R095)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.acts.concern_calls import call, ladder_of, start_clock
from mentoring.acts.concern_letters import see_to_letters
from mentoring.acts.looking import MatchLine, SessionLine, match_lines, session_lines
from mentoring.acts.matchmaking import find_match
from mentoring.concerns import (
    LONGEST_NOTE,
    LONGEST_WORDS,
    LOOKED_BACK,
    ConcernDraft,
    ConcernKind,
    Incident,
    NotAnAdultHere,
)
from mentoring.matches import Match
from mentoring.people import Person, Role
from mentoring.permissions import NotYourMatch, require_part_in
from mentoring.policy import Policy
from mentoring.relay import readable
from mentoring.store import Store, Work
from mentoring.stored import Deed

SOON = timedelta(hours=1)
SESSIONS, MANAGERS = 30, 25
"""As many as are offered."""


@dataclass(frozen=True)
class Receipt:
    """All that the writer hears. `somebody_reads` False: everybody who could read it here is one whom it is about."""

    incident: Incident
    zone: ZoneInfo
    somebody_reads: bool


@dataclass(frozen=True)
class Choices:
    """What a volunteer can name in a report: sessions of the last two weeks, the newest first; matches; and adults."""

    sessions: Sequence[SessionLine]
    matches: Sequence[MatchLine]
    adults: Sequence[Person]


def report_choices(store: Store, *, actor: Person, at: datetime) -> Choices:
    """Only what is the actor's own; a manager names any match by its number, so there is nothing to choose."""
    if actor.has(Role.MANAGER):
        return Choices((), (), ())
    with store.look() as view:
        found = view.sessions.between(at - LOOKED_BACK, at + SOON, person_id=actor.id)
        sessions = session_lines(view, sorted(found, key=lambda session: session.starts_at, reverse=True)[:SESSIONS])
        matches = match_lines(view, view.matches.holding([actor.id]))
        people = [person for line in matches for person in line.people.values()]
        people += [person for line in sessions for person in line.people.values()]
        return Choices(sessions, matches, _adults([*people, *view.people.managers(limit=MANAGERS)], actor))


def _adults(people: Sequence[Person], actor: Person) -> list[Person]:
    return list({p.id: p for p in people if not p.has(Role.STUDENT) and p.id != actor.id}.values())


def report_concern(
    store: Store, *, actor: Person, draft: ConcernDraft, request: str, at: datetime, policy: Policy
) -> Receipt:
    """Anybody in the program may. Its managers are called in the same transaction; no guardian is told (R093). A retry
    of `request` gives the receipt of the first. Raises NothingWritten, MessageTooLong, NoSuchMatch, NotYourMatch,
    NotAnAdultHere."""
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return _receipt(work, actor, int(work.requests.outcome(request) or 0))
        incident = work.concerns.open(_checked(work, actor, draft), reporter_id=actor.id, at=at)
        work.requests.settle(request, str(incident.id))
        work.deeds.add(Deed(at, actor.id, "concern.report", incident.subject, after=incident.state))
        call(work, incident, rung=0, at=at, policy=policy)
        start_clock(work, incident, policy)
        see_to_letters(work, incident.id, at=at)
        return _receipt(work, actor, incident.id)


def _checked(work: Work, actor: Person, draft: ConcernDraft) -> ConcernDraft:
    """With its match, where it names one, and with tidy words."""
    match = _match_of(work, actor, draft)
    if draft.about_id is not None:
        _check_about(work, actor, match, draft.about_id)
    return replace(
        draft,
        match_id=match.id if match is not None else None,
        about_id=draft.about_id if draft.about_id is not None else _mentor_meant(actor, draft, match),
        words=readable(draft.words, most=LONGEST_WORDS),
        when=optional(draft.when),
        told=optional(draft.told),
    )


def _mentor_meant(actor: Person, draft: ConcernDraft, match: Match | None) -> int | None:
    """Feedback is about the mentor of the match: it never reaches them, whatever else they are here (R078)."""
    feedback = draft.kind is ConcernKind.FEEDBACK and match is not None and match.mentor_id != actor.id
    return match.mentor_id if match is not None and feedback else None


def optional(text: str) -> str:
    """What may be left empty. Raises NothingWritten, MessageTooLong."""
    return readable(text, most=LONGEST_NOTE) if text.strip() else ""


def _match_of(work: Work, actor: Person, draft: ConcernDraft) -> Match | None:
    """Only one's own; a stand-in's is that of the session."""
    if draft.session_id is not None:
        session = work.sessions.many([draft.session_id]).get(draft.session_id)
        if session is None:
            raise NotYourMatch
        match = find_match(work, session.match_id)
        require_part_in(actor, match, session.monitor_id)
        return match
    if draft.match_id is None:
        return None
    match = find_match(work, draft.match_id)
    require_part_in(actor, match)
    return match


def _check_about(work: Work, actor: Person, match: Match | None, about_id: int) -> None:
    """A volunteer names adults whom they serve with, or a manager; a manager names any adult."""
    about: Mapping[int, Person] = work.people.many([about_id])
    if about_id not in about or about[about_id].has(Role.STUDENT):
        raise NotAnAdultHere
    if actor.has(Role.MANAGER) or about[about_id].has(Role.MANAGER):
        return
    own = [*work.matches.holding([actor.id]), *([match] if match is not None else [])]
    sessions = work.sessions.of_match(match.id) if match is not None else ()
    if about_id not in {p for one in own for p in one.busy_ids} | {session.monitor_id for session in sessions}:
        raise NotAnAdultHere


def _receipt(work: Work, actor: Person, incident_id: int) -> Receipt:
    incident = work.concerns.many([incident_id])[incident_id]
    return Receipt(incident, zone_of(work, actor), somebody_reads=bool(ladder_of(work, incident)))


def zone_of(view: Work, reader: Person) -> ZoneInfo:
    """In which this person reads hours that belong to no program."""
    programs = view.programs.all()
    return reader.zone_or(programs[0].zone if programs else ZoneInfo("UTC"))
