"""A session comes to want cover, and is settled again: the mark, the doors, and the search that begins with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mentoring.acts.admitting import see_to
from mentoring.acts.alerting import resolve_all
from mentoring.alerts import AlertReason
from mentoring.cover import BARRED, Cover, CoverState, Offer, OfferState, WhyCover
from mentoring.duties import DutyKind, PlannedDuty, session_subject
from mentoring.sessions import Session
from mentoring.store import Work
from mentoring.stored import Deed


def want_cover(
    work: Work, session: Session, why: WhyCover, *, at: datetime, by: int | None, seek_at: datetime | None = None
) -> bool:
    """Marks the session, and has the search begin at `seek_at`, at once unless told. Whoever fell away so that they may
    not come is shut out. False where it was wanted already."""
    if not work.covers.want(Cover(session.id, at, why, session.monitor_id)):
        return False
    work.deeds.add(Deed(at, by, "cover.wanted", f"session-{session.id}", f"person-{session.monitor_id}", why=why))
    if why in BARRED:
        _shut_out(work, session, at)
    cover = work.covers.of([session.id])[session.id]
    work.duties.plan([seeking(cover, 0, due_at=seek_at or at)])
    return True


def bar_from(work: Work, session: Session, why: WhyCover, *, at: datetime) -> None:
    """Whoever could not come to a session may not, now: not even when they say that they can after all."""
    work.covers.bar(session.id, why)
    work.deeds.add(Deed(at, None, "cover.barred", f"session-{session.id}", f"person-{session.monitor_id}", why=why))
    _shut_out(work, session, at)


def _shut_out(work: Work, session: Session, at: datetime) -> None:
    work.doors.revoke(session.id, at=at, person_id=session.monitor_id)
    see_to(work, session, DutyKind.PUT_OUT, at)


def undo_cover(work: Work, session: Session, *, at: datetime, by: int | None) -> bool:
    """The monitor of before is back; nobody need stand in. False where nobody was looked for."""
    if not settle_cover(work, [session.id], CoverState.UNDONE, at=at, by=by):
        return False
    work.doors.restore({session.id: [session.monitor_id]})
    see_to(work, session, DutyKind.ADMIT, at)
    return True


def settle_cover(
    work: Work, session_ids: Collection[int], state: CoverState, *, at: datetime, by: int | None = None
) -> frozenset[int]:
    """Nobody is asked any more, and the manager's message says how it ended. The sessions for which somebody was looked
    for."""
    settled = work.covers.settle(session_ids, state)
    if settled:
        work.offers.withdraw(settled, at=at)
        work.duties.cancel_all([session_subject(session_id) for session_id in settled], {DutyKind.SEEK_COVER})
        resolve_all(work, settled, {AlertReason.NEEDS_COVER}, at=at)
        action, was = f"cover.{state}", CoverState.WANTED
        work.deeds.add_all([Deed(at, by, action, f"session-{one}", was, state) for one in sorted(settled)])
    return settled


def seek_again(work: Work, session_ids: Collection[int], *, at: datetime) -> None:
    """Its hour has changed, somebody has answered, or somebody is to be asked besides: what follows is seen to now."""
    wanted = [cover for cover in work.covers.of(session_ids).values() if cover.wanted]
    offers = work.offers.of([cover.session_id for cover in wanted])
    work.duties.plan(seeking(cover, _closed(offers[cover.session_id]), due_at=at) for cover in wanted)


def seeking(cover: Cover, answers: int, *, due_at: datetime) -> PlannedDuty:
    """`answers`: how many questions were closed until now, so that two answers within one moment are seen to twice."""
    which = f"round-{cover.round}/{answers}/{int(due_at.timestamp() * 1000)}"
    return PlannedDuty(session_subject(cover.session_id), DutyKind.SEEK_COVER, due_at, which)


def _closed(offers: Collection[Offer]) -> int:
    return sum(offer.state is not OfferState.ASKED for offer in offers)
