"""Looking things up: what `/match list`, `/match show` and `/session today` tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mentoring.acts.matchmaking import find_match
from mentoring.acts.overseeing import Oversight, oversee
from mentoring.alerts import UNRESOLVED, Alert
from mentoring.checkins import CheckIn
from mentoring.cover import Cover
from mentoring.matches import Match, MatchState
from mentoring.paging import PAGE, paged
from mentoring.people import Person, Role
from mentoring.permissions import require_manager, require_part_in
from mentoring.programs import Program
from mentoring.session_notes import Mood, mood_of
from mentoring.session_plans import SessionPlan, may_plan
from mentoring.sessions import NOT_OVER, Session
from mentoring.store import Store, Work
from mentoring.stored import Answer, Door, Record, SessionRoom

CHECK_INS = 8
"""The last ones, shown with a match."""
NOTES = 8
"""The last ones, looked at for how the student was."""

Children = Sequence[tuple[Person, str]]
"""Of a guardian who takes part in a session themselves: the children, each with the link of their door."""


@dataclass(frozen=True)
class MatchLine:
    """One match with its people's names, for a list."""

    match: Match
    program: Program
    people: Mapping[int, Person]


@dataclass(frozen=True)
class MatchPage:
    """One page of a list; `page` counts from 1. `ahead`: by match, its next session, for those who are in it."""

    lines: Sequence[MatchLine]
    page: int
    pages: int
    total: int
    ahead: Mapping[int, Session] = field(default_factory=dict)


@dataclass(frozen=True)
class SessionLine:
    """One session with all that a line about it may say."""

    session: Session
    match: Match
    program: Program
    people: Mapping[int, Person]
    room: SessionRoom | None = None
    record: Record | None = None
    alerts: Sequence[Alert] = ()
    answers: Mapping[int, Answer] = field(default_factory=dict)
    cover: Cover | None = None
    last_focus: str = ""
    """What the mentor wanted to go on with. Private, so it is there only where the mentor is about to read it."""

    @property
    def wants_cover(self) -> bool:
        return self.cover is not None and self.cover.wanted and self.session.state in NOT_OVER

    def comes_as_adult(self, person_id: int) -> bool:
        """As mentor or monitor, unless they have said that they cannot."""
        adults = (self.match.mentor_id, self.session.monitor_id)
        return person_id in adults and self.answers.get(person_id) is not Answer.CANNOT

    def children_of(self, reader: Person, doors: Mapping[tuple[int, int], Door]) -> Sequence[tuple[Person, Door]]:
        """The students who come, of whom this reader is the guardian (R024): each with their door, while it stands."""
        students = [self.people[student] for student in self.match.student_ids]
        theirs = [s for s in students if s is not reader and s.written_to_through({reader.id: reader}) is reader]
        coming = [child for child in theirs if self.answers.get(child.id) is not Answer.CANNOT]
        found = [(child, doors.get((self.session.id, child.id))) for child in coming]
        return [(child, door) for child, door in found if door is not None and door.revoked_at is None]


@dataclass(frozen=True)
class MatchView:
    """One match whole: its last sessions and its next ones."""

    line: MatchLine
    sessions: Sequence[SessionLine]
    oversight: Oversight | None = None
    """For managers only."""
    check_ins: Sequence[CheckIn] = ()
    """For managers only: the last ones."""
    spoken: Mapping[int, Person] = field(default_factory=dict)
    """Everybody whom these name."""
    plan: SessionPlan | None = None
    """None for whoever does not need it."""
    mood: Mood | None = None
    """For managers only: what the temperatures of the last sessions say."""


def list_matches(store: Store, *, actor: Person, everyone: bool, state: MatchState | None, page: int) -> MatchPage:
    """A manager's own matches, or everyone's. Raises ManagersOnly. A page past the end is the last one."""
    require_manager(actor)
    owner = None if everyone else actor.id
    with store.look() as view:
        total = view.matches.count(manager_id=owner, state=state)
        page, pages = paged(total, page)
        found = view.matches.page(manager_id=owner, state=state, limit=PAGE, offset=(page - 1) * PAGE)
        return MatchPage(match_lines(view, found), page, pages, total)


