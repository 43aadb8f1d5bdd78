"""Sessions that want cover, those who are asked, and those who are glad to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update
from sqlalchemy.sql import Select

from integrations.database.bulk import among
from integrations.database.sessions import session_of
from integrations.database.tables import (
    cover_offers,
    covers,
    matches,
    opt_ins,
    people,
    person_roles,
    records,
    sessions,
    standbys,
)
from integrations.database.upserts import insert_into
from mentoring.cover import Cover, CoverState, Offer, OfferState, Standby, WhyCover
from mentoring.coverage import Verdict
from mentoring.matches import MonitorKind
from mentoring.people import HowGiven, OptIn, Role
from mentoring.sessions import CALLED_OFF, NOT_OVER, Session
from mentoring.slots import Weekday


class SqlCovers:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def hold(self, session_ids: Collection[int]) -> None:
        # Always in one order, so that two transactions cannot wait for each other. On SQLite the only writer holds all.
        held = select(sessions.c.id).where(sessions.c.id.in_(set(session_ids))).order_by(sessions.c.id)
        self._conn.execute(held.with_for_update())

    def of(self, session_ids: Collection[int]) -> Mapping[int, Cover]:
        if not session_ids:
            return {}
        query = select(covers).where(among(self._conn, covers.c.session_id, session_ids))
        return {row.session_id: _cover(row) for row in self._conn.execute(query)}

    def wanted(self) -> Sequence[Cover]:
        query = select(covers).where(covers.c.state == CoverState.WANTED).order_by(covers.c.session_id)
        return [_cover(row) for row in self._conn.execute(query)]

    def want(self, cover: Cover) -> bool:
        values = {
            "state": CoverState.WANTED,
            "since": cover.since,
            "why": cover.why,
            "lost_id": cover.lost_id,
            "pressing": False,
        }
        new = insert_into(self._conn, covers).values(session_id=cover.session_id, round=1, **values)
        again = new.on_conflict_do_update(
            index_elements=["session_id"],
            set_={**values, "round": covers.c.round + 1},
            where=covers.c.state != CoverState.WANTED,
        )
        return self._conn.execute(again.returning(covers.c.session_id)).first() is not None

    def settle(self, session_ids: Collection[int], state: CoverState) -> frozenset[int]:
        here = among(self._conn, covers.c.session_id, session_ids) & (covers.c.state == CoverState.WANTED)
        settled = update(covers).where(here).values(state=state).returning(covers.c.session_id)
        return frozenset(self._conn.scalars(settled))

    def bar(self, session_id: int, why: WhyCover) -> None:
        here = (covers.c.session_id == session_id) & (covers.c.state == CoverState.WANTED)
        self._conn.execute(update(covers).where(here).values(why=why))

    def press(self, session_id: int) -> bool:
        here = (covers.c.session_id == session_id) & covers.c.pressing.is_(False)
        return self._conn.execute(update(covers).where(here).values(pressing=True)).rowcount == 1

    def ease(self, session_id: int) -> None:
        self._conn.execute(update(covers).where(covers.c.session_id == session_id).values(pressing=False))

    def ahead(self, since: datetime) -> Sequence[Session]:
        here = (sessions.c.starts_at > since) & sessions.c.state.in_(NOT_OVER)
        query = select(sessions).where(here).order_by(sessions.c.starts_at, sessions.c.id)
        return [session_of(row) for row in self._conn.execute(query)]

    def load(self, person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
        when = (sessions.c.starts_at >= since) & (sessions.c.starts_at < until) & sessions.c.state.not_in(CALLED_OFF)
        query = (
            select(sessions.c.monitor_id, func.count().label("watched"))
            .where(when, sessions.c.monitor_id.in_(set(person_ids)))
            .group_by(sessions.c.monitor_id)
        )
        return {row.monitor_id: row.watched for row in self._conn.execute(query)}

    def proctors(self) -> frozenset[int]:
        query = select(person_roles.c.person_id).where(person_roles.c.role == Role.PROCTOR)
        return frozenset(self._conn.scalars(query))

    def missed_by(self, since: datetime, until: datetime) -> Sequence[Session]:
        query = (
            select(sessions)
            .join(records, records.c.session_id == sessions.c.id)
            .where(
                sessions.c.starts_at >= since,
                sessions.c.starts_at < until,
                sessions.c.monitor_kind == MonitorKind.PROCTOR,
                records.c.verdict == Verdict.ABSENT,
            )
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        return [session_of(row) for row in self._conn.execute(query)]

    def set_match_monitor(self, match_id: int, old_id: int, new_id: int, kind: str) -> bool:
        here = (matches.c.id == match_id) & (matches.c.monitor_id == old_id)
        changed = update(matches).where(here).values(monitor_id=new_id, monitor_kind=kind)
        return self._conn.execute(changed).rowcount == 1


class SqlOffers:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[Offer]]:
        found: dict[int, list[Offer]] = {session_id: [] for session_id in session_ids}
        query = select(cover_offers).where(cover_offers.c.session_id.in_(found)).order_by(cover_offers.c.id)
        for row in self._conn.execute(query) if found else ():
            found[row.session_id].append(_offer(row))
        return dict(found)

    def many(self, offer_ids: Collection[int]) -> Mapping[int, Offer]:
        query = select(cover_offers).where(cover_offers.c.id.in_(set(offer_ids)))
        return {row.id: _offer(row) for row in self._conn.execute(query)} if offer_ids else {}

    def ask(self, offers: Iterable[Offer]) -> Sequence[Offer]:
        rows = [
            {
                "session_id": offer.session_id,
                "round": offer.round,
                "starts_at": offer.starts_at,
                "person_id": offer.person_id,
                "asked_at": offer.asked_at,
                "expires_at": offer.expires_at,
                "state": OfferState.ASKED,
                "asked_by": offer.asked_by,
            }
            for offer in offers
        ]
        if not rows:
            return []
        new = insert_into(self._conn, cover_offers).values(rows).on_conflict_do_nothing()
        ids = set(self._conn.scalars(new.returning(cover_offers.c.id)))
        return [offer for _, offer in sorted(self.many(ids).items())]

    def move(self, offer_id: int, old: Collection[OfferState], state: OfferState, *, at: datetime) -> bool:
        here = (cover_offers.c.id == offer_id) & cover_offers.c.state.in_(old)
        closed = update(cover_offers).where(here).values(state=state, answered_at=at)
        return self._conn.execute(closed).rowcount == 1

    def withdraw(self, session_ids: Collection[int], *, at: datetime) -> None:
        here = among(self._conn, cover_offers.c.session_id, session_ids) & (cover_offers.c.state == OfferState.ASKED)
        self._conn.execute(update(cover_offers).where(here).values(state=OfferState.WITHDRAWN, answered_at=at))


class SqlStandbys:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, standby: Standby) -> bool:
        values = {
            "person_id": standby.person_id,
            "weekday": int(standby.weekday),
            "starts": standby.starts,
            "ends": standby.ends,
        }
        new = insert_into(self._conn, standbys).values(**values).on_conflict_do_nothing()
        return self._conn.execute(new.returning(standbys.c.id)).first() is not None

    def remove(self, standby_id: int, person_id: int) -> bool:
        mine = (standbys.c.id == standby_id) & (standbys.c.person_id == person_id)
        return self._conn.execute(delete(standbys).where(mine)).rowcount == 1

    def of(self, person_ids: Collection[int]) -> Mapping[int, Sequence[Standby]]:
        found: dict[int, list[Standby]] = {person: [] for person in person_ids}
        for standby in self.all() if found else ():
            if standby.person_id in found:
                found[standby.person_id].append(standby)
        return dict(found)

    def all(self) -> Sequence[Standby]:
        query = select(standbys).order_by(standbys.c.person_id, standbys.c.weekday, standbys.c.starts)
        return [
            Standby(row.person_id, Weekday(row.weekday), row.starts, row.ends, row.id)
            for row in self._conn.execute(query)
        ]


class SqlOptIns:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, guardian_id: int) -> Sequence[OptIn]:
        return opt_ins_of(self._conn, [guardian_id]).get(guardian_id, ())

    def put(self, guardian_id: int, opt_in: OptIn, *, at: datetime) -> bool:
        new = insert_into(self._conn, opt_ins).values(
            guardian_id=guardian_id,
            student_id=opt_in.student_id,
            given_on=opt_in.given_on,
            how=opt_in.how,
            revoked_on=opt_in.revoked_on,
            written_at=at,
        )
        again = new.on_conflict_do_update(
            index_elements=["guardian_id", "student_id", "given_on"],
            set_={"revoked_on": None, "how": opt_in.how, "written_at": at},
            where=opt_ins.c.revoked_on.is_not(None) & (opt_in.how != HowGiven.ROSTER),
        )
        return self._conn.execute(again.returning(opt_ins.c.id)).first() is not None

    def all(self) -> Mapping[int, Sequence[OptIn]]:
        return _by_guardian(self._conn, select(opt_ins))

    def amend(self, guardian_id: int, opt_in: OptIn, *, at: datetime) -> bool:
        theirs = (opt_ins.c.guardian_id == guardian_id) & (opt_ins.c.student_id == opt_in.student_id)
        here = theirs & (opt_ins.c.given_on == opt_in.given_on) & opt_ins.c.revoked_on.is_(None)
        values = {"how": opt_in.how, "revoked_on": opt_in.revoked_on, "written_at": at}
        return self._conn.execute(update(opt_ins).where(here).values(**values)).rowcount == 1

    def revoke(self, guardian_id: int, student_id: int, *, on: date) -> int:
        theirs = (opt_ins.c.guardian_id == guardian_id) & (opt_ins.c.student_id == student_id)
        standing = or_(opt_ins.c.revoked_on.is_(None), opt_ins.c.revoked_on > on)
        return self._conn.execute(update(opt_ins).where(theirs, standing).values(revoked_on=on)).rowcount

    def children_of(self, guardian_id: int) -> Sequence[int]:
        query = select(people.c.id).where(people.c.guardian_id == guardian_id).order_by(people.c.id)
        return list(self._conn.scalars(query))


def opt_ins_of(conn: Connection, guardian_ids: Collection[int]) -> Mapping[int, tuple[OptIn, ...]]:
    """By guardian, oldest first."""
    return _by_guardian(conn, select(opt_ins).where(among(conn, opt_ins.c.guardian_id, guardian_ids)))


def _by_guardian(conn: Connection, query: Select[Any]) -> Mapping[int, tuple[OptIn, ...]]:
    found: dict[int, tuple[OptIn, ...]] = {}
    for row in conn.execute(query.order_by(opt_ins.c.given_on, opt_ins.c.id)):
        one = OptIn(row.student_id, row.given_on, HowGiven(row.how), row.revoked_on)
        found[row.guardian_id] = (*found.get(row.guardian_id, ()), one)
    return found


def _cover(row: Row[Any]) -> Cover:
    state, why = CoverState(row.state), WhyCover(row.why)
    return Cover(row.session_id, row.since, why, row.lost_id, state, row.round, row.pressing)


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        row.id,
        row.session_id,
        row.round,
        row.starts_at,
        row.person_id,
        row.asked_at,
        row.expires_at,
        OfferState(row.state),
        row.asked_by,
    )
