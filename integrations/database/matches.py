"""Programs and matches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, or_, select, union_all, update
from sqlalchemy.sql import Select

from integrations.database.bulk import among
from integrations.database.tables import consents, match_students, matches, programs
from mentoring.matches import LASTING, LISTED, RELEASED, Match, MatchDraft, MatchState, MonitorKind
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.rosters import ProgramRow
from mentoring.slots import Slot, Weekday
from mentoring.store import Vault
from mentoring.windows import read_windows, written


class SqlPrograms:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def get(self, program_id: int) -> Program:
        return _program(self._conn.execute(select(programs).where(programs.c.id == program_id)).one())

    def all(self) -> Sequence[Program]:
        return [_program(row) for row in self._conn.execute(select(programs).order_by(programs.c.id))]

    def save(self, row: ProgramRow) -> tuple[Program, bool]:
        known = next((program for program in self.all() if program.key == row.key), None)
        wanted = {name: value for name, value in vars(row).items() if name != "line"}
        columns = {**wanted, "windows": written(row.windows)}
        if known is None:
            new_id = self._conn.execute(insert(programs).values(**columns).returning(programs.c.id)).scalar_one()
            return self.get(new_id), True
        if wanted == {name: getattr(known, name) for name in wanted}:
            return known, False
        self._conn.execute(update(programs).where(programs.c.id == known.id).values(**columns))
        return self.get(known.id), True


class SqlMatches:
    """A teacher's link is sealed."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def get(self, match_id: int) -> Match | None:
        return self.many([match_id]).get(match_id)

    def many(self, match_ids: Collection[int]) -> dict[int, Match]:
        found = self._load(select(matches).where(among(self._conn, matches.c.id, match_ids))) if match_ids else []
        return {match.id: match for match in found}

    def by_key(self, key: str) -> Match | None:
        found = self._load(select(matches).where(matches.c.key == key))
        return found[0] if found else None

    def add(self, draft: MatchDraft, *, manager_id: int, at: datetime, key: str | None = None) -> Match:
        values = {
            "key": key,
            "program_id": draft.program_id,
            "mentor_id": draft.mentor_id,
            "monitor_id": draft.monitor_id,
            "monitor_kind": draft.monitor_kind,
            "manager_id": manager_id,
            "weekday": draft.slot.weekday,
            "time": draft.slot.time,
            "minutes": draft.slot.minutes,
            "platform": draft.platform,
            "state": MatchState.PROPOSED,
            "starts_on": draft.starts_on,
            "sealed_link": self._vault.seal(draft.link) if draft.link else None,
            "created_at": at,
            "offer": draft.offer,
        }
        match_id = self._conn.execute(insert(matches).values(**values).returning(matches.c.id)).scalar_one()
        if key is None:
            self._conn.execute(update(matches).where(matches.c.id == match_id).values(key=self._own_key(match_id)))
        places = enumerate(draft.student_ids)
        self._conn.execute(
            insert(match_students), [{"match_id": match_id, "student_id": s, "place": i} for i, s in places]
        )
        return self.many([match_id])[match_id]

    def _own_key(self, match_id: int) -> str:
        """A file may have given that name to another match."""
        own = f"match-{match_id}"
        taken = set(self._conn.scalars(select(matches.c.key).where(matches.c.key.startswith(own, autoescape=True))))
        return next(key for key in (own, *(f"{own}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)

    def move(self, match_id: int, old: MatchState, new: MatchState) -> bool:
        here = (matches.c.id == match_id) & (matches.c.state == old)
        return self._conn.execute(update(matches).where(here).values(state=new)).rowcount == 1

    def set_start(self, match_id: int, starts_on: date) -> None:
        self._conn.execute(update(matches).where(matches.c.id == match_id).values(starts_on=starts_on))

    def set_released(self, match_id: int, *, by: int, at: datetime) -> None:
        self._conn.execute(update(matches).where(matches.c.id == match_id).values(released_by=by, released_at=at))

    def set_resumption(self, match_id: int, resumes_on: date | None) -> None:
        self._conn.execute(update(matches).where(matches.c.id == match_id).values(resumes_on=resumes_on))

    def set_offer(self, match_ids: Collection[int], offer: int) -> None:
        self._conn.execute(update(matches).where(matches.c.id.in_(set(match_ids))).values(offer=offer))

    def of_offer(self, offer: int) -> Sequence[Match]:
        return self._load(select(matches).where(matches.c.offer == offer).order_by(matches.c.id))

    def holding(self, person_ids: Collection[int]) -> Sequence[Match]:
        wanted = set(person_ids)
        as_student = select(match_students.c.match_id).where(match_students.c.student_id.in_(wanted))
        theirs = or_(matches.c.mentor_id.in_(wanted), matches.c.monitor_id.in_(wanted), matches.c.id.in_(as_student))
        return self._load(select(matches).where(theirs, matches.c.state.in_(LASTING)).order_by(matches.c.id))

    def taken_hours(self) -> Sequence[tuple[int, Slot]]:
        when, lasting = (matches.c.weekday, matches.c.time, matches.c.minutes), matches.c.state.in_(LASTING)
        by_student = select(match_students.c.student_id, *when).join(matches, matches.c.id == match_students.c.match_id)
        adults = (select(person, *when) for person in (matches.c.mentor_id, matches.c.monitor_id))
        found = self._conn.execute(union_all(*(query.where(lasting) for query in (*adults, by_student))))
        return [(person, Slot(Weekday(weekday), hour, minutes)) for person, weekday, hour, minutes in found]

    def page(
        self,
        *,
        manager_id: int | None = None,
        part_of: int | None = None,
        state: MatchState | None,
        limit: int,
        offset: int,
    ) -> Sequence[Match]:
        query = self._listed(select(matches), manager_id, part_of, state)
        return self._load(query.order_by(matches.c.id).limit(limit).offset(offset))

    def count(self, *, manager_id: int | None = None, part_of: int | None = None, state: MatchState | None) -> int:
        query = self._listed(select(func.count()).select_from(matches), manager_id, part_of, state)
        return self._conn.scalar(query) or 0

    def keys(self) -> Mapping[int, str]:
        return {row.id: row.key for row in self._conn.execute(select(matches.c.id, matches.c.key))}

    def active_ids(self) -> Sequence[int]:
        query = select(matches.c.id).where(matches.c.state == MatchState.ACTIVE).order_by(matches.c.id)
        return self._conn.scalars(query).all()

    def released_ids(self) -> Sequence[int]:
        query = select(matches.c.id).where(matches.c.state.in_(RELEASED)).order_by(matches.c.id)
        return self._conn.scalars(query).all()

    def lasting_in(self, program_id: int) -> Sequence[tuple[int, int]]:
        there = (matches.c.program_id == program_id) & matches.c.state.in_(LASTING)
        query = select(matches.c.id, matches.c.manager_id).where(there).order_by(matches.c.id)
        return [(match_id, manager_id) for match_id, manager_id in self._conn.execute(query)]

    def all_ids(self) -> Sequence[int]:
        return self._conn.scalars(select(matches.c.id).order_by(matches.c.id)).all()

    @staticmethod
    def _listed(
        query: Select[Any], manager_id: int | None, part_of: int | None, state: MatchState | None
    ) -> Select[Any]:
        if manager_id is not None:
            query = query.where(matches.c.manager_id == manager_id)
        if part_of is not None:
            asked = exists().where(consents.c.match_id == matches.c.id, consents.c.person_id == part_of)
            mine = or_(matches.c.mentor_id == part_of, matches.c.monitor_id == part_of)
            query = query.where(mine, or_(matches.c.state != MatchState.PROPOSED, asked))
        wanted = [state] if state is not None else list(LISTED)
        return query.where(matches.c.state.in_(wanted))

    def _load(self, query: Select[Any]) -> list[Match]:
        rows = self._conn.execute(query).all()
        students = self._students(row.id for row in rows)
        return [self._match(row, tuple(students[row.id])) for row in rows]

    def _students(self, match_ids: Iterable[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {match_id: [] for match_id in match_ids}
        if found:
            theirs = among(self._conn, match_students.c.match_id, found)
            for row in self._conn.execute(select(match_students).where(theirs).order_by(match_students.c.place)):
                found[row.match_id].append(row.student_id)
        return found

    def _match(self, row: Row[Any], student_ids: tuple[int, ...]) -> Match:
        return Match(
            id=row.id,
            key=row.key,
            program_id=row.program_id,
            mentor_id=row.mentor_id,
            student_ids=student_ids,
            monitor_id=row.monitor_id,
            monitor_kind=MonitorKind(row.monitor_kind),
            manager_id=row.manager_id,
            slot=Slot(Weekday(row.weekday), row.time, row.minutes),
            platform=Platform(row.platform),
            state=MatchState(row.state),
            starts_on=row.starts_on,
            link=self._vault.unseal(row.sealed_link) if row.sealed_link else None,
            released_at=row.released_at,
            released_by=row.released_by,
            resumes_on=row.resumes_on,
            offer=row.offer,
            made_at=row.created_at,
        )


def _program(row: Row[Any]) -> Program:
    return Program(
        id=row.id,
        key=row.key,
        name=row.name,
        model=Model(row.model),
        timezone=row.timezone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        opens_on=row.opens_on,
        windows=read_windows(row.windows),
        meets_without_school=row.meets_without_school,
    )
