"""The search for a stand-in, looked at whenever something about it falls due.

1. A session that is over wants nobody; one whose deadline has passed is called off, and everybody is told.
2. At night nothing begins that can wait until the morning.
3. What is due within the hour calls its managers until one answers.
4. Questions that nobody answered in time are closed.
5. Where nobody is being asked, the next is: one person at a time, for as many sessions of the match as they can.
6. The manager's message says who else could be asked; all that is found together is one message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mentoring.acts.alerting import raise_alerts, refresh, see
from mentoring.acts.answering import find_session_on
from mentoring.acts.changing import cancel
from mentoring.acts.offering import offer_cover
from mentoring.acts.standing_in import candidates
from mentoring.acts.stepping_in import second_adult_came, stepped_in
from mentoring.acts.wanting import seek_again, seeking, settle_cover, want_cover
from mentoring.alerts import UNRESOLVED, AlertReason, AlertState, Facts
from mentoring.cover import (
    Cover,
    CoverState,
    Offer,
    OfferState,
    WhyCover,
    asked_from,
    deadline,
    most_able,
    pressing_from,
)
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.sessions import CALLED_OFF, Session
from mentoring.store import Store, Work

SHOWN = 5
"""Candidates whom a manager is offered for one session."""
NOBODY = "no stand-in was found in time"


@dataclass
class _Search:
    """One session that wants cover. `able`: who could stand in and was not asked yet, in their order."""

    session: Session
    match: Match
    program: Program
    cover: Cover
    offers: list[Offer]
    able: Sequence[int] = field(default_factory=tuple)
    stepped_in: bool = False
    """A manager has said that they are the second adult themselves."""

    @property
    def open(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.state is OfferState.ASKED]

    @property
    def others(self) -> tuple[int, ...]:
        """Whom a manager could ask besides."""
        asked = {offer.person_id for offer in self.offers}
        return tuple([person for person in self.able if person not in asked][:SHOWN])


def seek(store: Store, *, session_ids: Collection[int], at: datetime, policy: Policy) -> None:
    """Everything that is due about these sessions, in one transaction."""
    with store.begin() as work:
        work.calendars.steady()
        work.covers.hold(session_ids)
        searches = [s for s in _load(work, session_ids) if not _settled(work, s, at, policy)]
        due = [s for s in searches if asked_from(s.session, at, s.program.zone, policy) <= at or s.offers]
        for search in due:
            _expire(work, search, at)
            _find(work, search)
        _ask_next(work, [s for s in due if not s.open], at, policy)
        _tell_managers(work, due, at, policy)
        for search in searches:
            _plan_next(work, search, at, policy)


def _load(work: Work, session_ids: Collection[int]) -> list[_Search]:
    covers = {number: cover for number, cover in work.covers.of(session_ids).items() if cover.wanted}
    sessions, offers, said = work.sessions.many(covers), work.offers.of(covers), work.stepped_in.of(covers)
    matches = work.matches.many({session.match_id for session in sessions.values()})
    programs = {program.id: program for program in work.programs.all()}
    return [
        _Search(
            sessions[number],
            match := matches[sessions[number].match_id],
            programs[match.program_id],
            cover,
            [o for o in offers[number] if (o.round, o.starts_at) == (cover.round, sessions[number].starts_at)],
            stepped_in=bool(said[number]) and bool(stepped_in(work, sessions[number], match)),
        )
        for number, cover in sorted(covers.items())
    ]


def _settled(work: Work, search: _Search, at: datetime, policy: Policy) -> bool:
    session = search.session
    if session.is_over(at):
        held = session.state not in CALLED_OFF and second_adult_came(work, session, search.match)
        settle_cover(work, [session.id], CoverState.FOUND if held else CoverState.CALLED_OFF, at=at)
        return True
    last = _deadline(search, policy)
    if last is not None and at >= last:
        cancel(work, actor=None, session_id=session.id, why=NOBODY, at=at)
        return True
    return False


def _deadline(search: _Search, policy: Policy) -> datetime | None:
    """None: it is not called off by a rule, as it goes on already, or a manager is its second adult."""
    return None if search.stepped_in else deadline(search.session, search.cover, policy)


def _expire(work: Work, search: _Search, at: datetime) -> None:
    for place, offer in enumerate(search.offers):
        if offer.state is OfferState.ASKED and at >= offer.expires_at:
            work.offers.move(offer.id, {OfferState.ASKED}, OfferState.EXPIRED, at=at)
            search.offers[place] = replace(offer, state=OfferState.EXPIRED)


def _find(work: Work, search: _Search) -> None:
    asked = {offer.person_id for offer in search.offers}
    found = candidates(work, search.session, search.match, search.program, search.cover)
    search.able = [person for person in found if person not in asked]


def _tell_managers(work: Work, searches: Sequence[_Search], at: datetime, policy: Policy) -> None:
    standing = work.alerts.of_sessions([search.session.id for search in searches])
    new: list[tuple[int, AlertReason, Facts]] = []
    for search in searches:
        number = search.session.id
        pressing = at >= pressing_from(search.session, policy) and not search.stepped_in
        facts = Facts(at, search.cover.since, why=search.cover.why, candidates=search.others, pressing=pressing)
        alert = standing.get((number, AlertReason.NEEDS_COVER))
        if pressing and work.covers.press(number) and alert is not None and alert.state in UNRESOLVED:
            # It was no hurry when somebody was told, or took it on: now it is told anew.
            work.alerts.move(alert.id, UNRESOLVED, AlertState.RESOLVED, at=at)
            refresh(work, alert, at=at, why="pressing")
            alert = replace(alert, state=AlertState.RESOLVED)
        if alert is None or alert.state is AlertState.RESOLVED:
            new.append((number, AlertReason.NEEDS_COVER, facts))
        else:
            see(work, alert, facts, at=at)
    raise_alerts(work, new, at=at)


def _ask_next(work: Work, searches: Sequence[_Search], at: datetime, policy: Policy) -> None:
    """In class a manager picks: a school's staff have a school to run."""
    by_match: dict[int, dict[int, _Search]] = {}
    for search in searches:
        if search.program.model is Model.INDEPENDENT:
            by_match.setdefault(search.match.id, {})[search.session.id] = search
    for open_ones in by_match.values():
        _ask_for_match(work, open_ones, at, policy)


