"""Opening the doors, and after the end writing down what happened: the safety case of one session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from jobs.errands import put_off
from jobs.means import Means
from jobs.watch import Watch
from mentoring.acts.alerting import resolve
from mentoring.acts.seeing import Case, gather
from mentoring.alerts import UNRESOLVED
from mentoring.coverage import Cover, Evidence, Span, Verdict, fully_covered, timeline
from mentoring.duties import Duty, DutyState
from mentoring.ports import ProviderError
from mentoring.presence import Stay, person_of
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.store import Record, Work

PATIENCE = timedelta(hours=24)
"""How long a platform that is down is waited for before the record is written without it."""


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
        with self._store.look() as view:
            cases = gather(view, [duty.subject.id for duty in duties])
        for duty in duties:
            self._close(duty, cases[duty.subject.id], at)

    def _close(self, duty: Duty, case: Case, at: datetime) -> None:
        try:
            evidence = self._evidence(case, at)
        except ProviderError as error:
            if at < case.session.ends_at + PATIENCE:
                with self._store.begin() as work:
                    put_off(work, duty, _worth_waiting(error), at=at)
                return
            evidence = case.evidence(None)
        with self._store.begin() as work:
            self._write(work, case, evidence, at)
            work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _evidence(self, case: Case, at: datetime) -> Evidence:
        if case.session.platform is Platform.EXTERNAL or case.room is None or case.room.room is None:
            return case.evidence(None)
        return case.evidence(self._watch.look_at(case, at))

    def _write(self, work: Work, case: Case, evidence: Evidence, at: datetime) -> None:
        record = _record(case, evidence, self._means, at)
        work.records.write(record)
        work.sessions.move(case.session.id, NOT_OVER, _outcome(case, record))
        for alert in work.alerts.of_sessions([case.session.id]).values():
            if alert.state in UNRESOLVED:
                resolve(work, alert, at=at)


def _worth_waiting(error: ProviderError) -> ProviderError:
    return ProviderError(error.tried, error.said, permanent=False, retry_after=error.retry_after)


def _outcome(case: Case, record: Record) -> SessionState:
    """Held only when mentor and student were seen to meet (P29); in a teacher's room the mentor's door tells."""
    if case.session.platform is Platform.EXTERNAL:
        came = any(visit.let_in and visit.person_id == case.match.mentor_id for visit in case.visits)
        return SessionState.HELD if came else SessionState.MISSED
    there = {line["person"] for line in record.body["people"]}
    met = case.match.mentor_id in there and not there.isdisjoint(case.match.student_ids)
    return SessionState.HELD if met else SessionState.MISSED


def _record(case: Case, evidence: Evidence, means: Means, at: datetime) -> Record:
    first = min([case.session.starts_at, *(stay.joined_at for stay in evidence.stays)])
    last = max([case.session.ends_at, *(stay.left_at for stay in evidence.stays if stay.left_at is not None)])
    spans = timeline(evidence, case.company, first, last)
    verdict = _verdict(evidence, spans)
    covered = None if verdict is Verdict.UNVERIFIED else _covered(spans, means)
    body = {
        "people": _people(evidence),
        "spans": [{"cover": s.cover, "since": s.since.isoformat(), "until": s.until.isoformat()} for s in spans],
        "visits": [{"person": v.person_id, "at": v.at.isoformat(), "let_in": v.let_in} for v in case.visits],
    }
    return Record(case.session.id, verdict, covered, body, at)


def _verdict(evidence: Evidence, spans: Iterable[Span]) -> Verdict:
    if not evidence.readable or any(span.cover is Cover.UNIDENTIFIED for span in spans):
        return Verdict.UNVERIFIED
    return Verdict.PRESENT if evidence.monitors else Verdict.ABSENT


def _covered(spans: Sequence[Span], means: Means) -> bool:
    return any(s.cover is Cover.COVERED for s in spans) and fully_covered(spans, means.policy)


def _people(evidence: Evidence) -> list[dict[str, Any]]:
    stays: dict[int | None, list[Stay]] = {}
    for stay in evidence.stays:
        stays.setdefault(person_of(stay.identities, evidence.cast), []).append(stay)
    return [
        {
            "person": person,
            "stays": [
                {
                    "from": s.joined_at.isoformat(),
                    "until": s.left_at.isoformat() if s.left_at else None,
                    "source": s.source,
                }
                for s in theirs
            ],
        }
        for person, theirs in stays.items()
    ]
