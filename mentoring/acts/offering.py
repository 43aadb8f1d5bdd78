"""Stand-ins asked, and their answers: the first yes wins, and gets the session in the same transaction (R073)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from mentoring.acts.answering import find_session
from mentoring.acts.changing import hand_over
from mentoring.acts.telling import tell_people
from mentoring.acts.wanting import seek_again
from mentoring.cover import WELCOME, Cover, NotWanted, Offer, OfferIsOver, OfferState, offered_until
from mentoring.duties import DutyKind
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person
from mentoring.permissions import NotYourMatch, require_manager
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.sessions import Session
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

One = TypeVar("One")
Done = TypeVar("Done")


def offer_cover(
    work: Work,
    match: Match,
    program: Program,
    wanted: Collection[tuple[Session, Cover]],
    person_id: int,
    *,
    at: datetime,
    policy: Policy,
    by: int | None = None,
) -> Sequence[Offer]:
    """Asks one person for sessions of one match, in one message; those they were asked for before are left out."""
    until = min(offered_until(session, at, program.zone, policy) for session, _ in wanted)
    asked = work.offers.ask(
        Offer(0, session.id, cover.round, session.starts_at, person_id, at, until, asked_by=by)
        for session, cover in wanted
    )
    for offer in asked:
        work.deeds.add(Deed(at, by, "cover.asked", f"session-{offer.session_id}", after=f"person-{person_id}"))
    if asked:
        tell_people(work, [_question(match, asked)], kind=DutyKind.OFFER_COVER)
    return asked


def _question(match: Match, offers: Sequence[Offer]) -> Tiding:
    first, ids = offers[0], [offer.id for offer in offers]
    people = {"mentor": match.mentor_id} | {f"student{n}": student for n, student in enumerate(match.student_ids)}
    return Tiding(
        f"offer-{first.id}",
        Topic.COVER_OFFER,
        first.person_id,
        first.asked_at,
        match.id,
        people,
        {"moments": [o.starts_at.isoformat() for o in offers], "until": first.expires_at.isoformat(), "offers": ids},
        ("cover", tuple(ids)),
        first.expires_at,
    )


def ask_somebody(
    store: Store, *, actor: Person, session_ids: Collection[int], person_id: int, at: datetime, policy: Policy
) -> Sequence[Session]:
    """«Ask Ruth»: a manager picks whom to ask, beside whoever is asked already; the sessions for which they are asked
    now. Raises ManagersOnly, NotWanted."""
    require_manager(actor)
    with store.begin() as work:
        work.covers.hold(session_ids)
        sessions, covers = work.sessions.many(session_ids), work.covers.of(session_ids)
        wanted = [(sessions[number], cover) for number, cover in covers.items() if cover.wanted]
        if not wanted:
            raise NotWanted(min(session_ids))
        asked: list[Offer] = []
        for match in work.matches.many({session.match_id for session, _ in wanted}).values():
            program = work.programs.get(match.program_id)
            theirs = [(session, cover) for session, cover in wanted if session.match_id == match.id]
            asked += offer_cover(work, match, program, theirs, person_id, at=at, policy=policy, by=actor.id)
        seek_again(work, [offer.session_id for offer in asked], at=at)
        return [sessions[offer.session_id] for offer in asked]


def take_cover(
    store: Store, *, actor: Person, offer_ids: Collection[int], at: datetime, policy: Policy
) -> Sequence[Session]:
    """«I can»: the sessions that are theirs now, each taken in a transaction of its own. Raises, when there is none,
    why: NotYourMatch, OfferIsOver, or the refusals of `hand_over`."""

    def take(offer_id: int) -> Session:
        with store.begin() as work:
            return _take(work, offer_id, actor, at, policy)

    return each(sorted(offer_ids), take)


def each(ones: Sequence[One], act: Callable[[One], Done]) -> list[Done]:
    """What is refused for some does not keep the others from being done; raises the refusal when all are refused."""
    done: list[Done] = []
    refused: Refusal = OfferIsOver()
    for one in ones:
        try:
            done.append(act(one))
        except Refusal as refusal:
            refused = refusal
    if not done:
        raise refused
    return done


def _take(work: Work, offer_id: int, actor: Person, at: datetime, policy: Policy) -> Session:
    offer = _own(work, offer_id, actor)
    # Calendars, people, sessions: the order of everybody who takes somebody off sessions.
    work.calendars.steady()
    work.people.hold([actor.id])
    work.covers.hold([offer.session_id])
    session, match = find_session(work, offer.session_id)
    cover = work.covers.of([session.id]).get(session.id)
    stands = cover is not None and cover.wanted and (cover.round, session.starts_at) == (offer.round, offer.starts_at)
    if not stands or not work.offers.move(offer.id, WELCOME, OfferState.TAKEN, at=at):
        raise OfferIsOver
    in_class = work.programs.get(match.program_id).model is Model.IN_CLASS
    kind = MonitorKind.TEACHER if in_class else MonitorKind.PROCTOR
    return hand_over(work, actor=actor, session_id=session.id, monitor_id=actor.id, kind=kind, at=at, policy=policy)


def decline_cover(store: Store, *, actor: Person, offer_ids: Collection[int], at: datetime) -> int:
    """«I can't»: the next is asked; how many questions that answers. Raises NotYourMatch."""
    with store.begin() as work:
        offers = [_own(work, offer_id, actor) for offer_id in sorted(offer_ids)]
        work.covers.hold([offer.session_id for offer in offers])
        answered = [o for o in offers if work.offers.move(o.id, {OfferState.ASKED}, OfferState.DECLINED, at=at)]
        for offer in answered:
            work.deeds.add(
                Deed(at, actor.id, "cover.declined", f"session-{offer.session_id}", after=f"person-{actor.id}")
            )
        seek_again(work, [offer.session_id for offer in answered], at=at)
        return len(answered)


def _own(work: Work, offer_id: int, actor: Person) -> Offer:
    """Raises NotYourMatch."""
    offer = work.offers.many([offer_id]).get(offer_id)
    if offer is None or offer.person_id != actor.id:
        raise NotYourMatch
    return offer
