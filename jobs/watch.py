"""Watching running sessions: presence is read outside any transaction, judged purely, and written in one.

1. The sessions are read with all that bears on who is in their rooms.
2. The platforms are asked, many at once; of accounts that nobody knows, a directory is asked whose they are.
3. Each session is judged.
4. One transaction writes what was learned, what was found, and when to look again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from jobs.asking import Asking
from jobs.means import Means
from jobs.outside import ask_all
from mentoring.acts.alerting import raise_alerts, raise_anew, resolve, see
from mentoring.acts.judging import Look, facts, facts_of_strangers, findings, look_again, look_into, next_due
from mentoring.acts.noticing import notice_kept
from mentoring.acts.seeing import Case, gather
from mentoring.acts.stopping import stop_session
from mentoring.alerts import JUDGED_REASONS, UNANSWERED, UNRESOLVED, Alert, AlertReason
from mentoring.coverage import Cover, Finding, Judgement, Verdict, settled
from mentoring.duties import Duty, DutyState
from mentoring.errors import whereabouts
from mentoring.pace import SLOWEST, pace
from mentoring.ports import ProviderError
from mentoring.presence import Observation
from mentoring.rooms import Platform
from mentoring.sessions import GOING_ON, NOT_OVER
from mentoring.store import Work

log = structlog.get_logger("jobs.watch")

Standing = Mapping[tuple[int, AlertReason], Alert]
UNVERIFIED_SINCE = f"{Verdict.UNVERIFIED} since "
"""The note of a watch duty: what a process that is killed must not forget."""


class Watch:
    """Handler of the duty `watch`, which comes back until the session is over and its room is empty."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy
        self._asking = Asking(means)

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.look() as view:
            cases = gather(view, [duty.subject.id for duty in duties])
            running = view.sessions.running(
                at, ahead=self._policy.doors_open_ahead, after=self._policy.host_margin_after
            )
        doubts = {duty.subject.id: _unverified_since(duty) for duty in duties}
        looks = self._looks([case for case in cases.values() if self._watched(case, at)], doubts, at)
        looks, learned = self._ask_who(looks, at)
        every = self._pace(running.get(Platform.GOOGLE_MEET, 0))
        with self._store.begin() as work:
            work.identities.learn(learned, how="directory", at=at)
            self._write(work, list(looks.values()), at)
            for duty in duties:
                self._plan_next(work, duty, cases[duty.subject.id], looks.get(duty.subject.id), every, at)

    def _watched(self, case: Case, at: datetime) -> bool:
        """For as long as its host is kept for it: people may still be in the room when the time is up."""
        running = case.session.state in NOT_OVER and at < case.session.ends_at + self._policy.host_margin_after
        return running and _has_room(case)

    def _looks(self, cases: Sequence[Case], doubts: Mapping[int, datetime | None], at: datetime) -> Mapping[int, Look]:
        results = ask_all(lambda case: self._seen(case, at), cases, threads=self._means.threads)
        return {
            case.session.id: look_into(case, told, policy=self._policy, at=at, unverified_since=doubts[case.session.id])
            for case, told in results
        }

    def _seen(self, case: Case, at: datetime) -> Observation | None:
        """A defect of ours, or an answer that nobody expected, hides one room at most, and is told as such."""
        try:
            return self.look_at(case, at)
        except ProviderError:
            raise
        except Exception as error:
            log.error("watch.broke", session=case.session.id, error=type(error).__name__, where=whereabouts(error))
            return None

    def _ask_who(self, looks: Mapping[int, Look], at: datetime) -> tuple[Mapping[int, Look], Mapping[str, int]]:
        """Whoever is known by their account after all is no stranger in this very look."""
        learned = self._asking.owners({name for look in looks.values() for name in look.unknown_accounts}, at=at)
        if not learned:
            return looks, learned
        return {n: look_again(look, learned, policy=self._policy, at=at) for n, look in looks.items()}, learned

    def _pace(self, meet_rooms: int) -> timedelta:
        organizers = len(self._means.hosts.get(Platform.GOOGLE_MEET, {}))
        every = pace(meet_rooms, organizers, self._policy)
        if every > SLOWEST:
            log.error("watch.too_slow", rooms=meet_rooms, organizers=organizers, seconds=every.total_seconds())
        return every

    def _plan_next(
        self, work: Work, duty: Duty, case: Case, look: Look | None, meet_every: timedelta, at: datetime
    ) -> None:
        every = meet_every if case.session.platform is Platform.GOOGLE_MEET else self._policy.watch_every
        over = at >= case.session.ends_at
        if look is not None and not (over and look.empty):
            due = next_due(look, policy=self._policy, every=every, at=at)
            work.duties.postpone(duty.id, until=due, note=_note(look.judgement))
        elif case.session.state in NOT_OVER and not over:
            work.duties.postpone(duty.id, until=at + every, note="no room to watch")
        else:
            work.duties.finish([duty.id], DutyState.DONE, at=at)

    def look_at(self, case: Case, at: datetime) -> Observation | None:
        """What the platform says of the room; asked a second time before it is taken to be down, unless it has said for
        how long it wants to be left alone."""
        provider = self._means.rooms.get(case.session.platform)
        if provider is None or case.room is None or case.room.room is None:
            return None
        since = case.session.starts_at - self._policy.doors_open_ahead
        try:
            return provider.observe(case.room.room, since=since, at=at)
        except ProviderError as error:
            if error.retry_after is not None:
                raise
            log.warning("watch.asked_again", session=case.session.id, tried=error.tried, said=error.said)
            return provider.observe(case.room.room, since=since, at=at)

    def _write(self, work: Work, looks: Sequence[Look], at: datetime) -> None:
        known = work.alerts.of_sessions([look.case.session.id for look in looks])
        standing = {place: alert for place, alert in known.items() if alert.state in UNRESOLVED}
        found = []
        work.ledger.add([event for look in looks for event in look.news], at=at)
        for look in looks:
            session_id = look.case.session.id
            work.identities.learn(look.confirmed, how="confirmed", at=at)
            if look.observation is not None and look.observation.kept:
                notice_kept(work, session_id, look.observation.kept, at=at)
            self._resolve_settled(work, standing, look, at)
            told = {reason for reason in AlertReason if (session_id, reason) in standing}
            for reason, seen in findings(look, told, policy=self._policy, at=at):
                alert = standing.get((session_id, reason))
                if alert is None:
                    found.append((session_id, reason, seen))
                    continue
                seen = replace(seen, since=alert.facts.since or seen.since)
                if not (self._taken_in_vain(alert, look, at) and raise_anew(work, alert, seen, at=at)):
                    see(work, alert, seen, at=at)
                self._stop_when_told_to(work, alert, look, at)
        raise_alerts(work, found, at=at)

    def _taken_in_vain(self, alert: Alert, look: Look, at: datetime) -> bool:
        """Somebody has it in hand, and mentor and student are still certainly without a monitor."""
        alone = look.judgement.scene.cover is Cover.UNMONITORED and look.judgement.verdict is Verdict.ABSENT
        taken_at = alert.acknowledged_at
        return alone and taken_at is not None and at - taken_at >= self._policy.taken_patience

    def _stop_when_told_to(self, work: Work, alert: Alert, look: Look, at: datetime) -> None:
        """Where a program has set it: nobody answers, and mentor and student go on without a monitor."""
        patience, judgement = self._policy.end_unmonitored_after, look.judgement
        alone = judgement.scene.cover is Cover.UNMONITORED and judgement.verdict is Verdict.ABSENT
        if patience is not None and alone and alert.state in UNANSWERED and at - alert.raised_at >= patience:
            stop_session(work, alert.session_id, by=None, at=at)
            resolve(work, alert, at=at)

    def _resolve_settled(self, work: Work, standing: Standing, look: Look, at: datetime) -> None:
        session_id = look.case.session.id
        for reason in JUDGED_REASONS:
            alert = standing.get((session_id, reason))
            if alert is not None and settled(Finding(reason), look.judgement):
                resolve(work, alert, at=at, facts=facts(look, at=at))
        alert = standing.get((session_id, AlertReason.STRANGER))
        if alert is not None and look.nobody_unknown:
            resolve(work, alert, at=at, facts=facts_of_strangers(look, at=at))
        alert = standing.get((session_id, AlertReason.KEEPING_UNREAD))
        if alert is not None and look.kept_is_read:
            resolve(work, alert, at=at)


def _note(judgement: Judgement) -> str:
    since = judgement.unverified_since
    return f"{UNVERIFIED_SINCE}{since.isoformat()}" if since is not None else judgement.verdict


def _unverified_since(duty: Duty) -> datetime | None:
    _, known, since = duty.note.partition(UNVERIFIED_SINCE)
    return datetime.fromisoformat(since) if known else None


def _has_room(case: Case) -> bool:
    """Until its room is proven the doors stay shut: nobody can be alone in it, and a manager knows already. One whose
    settings were changed while it is open has people in it all the same."""
    if case.room is None or case.room.room is None:
        return False
    return case.room.proven_at is not None or case.session.state in GOING_ON
