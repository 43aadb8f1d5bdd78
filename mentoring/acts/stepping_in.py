"""A manager is the second adult of a session themselves: said by them, written down, and true once they have come.

The session keeps its monitor's name, and whoever is asked to stand in may still say yes. The judge counts any manager
in the room who may be one; this opens the students' door as well (I3).
"""

from __future__ import annotations

from datetime import date, datetime

from mentoring.acts.admitting import let_in_manager
from mentoring.acts.alerting import refresh
from mentoring.acts.answering import find_session_on
from mentoring.acts.engagements import check_no_training
from mentoring.acts.training_hours import meetings_of
from mentoring.acts.wanting import seek_again
from mentoring.alerts import UNANSWERED, AlertReason, AlertState
from mentoring.duties import company
from mentoring.errors import Refusal
from mentoring.matches import Match, NotCleared
from mentoring.people import Person, Role
from mentoring.permissions import require_manager
from mentoring.sessions import Session
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.volunteers import Step

CHECK = Step.CHECK.value
"""All of a volunteer's clearance that a manager is held to, and only where it is written down."""


class OwnSession(Refusal):
    """Whoever is of the session already is no second adult besides."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class ElsewhereThen(Refusal):
    """Nobody is in two rooms at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class NotSteppedIn(Refusal):
    """Who has not said that they step in has nothing to take back."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


def step_in(store: Store, *, actor: Person, session_id: int, at: datetime) -> Session:
    """They have a door of their own now, nobody else is called about the second adult, and the session is not called
    off for want of one; students are let in when they have come. Said twice it is no error. Raises ManagersOnly,
    NoSuchSession, SessionIsOver, OwnSession, NotCleared, TrainingThen, ElsewhereThen."""
    require_manager(actor)
    with store.begin() as work:
        # Held first: of two sessions at one hour the second must see the first.
        work.people.hold([actor.id])
        session, match = find_session_on(work, session_id, at)
        _check_may(work, actor, session, match)
        let_in_manager(work, session.id, actor.id, at)
        note_stepping_in(work, session, actor, at=at)
        _answer_the_alert(work, session, actor, at=at)
        return session


def _check_may(work: Work, manager: Person, session: Session, match: Match) -> None:
    if manager.id in company(session, match).everybody:
        raise OwnSession(session)
    if check_is_over(manager, session.day):
        raise NotCleared(manager, (CHECK,))
    check_no_training(work, [session], [manager.id])
    if meetings_of(work, [manager.id], session.starts_at, session.ends_at, but=session.id)[manager.id]:
        raise ElsewhereThen(session)


def check_is_over(manager: Person, on: date) -> bool:
    """Managers come by their office, and need no dates of a volunteer; but a background check that the office has
    written down and that has run out keeps them out of a child's sight as it does everybody (I9)."""
    until = manager.clearance.background_check_until
    return until is not None and until < on


def note_stepping_in(work: Work, session: Session, manager: Person, *, at: datetime) -> bool:
    """Within the caller's transaction; False where it stands there already."""
    if not work.stepped_in.put(session.id, manager.id, starts_at=session.starts_at, at=at):
        return False
    work.deeds.add(Deed(at, manager.id, "session.step_in", f"session-{session.id}", after=f"person-{manager.id}"))
    return True


def _answer_the_alert(work: Work, session: Session, actor: Person, *, at: datetime) -> None:
    alert = work.alerts.of_sessions([session.id]).get((session.id, AlertReason.NEEDS_COVER))
    if alert is not None and work.alerts.move(alert.id, UNANSWERED, AlertState.ACKNOWLEDGED, at=at, by=actor.id):
        work.deeds.add(Deed(at, actor.id, "alert.acknowledge", f"alert-{alert.id}", before=alert.state))
        refresh(work, alert, at=at, why="acknowledged")


def step_back(store: Store, *, actor: Person, session_id: int, at: datetime) -> Session:
    """They cannot after all: it is as if they had never said so, and the search goes on at once. Where nobody else has
    stepped in and it is urgent, the managers are called again. Raises ManagersOnly, NoSuchSession, SessionIsOver,
    NotSteppedIn."""
    require_manager(actor)
    with store.begin() as work:
        session, match = find_session_on(work, session_id, at)
        if not work.stepped_in.remove(session.id, actor.id):
            raise NotSteppedIn(session)
        work.deeds.add(Deed(at, actor.id, "session.step_back", f"session-{session.id}", before=f"person-{actor.id}"))
        if not stepped_in(work, session, match):
            work.covers.ease(session.id)
        seek_again(work, [session.id], at=at)
        return session


def stepped_in(view: Work, session: Session, match: Match) -> list[int]:
    """Managers who have said, for this hour, that they are its second adult, and still may be."""
    said = view.stepped_in.of([session.id])[session.id]
    people = view.people.many([one.person_id for one in said if one.starts_at == session.starts_at])
    party = company(session, match).everybody
    fit = (one for one in people.values() if one.has(Role.MANAGER) and not check_is_over(one, session.day))
    return sorted(one.id for one in fit if one.id not in party)


def second_adult_came(view: Work, session: Session, match: Match) -> bool:
    """Whether one of them has come through their own door."""
    said = stepped_in(view, session, match)
    if not said:
        return False
    return any(visit.let_in and visit.person_id in said for visit in view.doors.visits([session.id])[session.id])