def list_own_matches(store: Store, *, actor: Person, state: MatchState | None, page: int, at: datetime) -> MatchPage:
    """The matches that a volunteer mentors or watches over, each with its next session. One that is only proposed
    stands there once they have been asked. A page past the end is the last one."""
    with store.look() as view:
        total = view.matches.count(part_of=actor.id, state=state)
        page, pages = paged(total, page)
        found = view.matches.page(part_of=actor.id, state=state, limit=PAGE, offset=(page - 1) * PAGE)
        ahead = view.sessions.next_of([match.id for match in found], at)
        return MatchPage(match_lines(view, found), page, pages, total, ahead)


def match_lines(view: Work, matches: Sequence[Match]) -> Sequence[MatchLine]:
    """The matches with their people, in as many queries as there are kinds of things."""
    people = view.people.many({p for m in matches for p in (*m.busy_ids, m.manager_id)})
    programs = {program.id: program for program in view.programs.all()}
    return [MatchLine(m, programs[m.program_id], {p: people[p] for p in (*m.busy_ids, m.manager_id)}) for m in matches]


def show_match(store: Store, *, actor: Person, match_id: int, at: datetime) -> MatchView:
    """Raises NoSuchMatch, NotYourMatch."""
    with store.look() as view:
        match = find_match(view, match_id)
        require_part_in(actor, match)
        sessions = view.sessions.of_match(match.id)
        past = [s for s in sessions if s.ends_at <= at][-4:]
        ahead = [s for s in sessions if s.ends_at > at][:4]
        seen = oversee(view, match) if actor.has(Role.MANAGER) else None
        check_ins = view.check_ins.of_match(match.id, limit=CHECK_INS) if actor.has(Role.MANAGER) else ()
        spoken = view.people.many({person for one in check_ins for person in (one.person_id, one.by)})
        line, told = match_lines(view, [match])[0], session_lines(view, past + ahead)
        plan = view.plans.of(match.id) if may_plan(actor, match) else None
        mood = _mood(view, match) if actor.has(Role.MANAGER) else None
        return MatchView(line, told, seen, check_ins, spoken, plan, mood)


def _mood(view: Work, match: Match) -> Mood | None:
    recent = view.notes.recent([match.id], limit=NOTES).get(match.id, ())
    return mood_of([one.notes.temperature for one in recent if one.notes.temperature is not None])


def sessions_on(store: Store, *, actor: Person, day: date, days: int = 1) -> Sequence[SessionLine]:
    """The sessions of that day in the program's wall time: a manager's own matches, or one's own sessions."""
    with store.look() as view:
        zones = {program.zone for program in view.programs.all()}
        if not zones:
            return []
        # Not `as_utc`: in some zones the clocks skip midnight, and then the day begins right there.
        since = min(datetime.combine(day, time.min, tzinfo=zone) for zone in zones)
        until = max(datetime.combine(day + timedelta(days=days), time.min, tzinfo=zone) for zone in zones)
        found = view.sessions.between(since, until, person_id=actor.id)
        lines = session_lines(view, found)
        return [line for line in lines if day <= line.session.day < day + timedelta(days=days)]


def session_lines(view: Work, sessions: Sequence[Session]) -> Sequence[SessionLine]:
    ids = [session.id for session in sessions]
    matches = view.matches.many({session.match_id for session in sessions})
    lines = {line.match.id: line for line in match_lines(view, list(matches.values()))}
    monitors = view.people.many({session.monitor_id for session in sessions})
    rooms, alerts = view.rooms.many(ids), view.alerts.of_sessions(ids)
    records, answers, covers = view.records.of(ids), view.answers.of(ids), view.covers.of(ids)
    return [
        SessionLine(
            session=session,
            match=lines[session.match_id].match,
            program=lines[session.match_id].program,
            people={**lines[session.match_id].people, session.monitor_id: monitors[session.monitor_id]},
            room=rooms.get(session.id),
            record=records.get(session.id),
            alerts=[a for (of, _), a in alerts.items() if of == session.id and a.state in UNRESOLVED],
            answers=answers.get(session.id, {}),
            cover=covers.get(session.id),
        )
        for session in sessions
    ]
