"""Figures of all programs over some days, for the district or a statewide survey (R134): without names, and without any
number that could point at one child."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from mentoring.acts.almanac import open_almanac_of
from mentoring.acts.figuring import benchmarks_of, count_waiting
from mentoring.acts.reporting import count_course
from mentoring.acts.volunteering import today
from mentoring.dosage import Course, Dosage
from mentoring.errors import Refusal
from mentoring.figures import Counted, Figures, days_between, of_matched
from mentoring.matches import Match, MatchState
from mentoring.programs import Model, Program
from mentoring.store import Store, Work
from mentoring.store.figures import Nominated, Pupil
from mentoring.surveys import Survey

ONCE_RELEASED = frozenset({MatchState.ACTIVE, MatchState.PAUSED, MatchState.ENDING, MatchState.ENDED})
Days = tuple[date, date]
"""From the first to the last, both included."""
_STOPPED = ONCE_RELEASED - {MatchState.ACTIVE}


class NoProgramYet(Refusal):
    """There is no program whose school year it could be."""


class DaysTheWrongWayRound(Refusal):
    """The last day is before the first."""


def survey(store: Store, *, first: date | None, last: date | None, at: datetime) -> Survey:
    """Without a first or last day that of the school year. Raises NoProgramYet, DaysTheWrongWayRound."""
    with store.look() as view:
        programs = {program.id: program for program in view.programs.all()}
        year = school_year(programs.values(), at)
        days = first or year[0], last or year[1]
        if days[1] < days[0]:
            raise DaysTheWrongWayRound
        dosages = _dosages(view, programs, days, at)
        matches = view.matches.many(dosages)
        of_model = [programs[match.program_id].model for match in matches.values()]
        return Survey(
            *days,
            on=today(view, at),
            counted=_counted(view, dosages, matches, days, at),
            matches={model: of_model.count(model) for model in Model},
            mentors=len({match.mentor_id for match in matches.values()}),
            benchmarks=benchmarks_of(view, at=at),
        )


def school_year(programs: Collection[Program], at: datetime) -> tuple[date, date]:
    """Of the programs that run at that moment; where none does, of the one that ended last, or begins first. Raises
    NoProgramYet."""
    running = [program for program in programs if program.starts_on <= program.day(at) <= program.ends_on]
    over = sorted((program for program in programs if program.ends_on < program.day(at)), key=lambda one: one.ends_on)
    ahead = sorted(programs, key=lambda one: one.starts_on)
    found = running or over[-1:] or ahead[:1]
    if not found:
        raise NoProgramYet
    return min(program.starts_on for program in found), max(program.ends_on for program in found)


def _dosages(view: Work, programs: Mapping[int, Program], days: Days, at: datetime) -> dict[int, Dosage]:
    """Of every match that had sessions due or held in these days. One that is paused or over is counted until its last
    session."""
    met = view.figures.last_met(_STOPPED)
    courses = view.hours.courses(programs, manager_id=None, states=ONCE_RELEASED)
    held = view.hours.held(manager_id=None, states=ONCE_RELEASED, days=days)
    within = [course for course in (_within(course, met, days) for course in courses) if course is not None]
    if not within:
        return {}
    almanac = open_almanac_of(view, [course.match_id for course in within], *days)
    now = {program.id: program.day(at) for program in programs.values()}
    counted = ((one.match_id, count_course(one, held, almanac, now[one.program_id])) for one in within)
    return {number: dosage for number, dosage in counted if dosage.weeks or dosage.minutes}


def _within(course: Course, met: Mapping[int, tuple[date, date | None]], days: Days) -> Course | None:
    """As much of it as lies in these days; None of it."""
    stopped = met.get(course.match_id, (course.first, course.last))[1]
    if stopped is None:
        return None
    begins, ends = max(course.first, days[0]), min(course.last, days[1], stopped)
    return replace(course, first=begins, last=ends) if begins <= ends else None


def _counted(
    view: Work, dosages: Mapping[int, Dosage], matches: Mapping[int, Match], days: Days, at: datetime
) -> list[Counted]:
    """Each student of these matches, everybody who was matched in these days, and everybody who waits."""
    pupils, nominated = view.figures.pupils(), view.figures.nominated(enrolled=True)
    grades, zone = _grades(nominated), view.programs.all()[0].zone
    theirs: dict[int, list[Dosage]] = {}
    for number, match in matches.items():
        for student in match.student_ids:
            theirs.setdefault(student, []).append(dosages[number])
    counted = [
        Counted(of_matched(found), pupils[student].school, pupils[student].language, grades.get(student))
        for student, found in theirs.items()
    ]
    for one in nominated:
        if one.matched_at is not None and days[0] <= one.matched_at.astimezone(zone).date() <= days[1]:
            home = pupils.get(one.student_id or 0, Pupil(one.school, one.language))
            waited = Figures(waited=(days_between(one.since, one.matched_at),))
            counted.append(Counted(waited, home.school, home.language, one.grade))
    return [*counted, *count_waiting(view, at=at, grades=grades)]


def _grades(nominated: Sequence[Nominated]) -> dict[int, int]:
    """The newest word of each student."""
    by_age = sorted(nominated, key=lambda one: one.since)
    return {one.student_id: one.grade for one in by_age if one.student_id is not None}
