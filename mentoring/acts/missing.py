"""Proctors who did not come, from the records of closed sessions: one miss is noted, two in four weeks are a task for
the manager, and with the third somebody else is proposed (safeguarding section 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.acts.telling import tell_people
from mentoring.matches import Match
from mentoring.policy import Policy
from mentoring.sessions import Session
from mentoring.store import Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

LATELY = timedelta(days=3)
"""Records are written within a day of the end, and corrected for some days more."""
A_TASK, REASSIGN = 2, 3


def tell_of_misses(work: Work, *, at: datetime, policy: Policy) -> None:
    """Every session that a proctor missed lately counts once, together with those of the weeks before it."""
    known = work.covers.missed_by(at - LATELY - policy.misses_within, at)
    matches = work.matches.many({session.match_id for session in known})
    for session in known:
        if session.starts_at >= at - LATELY and work.requests.claim(f"missed/session-{session.id}", at=at):
            before = [s for s in known if _counts_with(s, session, policy)]
            work.deeds.add(
                Deed(at, None, "proctor.missed", f"person-{session.monitor_id}", after=f"session-{session.id}")
            )
            if len(before) >= A_TASK:
                tell_people(work, [_tiding(session, matches[session.match_id], len(before), at)])


def _counts_with(one: Session, last: Session, policy: Policy) -> bool:
    """Up to the last of them, itself included."""
    same = one.monitor_id == last.monitor_id
    return same and last.starts_at - policy.misses_within <= one.starts_at <= last.starts_at


def _tiding(session: Session, match: Match, count: int, at: datetime) -> Tiding:
    facts = {"count": count, "reassign": count >= REASSIGN, "last": session.starts_at.isoformat()}
    people = {"proctor": session.monitor_id, "mentor": match.mentor_id}
    key = f"misses/session-{session.id}/{match.manager_id}"
    return Tiding(key, Topic.MISSES, match.manager_id, at, match.id, people, facts)
