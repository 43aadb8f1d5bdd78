"""Who watches over which sessions, what still wants cover, and who is glad to stand in: what `/proctor` tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from mentoring.acts.looking import SessionLine, session_lines, sessions_on
from mentoring.cover import Standby
from mentoring.errors import Refusal
from mentoring.matches import Match, NotInThatRole
from mentoring.paging import PAGE, paged
from mentoring.people import Person, Role
from mentoring.sessions import NOT_OVER, Session
from mentoring.slots import Weekday
from mentoring.store import Store
from mentoring.stored import Deed


@dataclass(frozen=True)
class WatchList:
    """One page of all that want cover, each with those who are being asked, and after them of the sessions of one day.
    `due` and `lacking`: how many sessions of the day there are, and how many that want cover; `page` counts from 1."""

    day: date
    sessions: Sequence[SessionLine]
    wanting: Sequence[SessionLine]
    asked: Mapping[int, Sequence[Person]]
    due: int
    lacking: int
    page: int
    pages: int


class NoSuchHours(Refusal):
    """Hours that end after they begin, on one day; or the number of hours that this person never gave."""


def watch_list(store: Store, *, actor: Person, day: date, page: int, at: datetime) -> WatchList:
    """A manager's own matches, or one's own sessions. A page past the end is the last one."""
    sessions = sessions_on(store, actor=actor, day=day)
    with store.look() as view:
        wanted = [cover.session_id for cover in view.covers.wanted()]
        ahead = [s for s in view.sessions.many(wanted).values() if s.state in NOT_OVER and s.ends_at > at]
        matches = view.matches.many({session.match_id for session in ahead})
        mine = [s for s in ahead if actor.id in _concerned(s, matches[s.match_id])]
        page, pages = paged(len(mine) + len(sessions), page)
        first, last = (page - 1) * PAGE, page * PAGE
        shown = sorted(mine, key=lambda session: (session.starts_at, session.id))[first:last]
        offers = view.offers.of([session.id for session in shown])
        people = view.people.many({offer.person_id for theirs in offers.values() for offer in theirs})
        asked = {number: [people[o.person_id] for o in theirs if o.open(at)] for number, theirs in offers.items()}
        lines, rest = session_lines(view, shown), sessions[max(0, first - len(mine)) : max(0, last - len(mine))]
    return WatchList(day, rest, lines, asked, len(sessions), len(mine), page, pages)


def _concerned(session: Session, match: Match) -> tuple[int, ...]:
    return (match.manager_id, match.mentor_id, session.monitor_id)


def standby_list(store: Store, *, actor: Person) -> Sequence[tuple[Person, Sequence[Standby]]]:
    """One's own hours; for a manager everybody's, by name."""
    with store.look() as view:
        found = view.standbys.all()
        people = view.people.many({standby.person_id for standby in found})
    mine = people if actor.has(Role.MANAGER) else {actor.id: people[actor.id]} if actor.id in people else {}
    return [
        (person, [standby for standby in found if standby.person_id == person.id])
        for person in sorted(mine.values(), key=lambda person: (person.name, person.id))
    ]


def give_hours(
    store: Store, *, actor: Person, weekday: Weekday, starts: time, ends: time, at: datetime
) -> Sequence[Standby]:
    """On these hours of the week they are glad to stand in; all their hours. Raises NotInThatRole, NoSuchHours."""
    if not actor.has(Role.PROCTOR):
        raise NotInThatRole(actor, "proctor")
    if starts >= ends:
        raise NoSuchHours
    with store.begin() as work:
        if work.standbys.add(Standby(actor.id, weekday, starts, ends)):
            hours = f"{weekday.name} {starts:%H:%M}-{ends:%H:%M}"
            work.deeds.add(Deed(at, actor.id, "standby.given", f"person-{actor.id}", after=hours))
        return work.standbys.of([actor.id])[actor.id]


def take_hours_back(store: Store, *, actor: Person, weekday: Weekday | None, at: datetime) -> Sequence[Standby]:
    """Those of one day of the week, or all; what is left. Raises NoSuchHours where there is nothing."""
    with store.begin() as work:
        hours = work.standbys.of([actor.id])[actor.id]
        gone = [standby for standby in hours if weekday is None or standby.weekday is weekday]
        if not gone:
            raise NoSuchHours
        for standby in gone:
            work.standbys.remove(standby.id, actor.id)
            told = f"{standby.weekday.name} {standby.starts:%H:%M}-{standby.ends:%H:%M}"
            work.deeds.add(Deed(at, actor.id, "standby.removed", f"person-{actor.id}", before=told))
        return work.standbys.of([actor.id])[actor.id]
