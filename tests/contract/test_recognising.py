"""A manager says who somebody is whom no identity names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.acts.alerting import raise_alerts, resolve
from mentoring.acts.recognising import recognise
from mentoring.alerts import Alert, AlertIsOver, AlertReason, Facts
from mentoring.duties import DutyKind, DutyState, session_subject
from mentoring.permissions import ManagersOnly
from mentoring.presence import Happening, LedgerEvent
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import Session
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import Office, office

__all__ = ["office", "sqlite_engine"]

IPAD = "run-1#c9"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(office: Office) -> Session:
    return office.first_session()


@pytest.fixture
def alert(office: Office, session: Session) -> Alert:
    """Somebody is in the room who may be the proctor or the mentor."""
    at = session.starts_at + 5 * MINUTE
    candidates = office.ids("ruth", "ana")
    found = Facts(at, strangers=("iPad",), connections=(IPAD,), candidates=candidates)
    with office.store.begin() as work:
        return raise_alerts(work, [(session.id, AlertReason.STRANGER, found)], at=at)[0]


def recognised(office: Office, session: Session) -> dict[str, int]:
    with office.store.look() as view:
        return dict(view.recognitions.of([session.id])[session.id])


def test_a_recognition_is_kept_with_who_said_so(office: Office, session: Session, alert: Alert) -> None:
    at = session.starts_at + 6 * MINUTE
    found = recognise(
        office.store, actor=office["dana"], alert_id=alert.id, connection=IPAD, person_id=office["ruth"].id, at=at
    )
    assert found == office["ruth"]
    assert recognised(office, session) == {IPAD: office["ruth"].id}
    with office.store.look() as view:
        (deed,) = [d for d in view.deeds.of(f"session-{session.id}") if d.action == "session.recognise"]
    assert (deed.actor_id, deed.before, deed.after, deed.at) == (
        office["dana"].id,
        IPAD,
        f"person-{office['ruth'].id}",
        at,
    )


def test_the_judge_looks_again_at_once(office: Office, session: Session, alert: Alert) -> None:
    start, at = session.starts_at, session.starts_at + 6 * MINUTE
    with office.store.begin() as work:
        (watch,) = [d for d in work.duties.take([DutyKind.WATCH], at=start, limit=10) if d.subject.id == session.id]
        work.duties.postpone(watch.id, until=at + MINUTE, note="present")
    recognise(
        office.store, actor=office["dana"], alert_id=alert.id, connection=IPAD, person_id=office["ruth"].id, at=at
    )
    (duty,) = office.duties(session_subject(session.id), DutyKind.WATCH)
    assert (duty.due_at, duty.state) == (at, DutyState.WAITING)


def test_a_manager_may_think_again(office: Office, session: Session, alert: Alert) -> None:
    for minute, key in enumerate(("ruth", "ana"), start=6):
        recognise(
            office.store,
            actor=office["marcus"],
            alert_id=alert.id,
            connection=IPAD,
            person_id=office[key].id,
            at=session.starts_at + minute * MINUTE,
        )
    assert recognised(office, session) == {IPAD: office["ana"].id}
    assert office.deeds(f"session-{session.id}").count("session.recognise") == 2


@pytest.mark.parametrize(("connection", "key"), [(IPAD, "sam"), (IPAD, "luis"), ("run-1#c1", "ruth")])
def test_nobody_is_taken_for_somebody_who_cannot_be_there(
    office: Office, session: Session, alert: Alert, connection: str, key: str
) -> None:
    """A button of a message that has changed meanwhile."""
    found = recognise(
        office.store,
        actor=office["dana"],
        alert_id=alert.id,
        connection=connection,
        person_id=office[key].id,
        at=session.ends_at,
    )
    assert found is None
    assert recognised(office, session) == {}
    assert "session.recognise" not in office.deeds(f"session-{session.id}")


@pytest.mark.parametrize(("minute", "taken"), [(3, True), (4, False)])
def test_nobody_is_taken_for_somebody_who_was_there_at_the_same_time(
    office: Office, session: Session, alert: Alert, minute: int, *, taken: bool
) -> None:
    """The unknown iPad comes in the third minute; Ruth, signed in, is there until the third or the fourth."""
    with office.store.begin() as work:
        work.rooms.intend(session.id, "session-1-room-1", at=session.starts_at)
        work.rooms.made(session.id, MadeRoom(Platform.ZOOM, "98765", "https://zoom.example.org/j/98765"))
        ruth = happened(session, Happening.JOINED, "c8", 0, f"email:{office['ruth'].email}")
        left = happened(session, Happening.LEFT, "c8", minute)
        work.ledger.add([ruth, left, happened(session, Happening.JOINED, "c9", 3)], at=session.starts_at)
    found = recognise(
        office.store,
        actor=office["dana"],
        alert_id=alert.id,
        connection=IPAD,
        person_id=office["ruth"].id,
        at=session.starts_at + 6 * MINUTE,
    )
    assert (found is not None) is taken
    assert bool(recognised(office, session)) is taken


def happened(session: Session, what: Happening, connection: str, minute: int, *identities: str) -> LedgerEvent:
    at = session.starts_at + minute * MINUTE
    return LedgerEvent(f"{what}/{connection}", "98765", "run-1", what, at, connection, identities, "iPad")


@pytest.mark.parametrize("key", ["ruth", "ana"])
def test_no_volunteer_says_who_somebody_is(office: Office, session: Session, alert: Alert, key: str) -> None:
    """Least of all the one who is meant."""
    with pytest.raises(ManagersOnly):
        recognise(
            office.store,
            actor=office[key],
            alert_id=alert.id,
            connection=IPAD,
            person_id=office["ruth"].id,
            at=session.ends_at,
        )
    assert recognised(office, session) == {}


def test_when_it_is_over_there_is_nobody_to_recognise(office: Office, session: Session, alert: Alert) -> None:
    with office.store.begin() as work:
        resolve(work, alert, at=session.ends_at)
    with pytest.raises(AlertIsOver):
        recognise(
            office.store,
            actor=office["dana"],
            alert_id=alert.id,
            connection=IPAD,
            person_id=office["ruth"].id,
            at=session.ends_at,
        )
