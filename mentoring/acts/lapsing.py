"""Clearance that runs out, and what follows from it: warnings 60, 30 and 7 days ahead, and on the day after the last
valid one nobody is left with an adult who may not be there (I9, L3).

A monitor who may not watch over a session any more leaves it wanting cover. A mentor's sessions are called off for the
week ahead, with notice to everybody, and no further: a check that is renewed meanwhile changes nothing for the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring.acts.booking import LONGEST
from mentoring.acts.changing import cancel
from mentoring.acts.guarding import unfit_mentor, unfit_monitor
from mentoring.acts.missing import tell_of_misses
from mentoring.acts.telling import tell_people
from mentoring.acts.wanting import bar_from, seek_again, undo_cover, want_cover
from mentoring.cover import BARRED, Cover, WhyCover, daytime
from mentoring.duties import HOUSE, DutyKind, PlannedDuty
from mentoring.matches import Match, NotInThatRole
from mentoring.people import VOLUNTEERS, Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import NOT_OVER, Session
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

PORTION = 2_000
"""Sessions."""
WHOLE_HORIZON = timedelta(days=366)
MENTOR_UNFIT = "the mentor's clearance has run out"


@dataclass(frozen=True)
class _Standing:
    """A match with its sessions that are not over, and whoever is named in them."""

    match: Match
    program: Program
    sessions: Sequence[Session]
    people: Mapping[int, Person]
    covers: Mapping[int, Cover]

    @property
    def mentor(self) -> Person:
        return self.people[self.match.mentor_id]

    def troubled(self, at: datetime) -> bool:
        """Something about it is to be changed, or looked at again."""
        on = self.program.day(at)
        barred = {s.id: unfit_monitor(s, self.match, self.program, self.people, on=on) for s in self.sessions}
        wanted = {number for number, cover in self.covers.items() if cover.wanted}
        return bool(wanted) or any(barred.values()) or unfit_mentor(self.mentor, on=on) is not None


def next_lapse(zones: Iterable[Program], at: datetime) -> PlannedDuty:
    """At the next midnight of a program: a check is valid through its day."""
    midnights = [
        datetime.combine(program.day(at) + timedelta(days=1), time(), tzinfo=program.zone).astimezone(at.tzinfo)
        for program in zones
    ]
    due_at = min(midnights, default=at + timedelta(days=1))
    return PlannedDuty(HOUSE, DutyKind.LAPSE, due_at, due_at.isoformat(timespec="minutes"))


def lapse_check(at: datetime) -> PlannedDuty:
    """Whenever we start: a midnight may have passed without us."""
    return PlannedDuty(HOUSE, DutyKind.LAPSE, at, at.isoformat(timespec="seconds"))


def lapse(store: Store, *, at: datetime, policy: Policy) -> None:
    """What every midnight brings; the second time nothing is new."""
    with store.look() as view:
        troubled = _troubled(view, at)
    for match_id in troubled:
        with store.begin() as work:
            see_to_match(work, match_id, at=at, policy=policy, again=True)
    with store.begin() as work:
        tell_people(work, list(_warnings(work, at, policy)))
        tell_of_misses(work, at=at, policy=policy)
        work.duties.plan([next_lapse(work.programs.all(), at)])


def _troubled(view: Work, at: datetime) -> list[int]:
    """In portions: a database takes only so many values in one question."""
    ahead, found = view.covers.ahead(at - LONGEST), set()
    for first in range(0, len(ahead), PORTION):
        found |= {one.match.id for one in _standing(view, ahead[first : first + PORTION], at) if one.troubled(at)}
    return sorted(found)


def clearance_changed(work: Work, person_ids: Collection[int], *, at: datetime, policy: Policy) -> None:
    """Whatever has become of these people's clearance, role or word counts from now on: what they may not do is taken
    from them, and what has not happened yet is undone where they may again."""
    matches = set()
    for person_id in sorted(person_ids):
        theirs = work.sessions.between(at - LONGEST, at + WHOLE_HORIZON, person_id=person_id)
        matches |= {session.match_id for session in theirs if session.state in NOT_OVER}
    for match_id in sorted(matches):
        see_to_match(work, match_id, at=at, policy=policy)


def see_to_match(work: Work, match_id: int, *, at: datetime, policy: Policy, again: bool = False) -> None:
    """`again`: searches that go on already are looked at as well, should anything have kept one from going on."""
    sessions = [s for s in work.sessions.of_match(match_id) if s.state in NOT_OVER and s.ends_at > at]
    work.covers.hold([session.id for session in sessions])
    for one in _standing(work, sessions, at):
        on = one.program.day(at)
        for session in one.sessions:
            why = unfit_monitor(session, one.match, one.program, one.people, on=on)
            cover = one.covers.get(session.id)
            wanted = cover is not None and cover.wanted
            if why is not None and not wanted:
                want_cover(work, session, why, at=at, by=None)
            elif cover is not None and wanted:
                _look_again(work, session, cover, why, at, again=again)
        if unfit_mentor(one.mentor, on=on) is not None:
            _hold(work, one, at, policy)


def _look_again(work: Work, session: Session, cover: Cover, why: WhyCover | None, at: datetime, *, again: bool) -> None:
    if why is None and cover.why in BARRED:
        undo_cover(work, session, at=at, by=None)
    elif why is not None and cover.why not in BARRED:
        bar_from(work, session, why, at=at)
    elif again:
        seek_again(work, [session.id], at=at)


def _hold(work: Work, one: _Standing, at: datetime, policy: Policy) -> None:
    for session in one.sessions:
        if session.starts_at <= at + policy.hold_ahead:
            cancel(work, actor=None, session_id=session.id, why=MENTOR_UNFIT, at=at)
    until = one.mentor.clearance.background_check_until
    by_day, manager_id = daytime(at, one.program.zone), one.match.manager_id
    tell_people(work, [_tiding(Topic.MENTOR_ON_HOLD, one.mentor, manager_id, f"{until}", by_day, match=one.match)])


def _standing(view: Work, sessions: Iterable[Session], at: datetime) -> Iterator[_Standing]:
    by_match: dict[int, list[Session]] = {}
    for session in sessions:
        if session.ends_at > at:
            by_match.setdefault(session.match_id, []).append(session)
    matches, programs = view.matches.many(by_match), {program.id: program for program in view.programs.all()}
    everybody = {p for m in matches.values() for p in m.busy_ids} | {
        s.monitor_id for theirs in by_match.values() for s in theirs
    }
    people = view.people.many(everybody)
    covers = view.covers.of([s.id for theirs in by_match.values() for s in theirs])
    for number, match in matches.items():
        of_these = {s.id: covers[s.id] for s in by_match[number] if s.id in covers}
        yield _Standing(match, programs[match.program_id], by_match[number], people, of_these)


def _warnings(work: Work, at: datetime, policy: Policy) -> Iterator[Tiding]:
    """For each volunteer whose check runs out: the nearest step only, once for each date, told by day."""
    programs = work.programs.all()
    if not programs:
        return
    today, when = min(program.day(at) for program in programs), daytime(at, programs[0].zone)
    volunteers = [person for person in work.people.all() if person.has(*VOLUNTEERS)]
    for person in volunteers:
        until = person.clearance.background_check_until
        if until is None:
            continue
        step = nearest_step(until, today, policy)
        topic = Topic.CHECK_EXPIRES if step is not None else Topic.CHECK_EXPIRED
        if step is not None or until == today - timedelta(days=1):
            yield from _to_everybody(work, topic, person, f"{until}/{step}", when)


def nearest_step(until: date, today: date, policy: Policy) -> int | None:
    """The warning that is due now: of several whose day has come, only the last. None when none is, or no more."""
    left = (until - today).days
    passed = [step for step in policy.check_warnings if 0 <= left <= step]
    return min(passed, default=None)


def _to_everybody(work: Work, topic: Topic, person: Person, which: str, at: datetime) -> Iterator[Tiding]:
    """The volunteer, and the managers of their matches."""
    yield _tiding(topic, person, person.id, which, at)
    for manager in sorted({match.manager_id for match in work.matches.holding([person.id])} - {person.id}):
        yield _tiding(topic, person, manager, which, at)


def _tiding(
    topic: Topic, person: Person, reader_id: int, which: str, at: datetime, *, match: Match | None = None
) -> Tiding:
    number = match.id if match is not None else None
    until = person.clearance.background_check_until
    facts = {"until": until.isoformat() if until else None, "own": person.id == reader_id}
    key = f"{topic}/{person.id}/{which}/{number or 0}/{reader_id}"
    return Tiding(key, topic, reader_id, at, number, {"volunteer": person.id}, facts)


def set_check(
    store: Store, *, actor: Person, person_id: int, until: date | None, why: str, at: datetime, policy: Policy
) -> Person:
    """A volunteer's background check is valid through that day, or from this moment no more (None); what follows from
    it happens in the same transaction. `why` is for the audit log. Raises ManagersOnly, NotInThatRole."""
    require_manager(actor)
    with store.begin() as work:
        person = work.people.get(person_id)
        if not person.has(*VOLUNTEERS):
            raise NotInThatRole(person, "volunteer")
        before = person.clearance.background_check_until
        work.covers.set_check(person_id, until)
        was, now = (f"{day or 'none'}" for day in (before, until))
        work.deeds.add(Deed(at, actor.id, "person.check", f"person-{person_id}", was, now, why))
        clearance_changed(work, [person_id], at=at, policy=policy)
        return work.people.get(person_id)
