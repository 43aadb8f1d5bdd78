"""Sessions and their rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from integrations.database.bulk import among, as_rows, rows_of
from integrations.database.tables import entries, match_students, matches, retired_rooms, rooms, sessions, stepped_in
from mentoring.hosts import Booking
from mentoring.matches import Match, MonitorKind
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import AHEAD, GOING_ON, NOT_OVER, PlannedSession, Session, SessionState
from mentoring.store import Vault
from mentoring.stored import RetiredRoom, SessionRoom

_PLANNED = ["match_id", "day", "starts_at", "ends_at", "state", "monitor_id", "monitor_kind", "platform"]


@cache
def _adding(dialect: str) -> Any:
    return insert(sessions).from_select(_PLANNED, rows_of(dialect, sessions, _PLANNED)).returning(sessions)


class SqlSessions:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def get(self, session_id: int) -> Session:
        return self.many([session_id])[session_id]

    def many(self, session_ids: Collection[int]) -> dict[int, Session]:
        if not session_ids:
            return {}
        query = select(sessions).where(among(self._conn, sessions.c.id, session_ids))
        return {row.id: session_of(row) for row in self._conn.execute(query)}

    def add(self, planned: Mapping[Match, Iterable[PlannedSession]]) -> Sequence[Session]:
        rows = [
            (
                match.id,
                one.day.isoformat(),
                one.starts_at,
                one.ends_at,
                SessionState.PLANNED,
                match.monitor_id,
                match.monitor_kind,
                match.platform,
            )
            for match, theirs in planned.items()
            for one in theirs
        ]
        if not rows:
            return []
        dialect = self._conn.dialect.name
        added = map(session_of, self._conn.execute(_adding(dialect), as_rows(dialect, rows)))
        return sorted(added, key=lambda session: session.id)

    def days_of(self, match_ids: Collection[int]) -> dict[int, frozenset[date]]:
        found: dict[int, set[date]] = {match_id: set() for match_id in match_ids}
        query = select(sessions.c.match_id, sessions.c.day)
        for match_id, day in self._conn.execute(query.where(among(self._conn, sessions.c.match_id, found))):
            found[match_id].add(day)
        return {match_id: frozenset(days) for match_id, days in found.items()}

    def of_match(self, match_id: int) -> Sequence[Session]:
        query = select(sessions).where(sessions.c.match_id == match_id).order_by(sessions.c.starts_at)
        return [session_of(row) for row in self._conn.execute(query)]

    def next_of(self, match_ids: Collection[int], at: datetime) -> dict[int, Session]:
        ahead = among(self._conn, sessions.c.match_id, match_ids) & (sessions.c.ends_at > at)
        query = select(sessions).where(ahead, sessions.c.state.in_(NOT_OVER)).order_by(sessions.c.starts_at.desc())
        return {row.match_id: session_of(row) for row in self._conn.execute(query)}

    def between(self, since: datetime, until: datetime, *, person_id: int | None = None) -> Sequence[Session]:
        when = (sessions.c.starts_at >= since) & (sessions.c.starts_at < until)
        query = select(sessions).where(when).order_by(sessions.c.starts_at, sessions.c.id)
        if person_id is not None:
            as_student = select(match_students.c.match_id).where(match_students.c.student_id == person_id)
            own = select(matches.c.id).where(
                or_(matches.c.mentor_id == person_id, matches.c.manager_id == person_id, matches.c.id.in_(as_student))
            )
            query = query.where(or_(sessions.c.monitor_id == person_id, sessions.c.match_id.in_(own)))
        return [session_of(row) for row in self._conn.execute(query)]

    def of_people(self, since: datetime, until: datetime, person_ids: Collection[int]) -> Sequence[Session]:
        touching = (sessions.c.starts_at < until) & (sessions.c.ends_at > since) & sessions.c.state.in_(NOT_OVER)
        wanted = set(person_ids)
        as_student = select(match_students.c.match_id).where(match_students.c.student_id.in_(wanted))
        own = select(matches.c.id).where(or_(matches.c.mentor_id.in_(wanted), matches.c.id.in_(as_student)))
        beside = select(stepped_in.c.session_id).where(stepped_in.c.person_id.in_(wanted))
        there = or_(sessions.c.monitor_id.in_(wanted), sessions.c.match_id.in_(own), sessions.c.id.in_(beside))
        query = select(sessions).where(touching, there).order_by(sessions.c.starts_at, sessions.c.id)
        return [session_of(row) for row in self._conn.execute(query)]

    def all(self) -> Sequence[Session]:
        return [session_of(row) for row in self._conn.execute(select(sessions).order_by(sessions.c.starts_at))]

    def move(self, session_id: int, old: Collection[SessionState], new: SessionState) -> bool:
        here = (sessions.c.id == session_id) & sessions.c.state.in_(old)
        return self._conn.execute(update(sessions).where(here).values(state=new)).rowcount == 1

    def change(self, old: Session, new: Session) -> bool:
        ahead = old.state in AHEAD
        standing = sessions.c.state.in_(AHEAD if ahead else GOING_ON)
        unchanged = (sessions.c.id == old.id) & (sessions.c.version == old.version) & standing
        values = {
            "starts_at": new.starts_at,
            "ends_at": new.ends_at,
            "held_on": new.day if new.day != new.slot_day else None,
            "platform": new.platform,
            "monitor_id": new.monitor_id,
            "monitor_kind": new.monitor_kind,
            "state": SessionState.PLANNED if ahead else old.state,
            "version": old.version + 1,
        }
        return self._conn.execute(update(sessions).where(unchanged).values(**values)).rowcount == 1

    def cancel(self, session_ids: Collection[int]) -> frozenset[int]:
        # Whoever makes a room holds its row before that of its session: taken the other way round, two wait for ever.
        making = select(rooms.c.session_id).where(among(self._conn, rooms.c.session_id, session_ids))
        self._conn.execute(making.order_by(rooms.c.session_id).with_for_update())
        here = among(self._conn, sessions.c.id, session_ids) & sessions.c.state.in_(AHEAD)
        moved = update(sessions).where(here).values(state=SessionState.CANCELLED)
        return frozenset(self._conn.scalars(moved.returning(sessions.c.id)))

    def revive(
        self, session_ids: Collection[int], *, monitor: tuple[int, MonitorKind] | None = None
    ) -> Sequence[Session]:
        here = among(self._conn, sessions.c.id, session_ids) & (sessions.c.state == SessionState.CANCELLED)
        # The withdrawal of an invitation took the number between.
        again: dict[str, Any] = {"state": SessionState.PLANNED, "version": sessions.c.version + 2}
        if monitor is not None:
            again |= {"monitor_id": monitor[0], "monitor_kind": monitor[1]}
        revived = self._conn.execute(update(sessions).where(here).values(**again).returning(sessions))
        return sorted(map(session_of, revived), key=lambda session: session.id)

    def bookings(self, since: datetime, until: datetime, platform: Platform) -> Sequence[Booking]:
        touching = (sessions.c.starts_at < until) & (sessions.c.ends_at > since)
        query = (
            select(sessions.c.id, sessions.c.starts_at, sessions.c.ends_at, rooms.c.host)
            .join(rooms, rooms.c.session_id == sessions.c.id, isouter=True)
            .where(touching, sessions.c.state.in_(NOT_OVER), sessions.c.platform == platform)
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        return [Booking(*row) for row in self._conn.execute(query)]

    def running(self, at: datetime, *, ahead: timedelta, after: timedelta) -> Mapping[Platform, int]:
        now = (sessions.c.starts_at <= at + ahead) & (sessions.c.ends_at > at - after) & sessions.c.state.in_(NOT_OVER)
        query = select(sessions.c.platform, func.count()).where(now).group_by(sessions.c.platform)
        return {Platform(platform): count for platform, count in self._conn.execute(query)}


class SqlRooms:
    """Addresses of rooms are sealed: whoever reads the database still cannot walk in."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def of(self, session_id: int) -> SessionRoom | None:
        return self.many([session_id]).get(session_id)

    def many(self, session_ids: Collection[int]) -> dict[int, SessionRoom]:
        query = select(rooms).where(rooms.c.session_id.in_(set(session_ids)))
        return {row.session_id: self._room(row) for row in self._conn.execute(query)}

    def by_meeting(self, meeting_id: str) -> SessionRoom | None:
        row = self._conn.execute(select(rooms).where(rooms.c.meeting_id == meeting_id)).first()
        return self._room(row) if row is not None else None

    def by_meetings(self, meeting_ids: Collection[str]) -> dict[str, int]:
        query = select(rooms.c.meeting_id, rooms.c.session_id).where(rooms.c.meeting_id.in_(set(meeting_ids)))
        return {row.meeting_id: row.session_id for row in self._conn.execute(query)}

    def intend(self, session_id: int, effect_key: str, *, at: datetime, host: str | None = None) -> None:
        generation = self.generations(session_id) + 1
        row = {"session_id": session_id, "effect_key": effect_key, "attempted_at": at, "generation": generation}
        self._conn.execute(insert(rooms).values(**row, host=host))

    def rehost(self, session_id: int, host: str | None) -> None:
        self._conn.execute(update(rooms).where(rooms.c.session_id == session_id).values(host=host))

    def retire(self, session_ids: Collection[int], *, at: datetime) -> dict[int, int]:
        theirs = among(self._conn, rooms.c.session_id, session_ids)
        columns = ["session_id", "generation", "effect_key", "attempted_at", "meeting_id", "sealed_address", "host"]
        # What platform an unfinished one is on, only the session can tell.
        platform = func.coalesce(rooms.c.platform, sessions.c.platform)
        as_it_was = select(
            *(rooms.c[name] for name in columns), platform, bindparam(None, at, retired_rooms.c.retired_at.type)
        )
        found = as_it_was.join(sessions, sessions.c.id == rooms.c.session_id).where(theirs)
        kept = insert(retired_rooms).from_select([*columns, "platform", "retired_at"], found)
        returned = kept.returning(retired_rooms.c.session_id, retired_rooms.c.generation)
        generations = {row.session_id: row.generation for row in self._conn.execute(returned)}
        if generations:
            for table in (rooms, entries):
                self._conn.execute(delete(table).where(among(self._conn, table.c.session_id, generations)))
        return generations

    def retired(self, session_id: int, generation: int) -> RetiredRoom | None:
        here = (retired_rooms.c.session_id == session_id) & (retired_rooms.c.generation == generation)
        row = self._conn.execute(select(retired_rooms).where(here)).first()
        if row is None:
            return None
        return self._retired(row, row.platform)

    def _retired(self, row: Row[Any], platform: str | None) -> RetiredRoom:
        made = self._made(row)
        return RetiredRoom(
            row.session_id, row.generation, row.effect_key, Platform(platform) if platform else None, made
        )

    def generations(self, session_id: int) -> int:
        query = select(func.count()).select_from(retired_rooms).where(retired_rooms.c.session_id == session_id)
        return self._conn.scalar(query) or 0

    def made(self, session_id: int, room: MadeRoom) -> None:
        values = {
            "platform": room.platform,
            "meeting_id": room.meeting_id,
            "sealed_address": self._vault.seal(room.address),
            "host": room.host,
        }
        self._conn.execute(update(rooms).where(rooms.c.session_id == session_id).values(**values))

    def proven(self, session_id: int, new_entries: Iterable[Entry], *, at: datetime) -> None:
        self._conn.execute(update(rooms).where(rooms.c.session_id == session_id).values(proven_at=at))
        self.admit(session_id, new_entries)

    def unproven(self, session_id: int) -> None:
        self._conn.execute(update(rooms).where(rooms.c.session_id == session_id).values(proven_at=None))

    def admit(self, session_id: int, new_entries: Iterable[Entry]) -> None:
        rows = [self._entry_row(session_id, entry) for entry in new_entries]
        if rows:
            again = entries.c.person_id.in_([row["person_id"] for row in rows])
            self._conn.execute(delete(entries).where(entries.c.session_id == session_id, again))
            self._conn.execute(insert(entries), rows)

    def expel(self, session_id: int, person_id: int) -> None:
        mine = (entries.c.session_id == session_id) & (entries.c.person_id == person_id)
        self._conn.execute(delete(entries).where(mine))

    def ended(self, session_id: int, *, at: datetime) -> None:
        self._conn.execute(update(rooms).where(rooms.c.session_id == session_id).values(ended_at=at))

    def entries(self, session_ids: Collection[int]) -> dict[int, Sequence[Entry]]:
        found: dict[int, list[Entry]] = {session_id: [] for session_id in session_ids}
        for row in self._conn.execute(select(entries).where(entries.c.session_id.in_(found))):
            found[row.session_id].append(self._entry(row))
        return dict(found)

    def entry(self, session_id: int, person_id: int) -> Entry | None:
        here = (entries.c.session_id == session_id) & (entries.c.person_id == person_id)
        row = self._conn.execute(select(entries).where(here)).first()
        return self._entry(row) if row is not None else None

    def _entry_row(self, session_id: int, entry: Entry) -> dict[str, Any]:
        return {
            "session_id": session_id,
            "person_id": entry.person_id,
            "identity": entry.identity,
            "sealed_address": self._vault.seal(entry.address) if entry.address else None,
            "opens_room": entry.opens_room,
        }

    def _entry(self, row: Row[Any]) -> Entry:
        address = self._vault.unseal(row.sealed_address) if row.sealed_address else None
        return Entry(row.person_id, row.identity, address, row.opens_room)

    def _room(self, row: Row[Any]) -> SessionRoom:
        return SessionRoom(
            row.session_id,
            row.effect_key,
            row.attempted_at,
            self._made(row),
            row.proven_at,
            row.ended_at,
            row.generation,
            row.host,
        )

    def _made(self, row: Row[Any]) -> MadeRoom | None:
        if row.meeting_id is None:
            return None
        address = self._vault.unseal(row.sealed_address)
        return MadeRoom(Platform(row.platform), row.meeting_id, address, row.host)


def session_of(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        match_id=row.match_id,
        day=row.held_on or row.day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=SessionState(row.state),
        monitor_id=row.monitor_id,
        monitor_kind=MonitorKind(row.monitor_kind),
        platform=Platform(row.platform),
        version=row.version,
        slot_day=row.day,
    )
