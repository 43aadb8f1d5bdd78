"""Calling managers to a concern, one after the other, and reminding them of what the law asks for.

1. Calls are read with how their concerns stand. Where somebody has taken one on meanwhile, nobody else is called.
2. They go out, by Slack or by mail; where Slack fails, by mail as well.
3. Only then one transaction writes that a call has arrived, and plans that of the next on the ladder.
A kill between 2 and 3 brings the call back as interrupted: its message is looked for before it is posted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.delivery import MAILED, mail_is_due, mark_of
from jobs.errands import put_off
from jobs.means import Means
from jobs.post import Parcel, bring, post_letters
from jobs.tidings import parcel
from mentoring.acts.concern_calls import call_next, called, ring
from mentoring.acts.tidings import tiding_views
from mentoring.duties import Duty, DutyState
from mentoring.ports import ProviderError
from mentoring.store import Work


@dataclass(frozen=True)
class _Call:
    duty: Duty
    incident_id: int
    rung: int
    parcel: Parcel


class Concerns:
    """Handlers of the duties `page_concern` and `concern_clock`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy

    def call(self, duties: Sequence[Duty], *, at: datetime) -> None:
        calls = {one.parcel.mark: one for one in self._read(duties)}
        results = bring(self._means, [one.parcel for one in calls.values()], at=at)
        by_mail = [
            parcel
            for parcel, result in results
            if isinstance(result, ProviderError) and _by_mail(result, calls[parcel.mark])
        ]
        mailed = post_letters(self._means, by_mail, at=at)
        now = self._means.clock.now()
        with self._store.begin() as work:
            left_out = {duty.id for duty in duties} - {one.duty.id for one in calls.values()}
            work.duties.finish(left_out, DutyState.SKIPPED, at=now, note="somebody has it")
            for parcel, result in results:
                self._write(work, calls[parcel.mark], result, now, mailed=parcel.mark in mailed)

    def ring(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.begin() as work:
            for duty in duties:
                ring(work, duty, at=at, policy=self._policy)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def _read(self, duties: Sequence[Duty]) -> list[_Call]:
        with self._store.look() as view:
            tidings = view.tidings.many([duty.subject.id for duty in duties])
            incidents = view.concerns.many({tiding.facts["concern"] for tiding in tidings.values()})
            waiting = [d for d in duties if incidents[tidings[d.subject.id].facts["concern"]].unanswered]
            views = tiding_views(view, [tidings[duty.subject.id] for duty in waiting], self._means.pages)
        return [
            _Call(
                duty,
                told.tiding.facts["concern"],
                told.tiding.facts["rung"],
                parcel(self._means, duty, told),
            )
            for duty, told in zip(waiting, views, strict=True)
        ]

    def _write(self, work: Work, one: _Call, result: object, now: datetime, *, mailed: bool) -> None:
        # As it stands now: somebody may have taken it on while the message was on its way.
        incident = work.concerns.many([one.incident_id])[one.incident_id]
        failed = result if isinstance(result, ProviderError) else None
        heard = failed is None or mailed
        if heard:
            called(work, incident, one.parcel.reader.id, at=now)
        if _climbs(failed, one):
            gone = failed is not None and failed.permanent and not heard
            call_next(
                work,
                incident,
                rung=one.rung,
                at=now if gone else now + self._policy.ack_timeout,
                policy=self._policy,
            )
        if failed is None:
            work.duties.finish([one.duty.id], DutyState.DONE, at=now)
        else:
            put_off(work, one.duty, failed, at=now, mark=mark_of(one.duty))


def _climbs(failed: ProviderError | None, one: _Call) -> bool:
    """Whether the next on the ladder is to be called: once, and even where not even the mail got through."""
    return not one.duty.note.startswith(MAILED) and (failed is None or _by_mail(failed, one))


def _by_mail(error: ProviderError, one: _Call) -> bool:
    return error.permanent or mail_is_due(one.duty)
