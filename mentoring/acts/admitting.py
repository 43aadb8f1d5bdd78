"""Who may be in the room of a session: let in and put out as doors stand, and their invitations taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentoring.duties import OF_A_ROOM, DutyKind, PlannedDuty, occurrence, session_subject
from mentoring.matches import Match
from mentoring.sessions import Session
from mentoring.store import Work


def sort_out(work: Work, session: Session, match: Match, at: datetime) -> None:
    """Who may be in the room, their doors say: it is planned anew for every adult but the mentor, so that two changes
    in a row cannot leave in somebody whom the first of them was still to put out."""
    if work.rooms.of(session.id) is None:
        return
    subject, party = session_subject(session.id), {match.mentor_id, *match.student_ids}
    work.duties.cancel(subject, OF_A_ROOM)
    work.duties.plan(
        PlannedDuty(
            subject,
            DutyKind.PUT_OUT if door.revoked_at is not None else DutyKind.ADMIT,
            at,
            occurrence(session, person),
            person_id=person,
        )
        for (_, person), door in work.doors.many([session.id]).items()
        if person not in party
    )


def let_in_manager(work: Work, session_id: int, manager_id: int, at: datetime) -> None:
    """A door of their own, open whatever became of one that they had before, and the room when it is there."""
    work.doors.restore({session_id: [manager_id]})
    which = f"person-{manager_id}/{int(at.timestamp())}"
    work.duties.plan([PlannedDuty(session_subject(session_id), DutyKind.ADMIT, at, which, person_id=manager_id)])


def withdrawals(session: Session, people: Iterable[int], at: datetime) -> Iterable[PlannedDuty]:
    """These people's invitations to this version of the session are taken back."""
    subject = session_subject(session.id)
    return (PlannedDuty(subject, DutyKind.WITHDRAW, at, occurrence(session, one), person_id=one) for one in people)


def see_to(work: Work, session: Session, kind: DutyKind, at: datetime) -> None:
    """The monitor of before is put out of the room that stands, or let in again."""
    subject, person = session_subject(session.id), session.monitor_id
    if work.rooms.of(session.id) is None:
        return
    which = f"{occurrence(session, person)}/{int(at.timestamp())}"
    work.duties.plan([PlannedDuty(subject, kind, at, which, person_id=person)])
