"""Opening the doors, and after the end writing down what happened: the safety case of one session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from jobs.errands import put_off
from jobs.means import Means
from jobs.outside import ask_all
from jobs.watch import Watch
from mentoring.acts.alerting import resolve
from mentoring.acts.closing import record_of, state_after
from mentoring.acts.seeing import Case, gather
from mentoring.alerts import UNRESOLVED, Alert, AlertReason, AlertState
from mentoring.coverage import Evidence
from mentoring.duties import Duty, DutyState
from mentoring.ports import ProviderError
from mentoring.presence import Observation, Stay, present_at
from mentoring.rooms import Kept, MadeRoom, Platform
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.store import Work

PATIENCE = timedelta(hours=24)
"""How long a platform that is down is waited for before the record is written without it, and an alert that reaches
nobody before it is let go."""
A_MINUTE = timedelta(minutes=1)
log = structlog.get_logger("jobs.close_out")


class CloseOut:
    """Handlers of the duties `open_doors` and `close_out`."""

    def __init__(self, means: Means, watch: Watch) -> None:
        self._means, self._store, self._watch = means, means.store, watch

    def open_doors(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.begin() as work:
            for duty in duties:
                work.sessions.move(duty.subject.id, {SessionState.READY}, SessionState.OPEN)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def close(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """The platforms are asked outside of any transaction, many at once; all records of the batch are one."""
        ids = [duty.subject.id for duty in duties]
        with self._store.look() as view:
            cases, written = gather(view, ids), view.records.of(ids)
        asked = [case for case in cases.values() if case.session.id not in written]
        results = {
            case.session.id: result
            for case, result in ask_all(lambda case: self._evidence(case, at), asked, threads=self._means.threads)
        }
        with self._store.begin() as work:
            kept, alerts = work.keepings.of(ids), work.alerts.of_sessions(ids)
            for duty in duties:
                case, result = cases[duty.subject.id], results.get(duty.subject.id)
                patient = at < case.session.ends_at + PATIENCE
                if isinstance(result, ProviderError) and patient:
                    put_off(work, duty, result, at=at, mended_after=timedelta(0))
                elif isinstance(result, Evidence) and self._goes_on(case, result, at):
                    work.duties.postpone(duty.id, until=at + A_MINUTE, note="people are still in the room")
                else:
                    if case.session.id not in written:
                        evidence = result if isinstance(result, Evidence) else case.evidence(None)
                        self._write(work, case, evidence, kept[case.session.id], at)
                    theirs = [alert for (session_id, _), alert in alerts.items() if session_id == case.session.id]
                    self._settle(work, duty, theirs, patient=patient, at=at)

    def _goes_on(self, case: Case, evidence: Evidence, at: datetime) -> bool:
        """Until the room is ended for everybody, and a moment more for the platform to tell of it."""
        ended = case.session.ends_at + self._means.policy.room_ends_after + A_MINUTE
        running = evidence.live or bool(present_at(evidence.stays, at))
        return case.session.state in NOT_OVER and running and at < ended

    def _evidence(self, case: Case, at: datetime) -> Evidence:
        room = case.room.room if case.room is not None else None
        if room is None or case.session.platform is Platform.EXTERNAL:
            return case.evidence(None)
        stays = self._recalled(case, room, at) if case.session.platform is Platform.GOOGLE_MEET else None
        if stays is None:
            return case.evidence(self._watch.look_at(case, at))
        return case.evidence(Observation(live=False, stays=stays, read_at=at))

    def _recalled(self, case: Case, room: MadeRoom, at: datetime) -> tuple[Stay, ...] | None:
        """Meet's list of who is in a call hides who went out and came back; its records do not, once it is over."""
        provider = self._means.rooms.get(room.platform)
        if provider is None:
            return None
        since = case.session.starts_at - self._means.policy.doors_open_ahead
        try:
            return provider.recall(room, (), since=since, at=at)
        except ProviderError as error:
            log.warning("close_out.not_recalled", session=case.session.id, tried=error.tried, said=error.said)
            return None

    def _write(self, work: Work, case: Case, evidence: Evidence, kept: Sequence[Kept], at: datetime) -> None:
        record = record_of(case, evidence, kept, policy=self._means.policy, at=at)
        work.records.write(record)
        work.sessions.move(case.session.id, NOT_OVER, state_after(case, record))

    def _settle(self, work: Work, duty: Duty, alerts: Sequence[Alert], *, patient: bool, at: datetime) -> None:
        """Alerts about a session that is over are over, once somebody has been told. A room that stands is not over."""
        standing = [a for a in alerts if a.state in UNRESOLVED and a.reason is not AlertReason.ROOM_STANDS]
        untold = [alert for alert in standing if alert.state is AlertState.RAISED and patient]
        for alert in standing:
            if alert not in untold:
                resolve(work, alert, at=at)
        if untold:
            work.duties.postpone(duty.id, until=at + A_MINUTE, note="an alert has not reached anybody yet")
        else:
            work.duties.finish([duty.id], DutyState.DONE, at=at)
