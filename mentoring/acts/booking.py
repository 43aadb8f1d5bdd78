"""Nobody is in two rooms at once, and nobody carries more than they can: the one rule for whatever takes people's time,
be it a match for all its weeks or one session.

Who asks holds these people first, so that two who ask at once are answered one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.acts.engagements import (
    Lasting,
    as_held,
    check_no_training,
    in_one_room,
    present,
    sessions_of,
    touches,
)
from mentoring.duties import company
from mentoring.errors import Refusal
from mentoring.limits import Carried, Limits, TooManyHours, TooManyMatches
from mentoring.matches import RELEASED, Match, MatchState, MonitorKind
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import NOT_OVER, PlannedSession, Session, clash, planned_anew, unplanned_day
from mentoring.slots import overlap
from mentoring.store import Work
from mentoring.store.stepping_in import SteppedIn
from mentoring.trainings import Training

LONGEST = timedelta(days=1)
"""No session lasts longer: one that began earlier is over."""
WEEK = timedelta(days=7)


class SlotTaken(Refusal):
    """Nobody is in two rooms at once; `gap`: nor in one so soon after the other."""

    def __init__(self, person: Person, other: Match, day: date, gap: timedelta = timedelta(0)) -> None:
        super().__init__(person.id, other.id, day, gap)
        self.person, self.other, self.day, self.gap = person, other, day, gap


class TimeTaken(Refusal):
    """Nobody is in two rooms at once: `other` is the session that this person has then. `gap`: nor so soon after."""

    def __init__(self, person: Person, other: Session, program: Program, gap: timedelta = timedelta(0)) -> None:
        super().__init__(person.id, other.id, gap)
        self.person, self.other, self.program, self.gap = person, other, program, gap


def check_match_fits(
    work: Work, match: Match, program: Program, *, at: datetime, policy: Policy, skip: Collection[date] = ()
) -> None:
    """The weeks of this match beside all else that its people have. `skip`: days of it that stay without a session.
    Raises SlotTaken, TimeTaken, TrainingThen, TooManyMatches, TooManyHours."""
    carried = _carried(work, match.busy_ids, policy)
    _check_load(work, match, carried)
    _check_course(work, match, program, carried, first=program.day(at), skip=skip)


def check_match_free(work: Work, match: Match, program: Program, *, at: datetime, policy: Policy) -> None:
    """The same, whatever its people may carry, and however close one session is to the other. Raises SlotTaken,
    TimeTaken, TrainingThen."""
    without_limits = Carried({}, {}, replace(policy, least_gap=timedelta(0)))
    _check_course(work, match, program, without_limits, first=program.day(at))


def _check_course(
    work: Work, match: Match, program: Program, carried: Carried, *, first: date, skip: Collection[date] = ()
) -> None:
    _check_weeks(work, match, program, carried, first=first)
    weeks = planned_anew(match, program, first=first, known=skip)
    if weeks:
        _check_sessions(work, match, weeks, carried)
        check_no_training(work, weeks, match.busy_ids)


def check_session_fits(
    work: Work, session: Session, match: Match, person_ids: Collection[int], *, policy: Policy
) -> None:
    """These people in this session, beside the sessions that there are and the weeks of other matches that are still to
    be planned. Raises TimeTaken, TrainingThen, SlotTaken, TooManyHours."""
    work.people.hold(person_ids)
    carried = _carried(work, person_ids, policy)
    people, programs, held = work.people.many(person_ids), _programs(work), as_held(session, match)
    span = PlannedSession(session.day, session.starts_at, session.ends_at)
    engaged = sessions_of(work, person_ids, session.starts_at - WEEK, session.ends_at + WEEK, but=session.id)
    for person_id, around in engaged.items():
        found = _in_the_way([span], _with_gaps(around, person_id, held, carried))
        if found is not None:
            of = {other.id: theirs for other, theirs in around}[found[0].id]
            raise TimeTaken(people[person_id], found[0], programs[of.program_id], found[1])
        _check_week(people[person_id], session, match, around, carried.of(person_id, match.program_id))
    check_no_training(work, [session], person_ids)
    for other in work.matches.holding(person_ids):
        if other.state in RELEASED:
            _check_unplanned(work, session, held, other, programs, people, carried)


def _check_load(work: Work, match: Match, carried: Carried) -> None:
    """How many matches, and how many hours a week. A teacher is at school anyway."""
    bound = {match.mentor_id, *match.student_ids}
    if match.monitor_kind is not MonitorKind.TEACHER:
        bound.add(match.monitor_id)
    people, programs = work.people.many(bound), _programs(work)
    others = [
        other
        for other in work.matches.holding(bound)
        if not _one_choice(match, other) and _at_the_same_time(match, other, programs)
    ]
    for person_id in sorted(bound):
        theirs = [other for other in others if person_id in other.busy_ids]
        limits = carried.of(person_id, match.program_id)
        if len(theirs) + 1 > limits.matches:
            raise TooManyMatches(people[person_id], limits.matches)
        if sum((other.slot.length for other in theirs), match.slot.length) > limits.weekly:
            raise TooManyHours(people[person_id], limits.weekly)


def _at_the_same_time(match: Match, other: Match, programs: Mapping[int, Program]) -> bool:
    """Whether both have sessions at any time: the match of next year's program is no burden in this one."""
    one, two = programs[match.program_id], programs[other.program_id]
    first = max(match.starts_on or one.first_day, other.starts_on or two.first_day, one.first_day, two.first_day)
    return first <= min(one.ends_on, two.ends_on)


