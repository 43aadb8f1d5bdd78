"""Concerns: reports and notes are sealed whole, so that the database tells neither what nor of whom."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, or_, select, update

from integrations.database.tables import concern_readers, concern_reports, concern_steps, incidents
from integrations.database.upserts import insert_into
from mentoring.concerns import ConcernDraft, ConcernKind, Did, Incident, IncidentState, Report, Safe, Step, StepKind
from mentoring.store import Vault

_OPEN = incidents.c.state == IncidentState.OPEN
_BLANK = {"urgent": False, "clock_from": None, "delivered_at": None, "responsible_id": None, "taken_at": None}


class SqlConcerns:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def open(self, draft: ConcernDraft, *, reporter_id: int, at: datetime) -> Incident:
        values = {
            "state": IncidentState.OPEN,
            "opened_at": at,
            "urgent": draft.urgent,
            "clock_from": at if draft.reportable else None,
            "held": False,
        }
        opened = _incident(self._conn.execute(insert(incidents).values(**values).returning(incidents)).one())
        report = {
            "incident_id": opened.id,
            "reporter_id": reporter_id,
            "match_id": draft.match_id,
            "session_id": draft.session_id,
            "sealed_words": self._vault.seal(_packed(draft)),
            "at": at,
        }
        self._conn.execute(insert(concern_reports).values(**report))
        return opened

    def get(self, incident_id: int) -> Incident | None:
        return self.many([incident_id]).get(incident_id)

    def many(self, incident_ids: Collection[int]) -> dict[int, Incident]:
        query = select(incidents).where(incidents.c.id.in_(set(incident_ids)))
        return {row.id: _incident(row) for row in self._conn.execute(query)}

    def reports(self, incident_ids: Collection[int]) -> Mapping[int, Sequence[Report]]:
        wanted = concern_reports.c.incident_id.in_(set(incident_ids))
        found: dict[int, list[Report]] = {number: [] for number in incident_ids}
        for row in self._conn.execute(select(concern_reports).where(wanted).order_by(concern_reports.c.id)):
            found[row.incident_id].append(self._report(row))
        return found

    def steps(self, incident_ids: Collection[int]) -> Mapping[int, Sequence[Step]]:
        wanted = concern_steps.c.incident_id.in_(set(incident_ids))
        found: dict[int, list[Step]] = {number: [] for number in incident_ids}
        for row in self._conn.execute(select(concern_steps).where(wanted).order_by(concern_steps.c.id)):
            step = Step(StepKind(row.kind), row.by, row.at, self._vault.unseal(row.sealed_note))
            found[row.incident_id].append(step)
        return found

    def add_step(self, incident_id: int, step: Step) -> None:
        values = {"kind": step.kind, "sealed_note": self._vault.seal(step.note), "by": step.by, "at": step.at}
        self._conn.execute(insert(concern_steps).values(incident_id=incident_id, **values))

    def readers(self, incident_id: int) -> frozenset[int]:
        query = select(concern_readers.c.person_id).where(concern_readers.c.incident_id == incident_id)
        return frozenset(self._conn.scalars(query))

    def let_read(self, incident_id: int, person_ids: Collection[int]) -> None:
        rows = [{"incident_id": incident_id, "person_id": person} for person in sorted(set(person_ids))]
        if rows:
            self._conn.execute(insert_into(self._conn, concern_readers).on_conflict_do_nothing(), rows)

    def keep_from(self, incident_id: int, person_ids: Collection[int]) -> None:
        theirs = concern_readers.c.person_id.in_(set(person_ids))
        self._conn.execute(delete(concern_readers).where(concern_readers.c.incident_id == incident_id, theirs))

    def take(self, incident_id: int, *, by: int, instead_of: int | None = None, at: datetime) -> bool:
        free = (incidents.c.id == incident_id) & _OPEN & incidents.c.responsible_id.is_not_distinct_from(instead_of)
        return self._changed(free, {"responsible_id": by, "taken_at": at})

    def release(self, incident_id: int) -> None:
        self._changed((incidents.c.id == incident_id) & _OPEN, {"responsible_id": None, "taken_at": None})

    def delivered(self, incident_id: int, *, at: datetime) -> None:
        first = (incidents.c.id == incident_id) & incidents.c.delivered_at.is_(None)
        self._changed(first, {"delivered_at": at})

    def press(self, incident_id: int, *, clock_from: datetime | None) -> bool:
        values: dict[str, Any] = {"urgent": True}
        if clock_from is not None:
            later = or_(incidents.c.clock_from.is_(None), incidents.c.clock_from > clock_from)
            values["clock_from"] = case((later, clock_from), else_=incidents.c.clock_from)
        return self._changed((incidents.c.id == incident_id) & _OPEN, values)

    def hold(self, incident_id: int, *, held: bool) -> None:
        self._changed(incidents.c.id == incident_id, {"held": held})

    def close(self, incident_id: int, *, at: datetime) -> bool:
        return self._changed((incidents.c.id == incident_id) & _OPEN, {"state": IncidentState.CLOSED, "closed_at": at})

    def join(self, incident_id: int, to: int) -> bool:
        # Locked, so that nobody closes the other meanwhile.
        there = select(incidents.c.id).where(incidents.c.id == to, _OPEN).with_for_update()
        here = (incidents.c.id == incident_id) & _OPEN
        if self._conn.execute(there).first() is None:
            return False
        if not self._changed(here, {"state": IncidentState.JOINED, "joined_to": to, **_BLANK}):
            return False
        self._conn.execute(delete(concern_readers).where(concern_readers.c.incident_id == incident_id))
        for table in (concern_reports, concern_steps):
            self._conn.execute(update(table).where(table.c.incident_id == incident_id).values(incident_id=to))
        return True

    def near(self, incident_id: int, *, since: datetime, until: datetime) -> Sequence[int]:
        reported = concern_reports.c
        own = select(reported.match_id).where(reported.incident_id == incident_id, reported.match_id.is_not(None))
        there = reported.match_id.in_(own) & (reported.incident_id != incident_id)
        query = select(incidents.c.id).join(concern_reports).where(there, _OPEN)
        at_the_time = incidents.c.opened_at.between(since, until)
        return self._conn.scalars(query.where(at_the_time).distinct().order_by(incidents.c.id)).all()

    def page(self, reader_id: int, *, limit: int, offset: int) -> Sequence[Incident]:
        last = case((_OPEN, 0), else_=1)
        query = self._read_by(select(incidents), reader_id).order_by(last, incidents.c.id.desc())
        return [_incident(row) for row in self._conn.execute(query.limit(limit).offset(offset))]

    def count(self, reader_id: int) -> int:
        return self._conn.scalar(self._read_by(select(func.count()).select_from(incidents), reader_id)) or 0

    def uncalled(self, *, before: datetime) -> Sequence[int]:
        nobody = incidents.c.delivered_at.is_(None) & incidents.c.responsible_id.is_(None)
        query = select(incidents.c.id).where(_OPEN, incidents.c.urgent, nobody, incidents.c.opened_at < before)
        return self._conn.scalars(query.order_by(incidents.c.id)).all()

    def over_since(self, before: datetime, *, limit: int) -> Sequence[Incident]:
        over = (incidents.c.state == IncidentState.CLOSED) & (incidents.c.closed_at < before) & ~incidents.c.held
        return [_incident(row) for row in self._conn.execute(select(incidents).where(over).limit(limit))]

    def erase(self, incident_ids: Collection[int]) -> None:
        ids = set(incident_ids)
        for table in (concern_reports, concern_steps, concern_readers):
            self._conn.execute(delete(table).where(table.c.incident_id.in_(ids)))
        self._changed(incidents.c.id.in_(ids), {"state": IncidentState.ERASED, **_BLANK})

    def _changed(self, where: Any, values: Mapping[str, Any]) -> bool:
        return self._conn.execute(update(incidents).where(where).values(**values)).rowcount == 1

    def _read_by(self, query: Any, reader_id: int) -> Any:
        told = incidents.c.state.in_((IncidentState.OPEN, IncidentState.CLOSED))
        return query.join(concern_readers).where(concern_readers.c.person_id == reader_id, told)

    def _report(self, row: Row[Any]) -> Report:
        draft = _unpacked(self._vault.unseal(row.sealed_words), row.match_id, row.session_id)
        return Report(row.id, row.incident_id, row.reporter_id, row.at, draft)


def _packed(draft: ConcernDraft) -> str:
    return json.dumps(
        {
            "kind": draft.kind,
            "safe": draft.safe,
            "words": draft.words,
            "when": draft.when,
            "told": draft.told,
            "about": draft.about_id,
            "did": sorted(draft.did),
        }
    )


def _unpacked(packed: str, match_id: int | None, session_id: int | None) -> ConcernDraft:
    said = json.loads(packed)
    return ConcernDraft(
        kind=ConcernKind(said["kind"]),
        safe=Safe(said["safe"]),
        words=said["words"],
        when=said["when"],
        told=said["told"],
        match_id=match_id,
        session_id=session_id,
        about_id=said["about"],
        did=frozenset(Did(one) for one in said["did"]),
    )


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        state=IncidentState(row.state),
        opened_at=row.opened_at,
        urgent=row.urgent,
        clock_from=row.clock_from,
        delivered_at=row.delivered_at,
        responsible_id=row.responsible_id,
        taken_at=row.taken_at,
        held=row.held,
        joined_to=row.joined_to,
        closed_at=row.closed_at,
    )
