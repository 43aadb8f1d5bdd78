"""Check-ins at work: planned every night, listed, logged with one line, and told once in the morning when overdue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.acts.matchmaking import find_match, subject
from mentoring.acts.telling import tell_people
from mentoring.checkins import (
    LONGEST_NOTE,
    MOST_MINUTES,
    SOON,
    CheckIn,
    DueCheckIn,
    MinutesOutOfRange,
    NoteTooLong,
    Part,
    Way,
    WithWhom,
    people_of,
    plan_check_ins,
)
from mentoring.matches import Match
from mentoring.paging import PAGE, paged
from mentoring.people import Person, folded
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

SHOWN = 5
"""The oldest that a manager reads of in the morning."""
AT_ONCE = 500
"""Matches that are planned in one transaction."""
OF_USE = timedelta(hours=12)


@dataclass(frozen=True)
class CheckInPage:
    """One page of what is due; `page` counts from 1. `overdue`: how many of all are past their deadline."""

    lines: Sequence[DueCheckIn]
    matches: Mapping[int, Match]
    people: Mapping[int, Person]
    zones: Mapping[int, ZoneInfo]
    """Of the program of each match."""
    page: int
    pages: int
    total: int
    overdue: int
    at: datetime


def plan_all(store: Store, *, at: datetime, policy: Policy) -> None:
    """The nightly plan of every match, and the repair of what drifted. Only what changes is written."""
    with store.look() as view:
        match_ids = list(view.matches.all_ids())
    for start in range(0, len(match_ids), AT_ONCE):
        with store.begin() as work:
            plan_matches(work, match_ids[start : start + AT_ONCE], at=at, policy=policy)


def plan_matches(work: Work, match_ids: Collection[int], *, at: datetime, policy: Policy) -> None:
    """Writes what is due next for everybody of these matches, inside the caller's transaction."""
    first_held, before = work.check_ins.first_held(match_ids), work.check_ins.planned(match_ids)
    matches = work.matches.many({*first_held, *before})
    done = work.check_ins.moments(matches)
    people = work.people.many({person for match in matches.values() for person in match.busy_ids})
    cadences = {program.id: policy.cadence(program) for program in work.programs.all()}
    for match in matches.values():
        known = before.get(match.id, {})
        planned = plan_check_ins(
            match,
            people,
            first_held=first_held.get(match.id),
            done=done.get(match.id, {}),
            before=known,
            cadence=cadences[match.program_id],
            at=at,
        )
        work.check_ins.put(due for person, due in planned.items() if known.get(person) != due)
        work.check_ins.drop(due for person, due in known.items() if person not in planned)


def list_check_ins(store: Store, *, actor: Person, everyone: bool, page: int, at: datetime) -> CheckInPage:
    """What is due within a week, or overdue, in one's own matches or in everybody's; the oldest first. A page past the
    end is the last one. Raises ManagersOnly."""
    require_manager(actor)
    owner, before = None if everyone else actor.id, at + SOON
    with store.look() as view:
        total, overdue = view.check_ins.count_due(owner, before=before, overdue=at)
        page, pages = paged(total, page)
        lines = view.check_ins.due(owner, before=before, limit=PAGE, offset=(page - 1) * PAGE)
        matches = view.matches.many({due.match_id for due in lines})
        people = view.people.many({due.person_id for due in lines})
        programs = {program.id: program.zone for program in view.programs.all()}
        zones = {match.id: programs[match.program_id] for match in matches.values()}
        return CheckInPage(lines, matches, people, zones, page, pages, total, overdue, at)


@dataclass(frozen=True)
class Logged:
    """`next_at`: when the same person is due again; None where the cadence has not begun."""

    check_in: CheckIn
    person: Person
    next_at: datetime | None
    zone: ZoneInfo


def log_check_in(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    part: Part,
    named: str = "",
    way: Way,
    minutes: int | None,
    note: str,
    request: str,
    at: datetime,
    policy: Policy,
) -> Logged:
    """Writes the one line, and plans the next. `named`: who, where several could be meant. A retry of `request` logs
    nothing twice. Raises ManagersOnly, NoSuchMatch, WithWhom, NoteTooLong, MinutesOutOfRange."""
    require_manager(actor)
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise MinutesOutOfRange
    line = " ".join(note.split())
    if len(line) > LONGEST_NOTE:
        raise NoteTooLong(len(line))
    with store.begin() as work:
        match = find_match(work, match_id)
        work.people.hold(match.busy_ids)
        person = _with_whom(work, match, part, named)
        check_in = CheckIn(match.id, person.id, part, way, minutes, line, actor.id, at)
        if work.requests.claim(request, at=at):
            check_in = work.check_ins.add(check_in)
            plan_matches(work, [match.id], at=at, policy=policy)
            after = f"{part} person-{person.id} by {way}"
            work.deeds.add(Deed(at, actor.id, "checkin.log", subject(match), after=after))
        due = work.check_ins.planned([match.id]).get(match.id, {}).get(person.id)
        zone = work.programs.get(match.program_id).zone
        return Logged(check_in, person, due.due_at if due is not None else None, zone)


def _with_whom(work: Work, match: Match, part: Part, named: str) -> Person:
    students = work.people.many(match.busy_ids)
    whole = people_of(match, students)
    people = work.people.many(whole)
    candidates = [people[person] for person, theirs in whole.items() if theirs is part]
    wanted = [person for person in candidates if folded(person.name).startswith(folded(named))]
    if len(wanted) != 1:
        raise WithWhom(match, part, candidates)
    return wanted[0]


def tell_overdue(work: Work, *, at: datetime) -> None:
    """One message to each manager who has any, with their number and the oldest; none where there is nothing, and never
    a second one on the same day."""
    zone = _house_zone(work)
    for manager_id, count in work.check_ins.managers_with_due(before=at).items():
        oldest = work.check_ins.due(manager_id, before=at, limit=SHOWN)
        tell_people(work, [_overdue(manager_id, count, oldest, at, zone)])


def _overdue(manager_id: int, count: int, oldest: Sequence[DueCheckIn], at: datetime, zone: ZoneInfo) -> Tiding:
    day = at.astimezone(zone).date().isoformat()
    people = {f"who_{place}": due.person_id for place, due in enumerate(oldest, 1)}
    lines = [{"match": due.match_id, "part": due.part, "due": due.due_at.isoformat()} for due in oldest]
    facts = {"count": count, "oldest": lines}
    key = f"check-ins/{day}/{manager_id}"
    topic = Topic.CHECK_INS_OVERDUE
    return Tiding(key, topic, manager_id, at, people=people, facts=facts, expires_at=at + OF_USE)


def _house_zone(work: Work) -> ZoneInfo:
    """That of the first program: a morning is a morning of the office."""
    programs = work.programs.all()
    return programs[0].zone if programs else ZoneInfo("UTC")


def next_morning(work: Work, hour: int, *, at: datetime) -> datetime:
    """The next time that it is that hour in the office, in UTC."""
    zone = _house_zone(work)
    local = at.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    morning = today if today > local else today + timedelta(days=1)
    return morning.astimezone(ZoneInfo("UTC"))