def _one_choice(match: Match, other: Match) -> bool:
    """The match itself, or another option of the same offer, as long as none of the two is chosen: only one will be."""
    options = match.offer is not None and other.offer == match.offer
    return other.id == match.id or (options and MatchState.PROPOSED in (match.state, other.state))


def _check_weeks(work: Work, match: Match, program: Program, carried: Carried, *, first: date) -> None:
    programs, people = _programs(work), work.people.many(match.busy_ids)
    for other in work.matches.holding(match.busy_ids):
        if _one_choice(match, other):
            continue
        shared = [person for person in match.busy_ids if _in_two(person, match, other)]
        if not shared:
            continue
        between = {person: carried.gap(person, match.program_id, other.program_id) for person in shared}
        tightest = max(shared, key=lambda person: between[person])
        gaps = {timedelta(0): shared[0], between[tightest]: tightest}
        for gap, person in sorted(gaps.items()):
            day = clash(match, program, other, programs[other.program_id], first=first, gap=gap)
            if day is not None:
                raise SlotTaken(people[person], other, day, gap)


def _check_sessions(work: Work, match: Match, weeks: Sequence[PlannedSession], carried: Carried) -> None:
    """Sessions that were moved out of their week's hour, or that one of these people stands in for."""
    people, programs = work.people.many(match.busy_ids), _programs(work)
    since, until = weeks[0].starts_at - LONGEST, weeks[-1].ends_at + LONGEST
    for person_id, engaged in sessions_of(work, match.busy_ids, since, until).items():
        theirs = {other.id: (other, of) for other, of in engaged if of.id != match.id}
        found = _in_the_way(weeks, _with_gaps(list(theirs.values()), person_id, match, carried))
        if found is not None:
            program = programs[theirs[found[0].id][1].program_id]
            raise TimeTaken(people[person_id], found[0], program, found[1])


def _in_two(person_id: int, match: Match, other: Match) -> bool:
    """In both of these, and not in one room for both."""
    return person_id in match.busy_ids and person_id in other.busy_ids and not in_one_room(person_id, match, other)


def _with_gaps(
    others: Sequence[tuple[Session, Match]], person_id: int, match: Match, carried: Carried
) -> list[tuple[Session, timedelta]]:
    """Each in another room, with the pause that is kept between it and a session of this match."""
    elsewhere = ((other, of) for other, of in others if not in_one_room(person_id, match, of))
    return [(other, carried.gap(person_id, match.program_id, of.program_id)) for other, of in elsewhere]


def _in_the_way(
    spans: Sequence[PlannedSession], others: Sequence[tuple[Session, timedelta]]
) -> tuple[Session, timedelta] | None:
    """The first that overlaps; else the first that leaves less than its gap, and then with it."""
    overlapping = [(other, timedelta(0)) for other, _ in others]
    for wider in (overlapping, others):
        for other, wide in wider:
            since, until = other.starts_at - wide, other.ends_at + wide
            if any(overlap(since, until, span.starts_at, span.ends_at) for span in spans):
                return other, wide
    return None


