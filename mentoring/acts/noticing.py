"""What platforms tell by themselves, taken down: who comes and goes, what is kept of a session, and settings that were
changed by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from mentoring.acts.alerting import raise_alerts, see
from mentoring.acts.telling import tell_people
from mentoring.acts.training import trouble_tiding
from mentoring.alerts import NOT_STOPPED, UNRESOLVED, AlertReason, Facts
from mentoring.duties import HOUSE, DutyKind, PlannedDuty, session_subject
from mentoring.presence import LedgerEvent
from mentoring.rooms import Drift, Kept, Tripwire
from mentoring.store import Store, Work
from mentoring.trainings import training_subject

MINUTE = timedelta(minutes=1)


def take_down(store: Store, events: Sequence[LedgerEvent], *, at: datetime) -> Sequence[bool]:
    """Writes these events into the ledger, whether or not their meetings are known yet, and has the judge look at once
    at every session that they concern; all in one transaction. For each event, whether it was new."""
    with store.begin() as work:
        known = set(work.ledger.known({event.key for event in events}))
        new = [_first_time(event, known) for event in events]
        fresh = [event for event, is_new in zip(events, new, strict=True) if is_new]
        # Always in the same order: two processes that write the same rows must not wait for each other.
        work.ledger.add(sorted(fresh, key=lambda event: event.key), at=at)
        concerned = sorted(work.rooms.by_meetings({event.meeting_id for event in fresh}).values())
        work.duties.hasten([session_subject(session_id) for session_id in concerned], DutyKind.WATCH, at=at)
    return new


def _first_time(event: LedgerEvent, known: set[str]) -> bool:
    new = event.key not in known
    known.add(event.key)
    return new


def notice_kept(work: Work, session_id: int, kept: Iterable[Kept], *, at: datetime) -> None:
    """A manager hears of everything that keeps the session, and what still runs is to be stopped. Each thing counts
    once, however often it is told (R084, I8)."""
    new = work.keepings.add(session_id, kept, at=at)
    if not new:
        return
    everything = work.keepings.of([session_id])[session_id]
    kinds: dict[str, None] = dict.fromkeys(one.keeping for one in everything)
    standing = work.alerts.of_sessions([session_id]).get((session_id, AlertReason.KEEPING))
    stands = standing is not None and standing.state in UNRESOLVED
    if standing is not None and stands and NOT_STOPPED in standing.facts.why.split(", "):
        kinds[NOT_STOPPED] = None
    facts = Facts(at, since=min(one.since for one in everything), why=", ".join(kinds))
    if standing is not None and stands:
        see(work, standing, facts, at=at)
    else:
        raise_alerts(work, [(session_id, AlertReason.KEEPING, facts)], at=at)
    running = (_stop(session_id, one, at) for one in new if one.running)
    work.duties.plan(running)


def _stop(session_id: int, kept: Kept, at: datetime) -> PlannedDuty:
    return PlannedDuty(session_subject(session_id), DutyKind.STOP_KEEPING, at, f"keeping-{_name(kept)}")


def _name(kept: Kept) -> str:
    return hashlib.sha256(kept.key.encode()).hexdigest()[:16]


def tripped(store: Store, tripwire: Tripwire, *, at: datetime) -> bool:
    """False when no session has that meeting as its room, or when only a run is named of which nothing was heard."""
    with store.begin() as work:
        meeting_id = tripwire.meeting_id or work.ledger.meeting_of(tripwire.instance)
        room = work.rooms.by_meeting(meeting_id) if meeting_id else None
        if room is None:
            return _training_tripped(work, tripwire.kept, meeting_id or "", at)
        notice_kept(work, room.session_id, [tripwire.kept], at=at)
        return True


def _training_tripped(work: Work, kept: Kept, meeting_id: str, at: datetime) -> bool:
    """Nothing is kept of a training either (R084): its facilitator hears of it, and what runs is to be stopped."""
    training = work.trainings.by_meeting(meeting_id) if meeting_id else None
    if training is None:
        return False
    tell_people(work, [trouble_tiding(training, "", at, kept=kept.keeping, occurrence=_name(kept))])
    if kept.running:
        stop = PlannedDuty(training_subject(training.id), DutyKind.TRAINING_STOP, at, f"keeping-{_name(kept)}")
        work.duties.plan([stop])
    return True


def drifted(store: Store, drift: Drift, *, at: datetime, horizon: timedelta) -> int:
    """Every room of that platform is proven again whose session is going on or starts within the horizon, and the house
    is examined; how many rooms. However many settings are changed within a minute, that is at most two looks."""
    with store.begin() as work:
        bookings = work.sessions.bookings(at, at + horizon, drift.platform)
        rooms = work.rooms.many([booking.session_id for booking in bookings])
        made = [b for b in bookings if b.session_id in rooms and rooms[b.session_id].room is not None]
        for due_at, occurrence in _looks(at):
            work.duties.plan(
                PlannedDuty(session_subject(b.session_id), DutyKind.VERIFY_ROOM, due_at, occurrence, b.until)
                for b in made
            )
            work.duties.plan([PlannedDuty(HOUSE, DutyKind.EXAMINE, due_at, occurrence)])
        return len(made)


def _looks(at: datetime) -> Iterator[tuple[datetime, str]]:
    """Now, and when the minute is over: what is changed after the look of this minute is seen by the other."""
    this = at.replace(second=0, microsecond=0)
    for due_at, minute in ((at, this), (this + MINUTE, this + MINUTE)):
        yield due_at, f"drift-{minute:%Y-%m-%dT%H:%MZ}"
