"""Alerts brought to people, and climbing the ladder while nobody answers.

1. A batch of deliveries is read with everything its messages tell. What has been answered meanwhile is left out.
2. Alerts that one outage raised for one person become one message: forty DMs help nobody.
3. The messages go out, many at once.
4. Only then one transaction marks the alerts delivered, keeps where the messages stand, and plans the next rung.
A kill between 3 and 4 brings the duty back as interrupted: the message is looked for before it is posted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.errands import put_off
from jobs.means import Means, letter
from jobs.post import Parcel, Receipt, bring, post_letters
from mentoring.acts.alerting import delivery, refresh, rung_of
from mentoring.acts.briefing import Briefing
from mentoring.alerts import UNANSWERED, Alert, on_rung
from mentoring.coverage import Doubt
from mentoring.duties import Duty, DutyState
from mentoring.people import Person
from mentoring.ports import ProviderError
from mentoring.store import Work

MAIL_AFTER = 2
"""When Slack has failed this often, or says that it never will, the alert goes by e-mail as well."""
MAILED = "by mail as well: "
"""In the note of a duty: a try that came back has written what became of the mail."""


def mail_is_due(duty: Duty) -> bool:
    """Once. Where a try was killed nobody knows whether it mailed, so the next one does: the letter's Message-ID is the
    same."""
    return duty.tries >= MAIL_AFTER and not duty.note.startswith(MAILED)


def mark_of(duty: Duty, *, mailed_with: bool = False) -> str:
    """For the note of a duty whose try has come back without success. `mailed_with`: the mail of others told of it."""
    return MAILED if mailed_with or duty.tries >= MAIL_AFTER else ""


@dataclass(frozen=True)
class _Task:
    duty: Duty
    alert: Alert
    steps: tuple[Person, ...]

    @property
    def rung(self) -> int:
        return rung_of(self.duty.occurrence)

    @property
    def reader(self) -> Person:
        return self.steps[self.rung % len(self.steps)]

    @property
    def answered(self) -> bool:
        """Somebody pressed a button, perhaps on this very message, before we knew that it had arrived."""
        return self.alert.state not in UNANSWERED

    @property
    def shared_with(self) -> tuple[object, ...]:
        """Alerts with the same key go out as one message: those that an outage raises for many sessions alike."""
        one_room = self.alert.live and self.alert.facts.why != Doubt.PLATFORM_DOWN
        return (self.reader.id, self.alert.reason, self.alert.id if one_room else None)


@dataclass(frozen=True)
class _Group:
    """Alerts that one message tells."""

    tasks: tuple[_Task, ...]

    @property
    def mark(self) -> str:
        return f"alert-{self.tasks[0].alert.id}-{self.tasks[0].duty.occurrence}"

    @property
    def reader(self) -> Person:
        return self.tasks[0].reader

    @property
    def mail_is_due(self) -> bool:
        return any(mail_is_due(task.duty) for task in self.tasks)


class Delivery:
    """Handler of the duty `deliver_alert`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        briefing, tasks = self._read(duties)
        groups = {group.mark: group for group in _grouped(tasks)}
        results = bring(self._means, [self._parcel(group, briefing) for group in groups.values()], at=at)
        failed = [(parcel, result) for parcel, result in results if isinstance(result, ProviderError)]
        by_mail = [parcel for parcel, error in failed if error.permanent or groups[parcel.mark].mail_is_due]
        mailed = post_letters(self._means, by_mail, at=at)
        now = self._means.clock.now()
        with self._store.begin() as work:
            left_out = {duty.id for duty in duties} - {task.duty.id for task in tasks}
            work.duties.finish(left_out, DutyState.SKIPPED, at=now, note="answered, or the ladder has ended")
            self._write(work, groups, [r for _, r in results if isinstance(r, Receipt)], now)
            for parcel, result in results:
                if isinstance(result, ProviderError):
                    self._write_failed(work, groups[parcel.mark], result, now, mailed=parcel.mark in mailed)

    def _read(self, duties: Sequence[Duty]) -> tuple[Briefing, list[_Task]]:
        with self._store.look() as view:
            alerts = view.alerts.many([duty.subject.id for duty in duties])
            rung = max(rung_of(duty.occurrence) for duty in duties)
            briefing = Briefing.load(
                view,
                list(alerts.values()),
                self._means.doors,
                self._policy.ack_timeout,
                rung=rung,
                platforms=self._means.rooms,
            )
        tasks = [_Task(d, alerts[d.subject.id], briefing.steps(alerts[d.subject.id])) for d in duties]
        open_or_unknown = [t for t in tasks if not t.answered or t.duty.interrupted]
        return briefing, [t for t in open_or_unknown if on_rung(t.rung, t.steps, self._policy)]

    def _parcel(self, group: _Group, briefing: Briefing) -> Parcel:
        views = [
            briefing.view(t.alert, t.reader, next_reader=on_rung(t.rung + 1, t.steps, self._policy))
            for t in group.tasks
        ]
        message = self._means.words.alert(views, group.reader)
        mail = letter(group.mark, group.reader, self._means.letters.alert(views, group.reader))
        return Parcel(
            group.mark,
            group.reader,
            message,
            mail,
            look_first=any(task.duty.interrupted for task in group.tasks),
            only_look=all(task.answered for task in group.tasks),
        )

    def _write(self, work: Work, groups: dict[str, _Group], receipts: Sequence[Receipt], now: datetime) -> None:
        told = [(task, receipt) for receipt in receipts for task in groups[receipt.parcel.mark].tasks]
        work.alerts.add_messages(
            (task.alert.id, task.reader.id, receipt.posted, receipt.parcel.mark)
            for task, receipt in told
            if receipt.posted is not None
        )
        for task, _ in told:
            if task.answered:
                refresh(work, task.alert, at=now, why="found")
        work.alerts.delivered([task.alert.id for task, _ in told], at=now)
        work.duties.finish([task.duty.id for task, _ in told], DutyState.DONE, at=now)
        self._plan_next(work, [task for task, _ in told], now + self._policy.ack_timeout)

    def _write_failed(self, work: Work, group: _Group, error: ProviderError, now: datetime, *, mailed: bool) -> None:
        if mailed:
            work.alerts.delivered([task.alert.id for task in group.tasks], at=now)
        if error.permanent and not mailed:
            self._plan_next(work, group.tasks, now)
        elif mailed or group.mail_is_due:
            # Even where the mail failed as well: the next on the ladder may be reached. Once only, because planning
            # it at every try would put it off for as long as Slack is down.
            fresh = [task for task in group.tasks if not task.duty.note.startswith(MAILED)]
            self._plan_next(work, fresh, now + self._policy.ack_timeout)
        for task in group.tasks:
            put_off(work, task.duty, error, at=now, mark=mark_of(task.duty, mailed_with=group.mail_is_due))

    def _plan_next(self, work: Work, tasks: Sequence[_Task], due_at: datetime) -> None:
        climbing = [task for task in tasks if task.alert.live]
        work.duties.plan(delivery(task.alert, rung=task.rung + 1, due_at=due_at) for task in climbing)


def _grouped(tasks: Sequence[_Task]) -> list[_Group]:
    groups: dict[tuple[object, ...], list[_Task]] = {}
    for task in tasks:
        groups.setdefault(task.shared_with, []).append(task)
    return [_Group(tuple(group)) for group in groups.values()]
