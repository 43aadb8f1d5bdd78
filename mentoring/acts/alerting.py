"""Alerts in the hands of people: raised with their delivery, taken on, resolved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from mentoring.acts.admitting import let_in_manager
from mentoring.alerts import UNANSWERED, UNRESOLVED, Alert, AlertIsOver, AlertReason, AlertState, Facts
from mentoring.duties import DutyKind, PlannedDuty, alert_subject
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.store import Store, Work
from mentoring.stored import Deed


def raise_alerts(work: Work, found: Iterable[tuple[int, AlertReason, Facts]], *, at: datetime) -> Sequence[Alert]:
    """Writes the alerts together with the duty to deliver them to the first person on the ladder."""
    raised = work.alerts.raise_(found, at=at)
    work.duties.plan(delivery(alert, rung=0, due_at=at) for alert in raised)
    return raised


def delivery(alert: Alert, *, rung: int, due_at: datetime) -> PlannedDuty:
    occurrence = f"round-{alert.round}-rung-{rung}"
    return PlannedDuty(alert_subject(alert.id), DutyKind.DELIVER_ALERT, due_at, occurrence)


def rung_of(occurrence: str) -> int:
    return int(occurrence.rsplit("-", 1)[1])


def refresh(work: Work, alert: Alert, *, at: datetime, why: str) -> None:
    """The messages about this alert must show how it stands now."""
    work.duties.plan([_refreshing(alert, at=at, why=why)])


def _refreshing(alert: Alert, *, at: datetime, why: str) -> PlannedDuty:
    return PlannedDuty(alert_subject(alert.id), DutyKind.UPDATE_ALERT, at, f"{why}-{int(at.timestamp() * 1000)}")


def see(work: Work, alert: Alert, facts: Facts, *, at: datetime) -> None:
    """Updates what is known while the alert stands; its messages change only when a reader would learn something. What
    has grown worse since somebody took it on is raised anew."""
    if _worse(alert, facts) and raise_anew(work, alert, facts, at=at):
        return
    if not alert.facts.same_room(facts):
        work.alerts.see(alert.id, facts)
        refresh(work, alert, at=at, why="seen")


def raise_anew(work: Work, alert: Alert, facts: Facts, *, at: datetime) -> bool:
    """The ladder is climbed again from its first rung; False for an alert that nobody has taken on."""
    if not work.alerts.move(alert.id, {AlertState.ACKNOWLEDGED}, AlertState.RESOLVED, at=at):
        return False
    raise_alerts(work, [(alert.session_id, alert.reason, facts)], at=at)
    refresh(work, alert, at=at, why="worse")
    return True


def _worse(alert: Alert, now: Facts) -> bool:
    """Somebody unknown has come beside those who were told of, one of them is a robot, or more is being kept."""
    if set(now.connections) - set(alert.facts.connections):
        return True
    kinds = set(now.why.split(", ")) - set(alert.facts.why.split(", ")) - {""}
    return alert.reason in {AlertReason.STRANGER, AlertReason.KEEPING} and bool(kinds)


def resolve(work: Work, alert: Alert, *, at: datetime, facts: Facts | None = None) -> bool:
    """The trouble is over: the same messages say so (no new one is sent)."""
    if not work.alerts.move(alert.id, UNRESOLVED, AlertState.RESOLVED, at=at):
        return False
    if facts is not None:
        work.alerts.see(alert.id, facts)
    refresh(work, alert, at=at, why="resolved")
    return True


def resolve_all(
    work: Work, session_ids: Collection[int], reasons: Collection[AlertReason] = frozenset(AlertReason), *, at: datetime
) -> None:
    """As `resolve`, whatever stands about these sessions for one of these reasons."""
    standing = [
        alert
        for (_, reason), alert in work.alerts.of_sessions(session_ids).items()
        if reason in reasons and alert.state in UNRESOLVED
    ]
    resolved = work.alerts.resolve([alert.id for alert in standing], at=at)
    work.duties.plan(_refreshing(alert, at=at, why="resolved") for alert in standing if alert.id in resolved)


def acknowledge(store: Store, *, actor: Person, alert_id: int, at: datetime) -> Alert:
    """«I've got it»: nobody further up the ladder is told, and the manager has a door of their own, so that they can
    be the second adult. Pressing it twice is no error. Raises ManagersOnly, AlertIsOver."""
    require_manager(actor)
    with store.begin() as work:
        before = work.alerts.get(alert_id).state
        acknowledged = work.alerts.move(alert_id, UNANSWERED, AlertState.ACKNOWLEDGED, at=at, by=actor.id)
        alert = work.alerts.get(alert_id)
        if not acknowledged:
            if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by == actor.id:
                return alert
            raise AlertIsOver(alert)
        let_in_manager(work, alert.session_id, actor.id, at)
        work.deeds.add(Deed(at, actor.id, "alert.acknowledge", f"alert-{alert_id}", before=before))
        refresh(work, alert, at=at, why="acknowledged")
        return alert
