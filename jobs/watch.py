"""Watching running sessions: presence is read outside any transaction, judged purely, and written in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from jobs.means import Means
from jobs.outside import ask_all
from mentoring.acts.alerting import raise_alerts, resolve, see, stop_session
from mentoring.acts.seeing import Case, gather
from mentoring.alerts import JUDGED_REASONS, UNANSWERED, UNRESOLVED, Alert, AlertReason, Facts
from mentoring.coverage import Cover, Finding, Judgement, Verdict, judge, next_look, settled
from mentoring.duties import Duty, DutyState
from mentoring.ports import ProviderError
from mentoring.presence import Observation
from mentoring.sessions import NOT_OVER
from mentoring.store import Work

log = structlog.get_logger("jobs.watch")


@dataclass(frozen=True)
class _Seen:
    duty: Duty
    case: Case
    judgement: Judgement


class Watch:
    """Handler of the duty `watch`, which comes back until the session is over."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.look() as view:
            cases = gather(view, [duty.subject.id for duty in duties])
        running = [duty for duty in duties if _running(cases[duty.subject.id], at)]
        rooms = [cases[duty.subject.id] for duty in running if _has_room(cases[duty.subject.id])]
        observations = self._observe(rooms, at)
        seen = [
            self._judge(duty, cases[duty.subject.id], observations[duty.subject.id], at)
            for duty in running
            if duty.subject.id in observations
        ]
        with self._store.begin() as work:
            self._write(work, seen, at)
            over = [duty.id for duty in duties if duty not in running]
            work.duties.finish(over, DutyState.DONE, at=at)
            for duty in running:
                if duty.subject.id not in observations:
                    work.duties.postpone(duty.id, until=at + self._policy.watch_every, note="no room to watch")
            for one in seen:
                starts_at = one.case.session.starts_at
                due = next_look(one.judgement, starts_at=starts_at, policy=self._policy, at=at)
                work.duties.postpone(one.duty.id, until=due, note=one.judgement.verdict)

    def _observe(self, cases: Sequence[Case], at: datetime) -> Mapping[int, Observation | None]:
        results = ask_all(lambda case: self.look_at(case, at), cases, threads=self._means.threads)
        return {case.session.id: None if isinstance(seen, ProviderError) else seen for case, seen in results}

    def look_at(self, case: Case, at: datetime) -> Observation | None:
        """What the platform says of the room; asked a second time before it is taken to be down."""
        provider = self._means.rooms.get(case.session.platform)
        if provider is None or case.room is None or case.room.room is None:
            return None
        since = case.session.starts_at - self._policy.doors_open_ahead
        try:
            return provider.observe(case.room.room, since=since, at=at)
        except ProviderError as error:
            log.warning("watch.asked_again", session=case.session.id, tried=error.tried, said=error.said)
            return provider.observe(case.room.room, since=since, at=at)

    def _judge(self, duty: Duty, case: Case, observation: Observation | None, at: datetime) -> _Seen:
        judgement = judge(
            starts_at=case.session.starts_at,
            people=case.company,
            evidence=case.evidence(observation),
            policy=self._policy,
            at=at,
        )
        return _Seen(duty, case, judgement)

    def _write(self, work: Work, seen: Sequence[_Seen], at: datetime) -> None:
        known = work.alerts.of_sessions([one.case.session.id for one in seen])
        standing = {place: alert for place, alert in known.items() if alert.state in UNRESOLVED}
        found = []
        for one in seen:
            session_id, finding = one.case.session.id, one.judgement.finding
            self._resolve_settled(work, standing, one, at)
            if finding is not None:
                reason, facts = AlertReason(finding), _facts(one, at)
                if (session_id, reason) in standing:
                    see(work, standing[session_id, reason], facts, at=at)
                    self._stop_when_told_to(work, standing[session_id, reason], one, at)
                else:
                    found.append((session_id, reason, facts))
        raise_alerts(work, found, at=at)

    def _stop_when_told_to(self, work: Work, alert: Alert, one: _Seen, at: datetime) -> None:
        """Where a program has set it: nobody answers, and mentor and student go on without a monitor."""
        patience, scene = self._policy.end_unmonitored_after, one.judgement.scene
        alone = scene.cover is Cover.UNMONITORED and one.judgement.verdict is Verdict.ABSENT
        if patience is not None and alone and alert.state in UNANSWERED and at - alert.raised_at >= patience:
            stop_session(work, alert.session_id, by=None, at=at)
            resolve(work, alert, at=at)

    def _resolve_settled(
        self, work: Work, standing: Mapping[tuple[int, AlertReason], Alert], one: _Seen, at: datetime
    ) -> None:
        for reason in JUDGED_REASONS:
            alert = standing.get((one.case.session.id, reason))
            if alert is not None and settled(Finding(reason), one.judgement):
                resolve(work, alert, at=at, facts=_facts(one, at))


def _running(case: Case, at: datetime) -> bool:
    return case.session.state in NOT_OVER and at < case.session.ends_at


def _has_room(case: Case) -> bool:
    """Without a proven room the doors are shut: nobody can be alone in it, and a manager knows already."""
    return case.room is not None and case.room.room is not None and case.room.proven_at is not None


def _facts(one: _Seen, at: datetime) -> Facts:
    judgement, scene = one.judgement, one.judgement.scene
    return Facts(
        seen_at=at,
        since=judgement.since,
        monitor_in=scene.monitor,
        mentor_in=scene.mentor,
        students_in=tuple(sorted(scene.students)),
        strangers=scene.strangers,
        waiting=tuple(sorted(one.case.came - scene.students - ({one.case.match.mentor_id} if scene.mentor else set()))),
        why=judgement.doubt or "",
    )