def _ask_for_match(work: Work, searches: Mapping[int, _Search], at: datetime, policy: Policy) -> None:
    left = dict(searches)
    for person in most_able({number: search.able for number, search in searches.items()}):
        theirs = [search for search in left.values() if person in search.able]
        if theirs:
            wanted = [(search.session, search.cover) for search in theirs]
            first = theirs[0]
            asked = offer_cover(work, first.match, first.program, wanted, person, at=at, policy=policy)
            for offer in asked:
                left.pop(offer.session_id).offers.append(offer)


def _plan_next(work: Work, search: _Search, at: datetime, policy: Policy) -> None:
    session = search.session
    moments = [offer.expires_at for offer in search.open]
    moments += [pressing_from(session, policy), asked_from(session, at, search.program.zone, policy)]
    last = _deadline(search, policy)
    moments += [session.ends_at] if last is None else [last]
    answers = sum(offer.state is not OfferState.ASKED for offer in search.offers)
    due_at = min(moment for moment in moments if moment > at)
    work.duties.plan([seeking(search.cover, answers, due_at=due_at)])


def start_seeking(store: Store, *, actor: Person, session_id: int, at: datetime) -> Session:
    """A manager looks for somebody else for this session; the search begins at once. One that wants cover already is
    looked at again. Raises ManagersOnly, NoSuchSession, SessionIsOver."""
    require_manager(actor)
    with store.begin() as work:
        session, _ = find_session_on(work, session_id, at)
        if not want_cover(work, session, WhyCover.ASKED, at=at, by=actor.id):
            seek_again(work, [session_id], at=at)
        return session
