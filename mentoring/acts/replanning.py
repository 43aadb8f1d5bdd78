"""The duties of a session that is another than before: those of its new version in the place of the old ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.acts.wanting import seek_again
from mentoring.duties import OF_A_VERSION, REMINDERS, DutyKind, PlannedDuty, company, plan, session_subject
from mentoring.matches import Match
from mentoring.policy import Policy
from mentoring.sessions import Session
from mentoring.store import Work


def plan_anew(
    work: Work,
    sessions: Sequence[Session],
    matches: Mapping[int, Match],
    *,
    ask: Mapping[int, Collection[int]],
    at: datetime,
    policy: Policy,
) -> None:
    """Invitations go out at once: people hold old ones, or have been told that there is none. A reminder whose time has
    come already goes only to those of a session who are to be asked (`ask`), as all are told of the change anyway; for
    the others it is put down as cancelled, so that no nightly repair sends it."""
    duties: list[PlannedDuty] = []
    needless: list[PlannedDuty] = []
    for session in sessions:
        asked = ask.get(session.id, ())
        for duty in plan(session, company(session, matches[session.match_id]), policy):
            late = duty.kind in REMINDERS and duty.due_at <= at and duty.person_id not in asked
            (needless if late else duties).append(_at_once(duty, at))
    ids = [session.id for session in sessions]
    work.duties.plan(needless)
    work.duties.cancel_all([session_subject(one) for one in ids], OF_A_VERSION)
    work.duties.plan(duties)
    seek_again(work, ids, at=at)


def _at_once(duty: PlannedDuty, at: datetime) -> PlannedDuty:
    return replace(duty, due_at=at) if duty.kind is DutyKind.INVITE and duty.due_at > at else duty
