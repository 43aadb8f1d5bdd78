"""Duties: deadlines as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Row, bindparam, func, literal, select, union_all, update

from integrations.database.bulk import among, as_rows, rows_of
from integrations.database.tables import duties
from integrations.database.upserts import insert_for
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, Subject, SubjectKind

_UNIQUE = ["subject_kind", "subject_id", "kind", "occurrence"]
_PLANNED = [*_UNIQUE, "due_at", "expires_at", "person_id", "state", "tries", "interrupted", "note"]
_POSTPONE = (
    update(duties)
    .where(duties.c.id == bindparam("the_id"), duties.c.state == DutyState.TAKEN)
    .values(
        state=DutyState.WAITING,
        due_at=bindparam("due_at"),
        note=bindparam("note"),
        interrupted=bindparam("interrupted"),
    )
)
"""Built once: every look at every running session ends with it."""
_HASTEN = (
    update(duties)
    .where(
        duties.c.subject_kind == bindparam("about"),
        duties.c.subject_id == bindparam("the_id"),
        duties.c.kind == bindparam("the_kind"),
        duties.c.state == DutyState.WAITING,
        duties.c.tries > 0,
        duties.c.due_at > bindparam("now"),
    )
    .values(due_at=bindparam("now"))
)
"""Built once: every webhook of presence ends with it."""
_DUE = (
    select(duties.c.id)
    .where(
        duties.c.state == DutyState.WAITING,
        duties.c.kind == bindparam("the_kind"),
        duties.c.due_at <= bindparam("now"),
    )
    .order_by(duties.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_RELEASE = (
    update(duties)
    .where(duties.c.state == DutyState.TAKEN, duties.c.taken_at <= bindparam("taken_before"))
    .values(state=DutyState.WAITING, interrupted=True)
)
"""Built once: every tick asks for them."""


@cache
def _earliest(kinds: tuple[DutyKind, ...]) -> CompoundSelect[str, datetime | None]:
    """When the first duty of each kind is due. One row of an index for each kind, however many duties wait."""
    return union_all(
        *(
            select(literal(kind.value), func.min(duties.c.due_at)).where(
                duties.c.state == DutyState.WAITING, duties.c.kind == kind
            )
            for kind in kinds
        )
    )


@cache
def _planning(dialect: str) -> Any:
    new = insert_for(dialect, duties).from_select(_PLANNED, rows_of(dialect, duties, _PLANNED))
    moved = {"due_at": new.excluded.due_at, "expires_at": new.excluded.expires_at}
    still_waits = (duties.c.state == DutyState.WAITING) & (duties.c.tries == 0)
    return new.on_conflict_do_update(index_elements=_UNIQUE, set_=moved, where=still_waits)


class SqlDuties:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def plan(self, planned: Iterable[PlannedDuty]) -> None:
        # PostgreSQL refuses an upsert that names one row twice: the last counts.
        rows = {row[: len(_UNIQUE)]: row for row in map(_row, planned)}
        if rows:
            dialect = self._conn.dialect.name
            self._conn.execute(_planning(dialect), as_rows(dialect, rows.values()))

    def take(self, kinds: Iterable[DutyKind], *, at: datetime, limit: int) -> Sequence[Duty]:
        wanted = tuple(kinds)
        due = {kind for kind, due_at in self._conn.execute(_earliest(wanted)) if due_at is not None and due_at <= at}
        for kind in wanted:
            if kind in due and (taken := self._take_kind(kind, at=at, limit=limit)):
                return taken
        return []

    def _take_kind(self, kind: DutyKind, *, at: datetime, limit: int) -> Sequence[Duty]:
        ids = self._conn.scalars(_DUE, {"the_kind": kind, "now": at, "most": limit}).all()
        if not ids:
            return []
        now_taken = {"state": DutyState.TAKEN, "taken_at": at, "tries": duties.c.tries + 1}
        taken = update(duties).where(duties.c.id.in_(ids)).values(**now_taken).returning(duties)
        return sorted((_duty(row) for row in self._conn.execute(taken)), key=lambda duty: (duty.due_at, duty.id))

    def finish(self, duty_ids: Collection[int], state: DutyState, *, at: datetime, note: str = "") -> None:
        mine = duties.c.id.in_(set(duty_ids)) & (duties.c.state == DutyState.TAKEN)
        done = {"state": state, "finished_at": at, "note": note[:500]}
        self._conn.execute(update(duties).where(mine).values(**done))

    def postpone(self, duty_id: int, *, until: datetime, note: str, interrupted: bool = False) -> None:
        again = {"the_id": duty_id, "due_at": until, "note": note[:500], "interrupted": interrupted}
        self._conn.execute(_POSTPONE, again)

    def cancel(self, subject: Subject, kinds: Collection[DutyKind]) -> None:
        self.cancel_all([subject], kinds)

    def cancel_all(self, subjects: Collection[Subject], kinds: Collection[DutyKind]) -> None:
        pending = duties.c.state.in_([DutyState.WAITING, DutyState.TAKEN])
        for about in {subject.kind for subject in subjects}:
            ids = among(self._conn, duties.c.subject_id, (s.id for s in subjects if s.kind is about))
            here = (duties.c.subject_kind == about) & ids & duties.c.kind.in_(kinds)
            self._conn.execute(update(duties).where(here, pending).values(state=DutyState.CANCELLED))

    def hasten(self, subjects: Collection[Subject], kind: DutyKind, *, at: datetime) -> None:
        if subjects:
            each = [{"about": one.kind, "the_id": one.id, "the_kind": kind, "now": at} for one in subjects]
            self._conn.execute(_HASTEN, each)

    def release_taken(self, *, taken_before: datetime) -> int:
        return self._conn.execute(_RELEASE, {"taken_before": taken_before}).rowcount

    def next_due(self) -> datetime | None:
        moments = self._conn.execute(_earliest(tuple(DutyKind)))
        return min((due_at for _, due_at in moments if due_at is not None), default=None)

    def oldest_overdue(self, *, at: datetime) -> datetime | None:
        earliest = self.next_due()
        return earliest if earliest is not None and earliest < at else None


def _row(duty: PlannedDuty) -> tuple[Any, ...]:
    subject = duty.subject
    # Plain texts: the members of an enumeration are slow as keys.
    what = (subject.kind.value, subject.id, duty.kind.value, duty.occurrence)
    return (*what, duty.due_at, duty.expires_at, duty.person_id, DutyState.WAITING, 0, 0, "")


def _duty(row: Row[Any]) -> Duty:
    return Duty(
        id=row.id,
        subject=Subject(SubjectKind(row.subject_kind), row.subject_id),
        kind=DutyKind(row.kind),
        occurrence=row.occurrence,
        due_at=row.due_at,
        expires_at=row.expires_at,
        person_id=row.person_id,
        tries=row.tries,
        interrupted=row.interrupted,
        note=row.note,
    )
