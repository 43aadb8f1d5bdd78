"""Alerts and the messages that carry them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from integrations.database.bulk import among
from integrations.database.tables import alert_messages, alerts
from integrations.database.upserts import insert_into
from mentoring.alerts import UNRESOLVED, Alert, AlertReason, AlertState, Facts
from mentoring.ports import Posted


class SqlAlerts:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def get(self, alert_id: int) -> Alert:
        return self.many([alert_id])[alert_id]

    def many(self, alert_ids: Collection[int]) -> dict[int, Alert]:
        query = select(alerts).where(alerts.c.id.in_(set(alert_ids)))
        return {row.id: _alert(row) for row in self._conn.execute(query)}

    def of_sessions(self, session_ids: Collection[int]) -> dict[tuple[int, AlertReason], Alert]:
        query = select(alerts).where(among(self._conn, alerts.c.session_id, session_ids))
        return {(a.session_id, a.reason): a for a in map(_alert, self._conn.execute(query))}

    def all(self) -> Sequence[Alert]:
        return [_alert(row) for row in self._conn.execute(select(alerts).order_by(alerts.c.id))]

    def standing(self) -> Sequence[Alert]:
        query = select(alerts).where(alerts.c.state.in_(UNRESOLVED)).order_by(alerts.c.id)
        return [_alert(row) for row in self._conn.execute(query)]

    def raise_(self, found: Iterable[tuple[int, AlertReason, Facts]], *, at: datetime) -> Sequence[Alert]:
        # PostgreSQL refuses an upsert that names one row twice.
        once = {(session_id, reason): facts for session_id, reason, facts in found}
        rows = [
            {
                "session_id": session_id,
                "reason": reason,
                "state": AlertState.RAISED,
                "facts": _plain(facts),
                "round": 1,
                "raised_at": at,
            }
            for (session_id, reason), facts in once.items()
        ]
        return [_alert(row) for row in self._conn.execute(self._raising(), rows)] if rows else []

    def _raising(self) -> Any:
        new = insert_into(self._conn, alerts)
        again = {
            "state": AlertState.RAISED,
            "facts": new.excluded.facts,
            "round": alerts.c.round + 1,
            "raised_at": new.excluded.raised_at,
            "delivered_at": None,
            "acknowledged_by": None,
            "acknowledged_at": None,
            "resolved_at": None,
        }
        over = alerts.c.state == AlertState.RESOLVED
        reopen = new.on_conflict_do_update(index_elements=["session_id", "reason"], set_=again, where=over)
        return reopen.returning(alerts)

    def move(
        self, alert_id: int, old: Collection[AlertState], new: AlertState, *, at: datetime, by: int | None = None
    ) -> bool:
        values: dict[str, Any] = {"state": new}
        if new is AlertState.ACKNOWLEDGED:
            values |= {"acknowledged_by": by, "acknowledged_at": at}
        if new is AlertState.RESOLVED:
            values |= {"resolved_at": at}
        here = (alerts.c.id == alert_id) & alerts.c.state.in_(old)
        return self._conn.execute(update(alerts).where(here).values(**values)).rowcount == 1

    def resolve(self, alert_ids: Collection[int], *, at: datetime) -> frozenset[int]:
        here = among(self._conn, alerts.c.id, alert_ids) & alerts.c.state.in_(UNRESOLVED)
        over = update(alerts).where(here).values(state=AlertState.RESOLVED, resolved_at=at)
        return frozenset(self._conn.scalars(over.returning(alerts.c.id)))

    def delivered(self, alert_ids: Collection[int], *, at: datetime) -> None:
        reached = alerts.c.id.in_(set(alert_ids)) & alerts.c.delivered_at.is_(None)
        self._conn.execute(update(alerts).where(reached).values(delivered_at=at))
        raised = alerts.c.id.in_(set(alert_ids)) & (alerts.c.state == AlertState.RAISED)
        self._conn.execute(update(alerts).where(raised).values(state=AlertState.DELIVERED))

    def see(self, alert_id: int, facts: Facts) -> None:
        self._conn.execute(update(alerts).where(alerts.c.id == alert_id).values(facts=_plain(facts)))

    def add_messages(self, messages: Iterable[tuple[int, int, Posted, str]]) -> None:
        rows = [
            {"alert_id": alert_id, "person_id": person_id, "channel": posted.channel, "ts": posted.ts, "mark": mark}
            for alert_id, person_id, posted, mark in messages
        ]
        if rows:
            self._conn.execute(insert(alert_messages), rows)

    def messages_about(self, alert_ids: Collection[int]) -> Sequence[tuple[int, int, Posted, str]]:
        marks = select(alert_messages.c.mark).where(alert_messages.c.alert_id.in_(set(alert_ids)))
        query = select(alert_messages).where(alert_messages.c.mark.in_(marks)).order_by(alert_messages.c.id)
        return [(m.alert_id, m.person_id, Posted(m.channel, m.ts), m.mark) for m in self._conn.execute(query)]


def _plain(facts: Facts) -> dict[str, Any]:
    since = facts.since.astimezone(UTC).isoformat() if facts.since else None
    return {**asdict(facts), "seen_at": facts.seen_at.astimezone(UTC).isoformat(), "since": since}


def _facts(plain: dict[str, Any]) -> Facts:
    since = datetime.fromisoformat(plain["since"]) if plain["since"] else None
    return Facts(
        seen_at=datetime.fromisoformat(plain["seen_at"]),
        since=since,
        monitor_in=plain["monitor_in"],
        mentor_in=plain["mentor_in"],
        students_in=tuple(plain["students_in"]),
        strangers=tuple(plain["strangers"]),
        waiting=tuple(plain["waiting"]),
        why=plain["why"],
        connections=tuple(plain.get("connections", ())),
        candidates=tuple(plain.get("candidates", ())),
        pressing=plain.get("pressing", False),
    )


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        session_id=row.session_id,
        reason=AlertReason(row.reason),
        state=AlertState(row.state),
        facts=_facts(row.facts),
        raised_at=row.raised_at,
        round=row.round,
        delivered_at=row.delivered_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        resolved_at=row.resolved_at,
    )