def _check_week(
    person: Person, session: Session, match: Match, around: Sequence[tuple[Session, Match]], limits: Limits
) -> None:
    """The hours of that week, from Monday on. Who is in this match every week has been counted when it was made; a
    teacher is at school anyway."""
    if person.id in match.busy_ids or (person.id, MonitorKind.TEACHER) == (session.monitor_id, session.monitor_kind):
        return
    monday = session.day - timedelta(days=session.day.weekday())
    spent = [other for other, _ in around if monday <= other.day < monday + WEEK]
    total = sum((other.ends_at - other.starts_at for other in spent), session.ends_at - session.starts_at)
    if total > limits.weekly:
        raise TooManyHours(person, limits.weekly)


def _check_unplanned(
    work: Work,
    session: Session,
    match: Match,
    other: Match,
    programs: Mapping[int, Program],
    people: Mapping[int, Person],
    carried: Carried,
) -> None:
    known, program = work.sessions.days_of([other.id])[other.id], programs[other.program_id]
    shared = [person for person in sorted(people) if _in_two(person, match, other)]
    for person_id in shared:
        for gap in dict.fromkeys((timedelta(0), carried.gap(person_id, match.program_id, other.program_id))):
            day = unplanned_day(other, program, session.starts_at - gap, session.ends_at + gap, known=known)
            if day is not None:
                raise SlotTaken(people[person_id], other, day, gap)


def _programs(work: Work) -> dict[int, Program]:
    return {program.id: program for program in work.programs.all()}


def _carried(work: Work, person_ids: Collection[int], policy: Policy) -> Carried:
    return Carried(work.limits.of(person_ids), work.limits.of_programs(), policy)


def busy_beside(view: Work, session: Session) -> set[int]:
    """Everybody who is in another session at that hour, has said that they are its second adult, or is in a training.
    Weeks that are still to be planned are looked at when somebody takes the session over."""
    around = view.sessions.between(session.starts_at - LONGEST, session.ends_at)
    others = [s for s in around if s.id != session.id and s.state in NOT_OVER and touches(s, session)]
    matches = view.matches.many({session.match_id, *(other.match_id for other in others)})
    said = view.stepped_in.of([other.id for other in others])
    in_training = view.trainings.of_people(session.starts_at, session.ends_at)
    return set(in_training).union(
        *(_kept_from(matches[session.match_id], s, matches[s.match_id], said[s.id]) for s in others)
    )


def _kept_from(match: Match, other: Session, of: Match, said: Sequence[SteppedIn]) -> set[int]:
    """Whoever is in the other session and so cannot watch over one of this match."""
    there, watching = present(other, of, said), other.monitor_id
    as_if = replace(match, monitor_id=watching, monitor_kind=MonitorKind.TEACHER)
    return there - {watching} if in_one_room(watching, as_if, as_held(other, of)) else there


def free_together(
    work: Work, wanted: Sequence[Session], matches: Mapping[int, Match]
) -> tuple[Sequence[Session], Sequence[Session]]:
    """Nobody is in two rooms at once: against the sessions and trainings that there are, and among each other the
    earlier counts."""
    if not wanted:
        return (), ()
    first, last = min(s.starts_at for s in wanted), max(s.ends_at for s in wanted)
    standing = [s for s in work.sessions.between(first - LONGEST, last) if s.state in NOT_OVER]
    known = {**matches, **work.matches.many({s.match_id for s in standing} - set(matches))}
    said, taken = work.stepped_in.of([s.id for s in standing]), _Taken(work.trainings.of_people(first, last))
    for session in standing:
        taken.add(session, known[session.match_id], said[session.id])
    free, busy = [], []
    for session in wanted:
        match = known[session.match_id]
        if taken.stands_in_the_way_of(session, match):
            busy.append(session)
        else:
            free.append(session)
            taken.add(session, match, ())
    return free, busy


class _Taken:
    """By person, where they are."""

    def __init__(self, trainings: Mapping[int, Sequence[Training]]) -> None:
        self._trainings, self._sessions = trainings, dict[int, list[tuple[Session, Match]]]()

    def add(self, session: Session, match: Match, said: Sequence[SteppedIn]) -> None:
        for person in present(session, match, said):
            self._sessions.setdefault(person, []).append((session, as_held(session, match)))

    def stands_in_the_way_of(self, session: Session, match: Match) -> bool:
        held = as_held(session, match)
        return any(self._keeps(person, session, held) for person in company(session, match).everybody)

    def _keeps(self, person: int, session: Session, held: Match) -> bool:
        elsewhere: list[Lasting] = [s for s, of in self._sessions.get(person, ()) if not in_one_room(person, held, of)]
        elsewhere += self._trainings.get(person, ())
        return any(touches(session, one) for one in elsewhere)
