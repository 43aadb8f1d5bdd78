"""Counting for managers: the hours of their matches, shortfalls first; and the count of every night, which tells of
matches that have fallen silent and keeps how each stands for figures of the whole program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentoring.acts.almanac import Almanac, open_almanac_of
from mentoring.acts.looking import MatchLine, match_lines
from mentoring.acts.telling import tell_people
from mentoring.dosage import Course, Dosage, count
from mentoring.matches import Match, MatchState
from mentoring.paging import PAGE, paged
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.store import Store, Work
from mentoring.tidings import Tiding, Topic


@dataclass(frozen=True)
class Report:
    """One page of it; `page` counts from 1. `silent`, `short` and `total` count all matches, and `weeks` and `kept` all
    their weeks."""

    lines: Sequence[tuple[MatchLine, Dosage]]
    page: int
    pages: int
    total: int
    silent: int
    short: int
    weeks: int
    kept: int


def report(store: Store, *, actor: Person, page: int, at: datetime) -> Report:
    """A manager's own active matches: those that are silent first, then by what they lack. Raises ManagersOnly. A page
    past the end is the last one."""
    require_manager(actor)
    with store.look() as view:
        counted = sorted(_counted(view, actor.id, at).items(), key=lambda one: (*_rank(one[1]), one[0]))
        page, pages = paged(len(counted), page)
        shown = dict(counted[(page - 1) * PAGE : page * PAGE])
        matches = view.matches.many(shown)
        lines = match_lines(view, [matches[number] for number in shown])
    dosages = [dosage for _, dosage in counted]
    return Report(
        lines=[(line, shown[line.match.id]) for line in lines],
        page=page,
        pages=pages,
        total=len(counted),
        silent=sum(dosage.stands_out for dosage in dosages),
        short=sum(dosage.short > 0 for dosage in dosages),
        weeks=sum(dosage.weeks for dosage in dosages),
        kept=sum(dosage.kept for dosage in dosages),
    )


def count_all(store: Store, *, at: datetime) -> int:
    """Writes down how every active match stands. Managers hear once of every one that has not met for two weeks in a
    row; how many such matches there are."""
    with store.look() as view:
        counted = _counted(view, None, at)
    silent = {number: dosage for number, dosage in sorted(counted.items()) if dosage.stands_out}
    with store.begin() as work:
        work.figures.put_standings(counted)
        # Counting takes a second where there are many, and nobody else need wait for it: some may have ended meanwhile.
        found = work.matches.many(silent)
        active = {number: match for number, match in found.items() if match.state is MatchState.ACTIVE}
        tell_people(work, [_silence(active[number], silent[number], at) for number in silent if number in active])
        return len(active)


def _rank(dosage: Dosage) -> tuple[bool, int]:
    return not dosage.stands_out, -dosage.short


def _counted(view: Work, manager_id: int | None, at: datetime) -> Mapping[int, Dosage]:
    programs = {program.id: program for program in view.programs.all()}
    courses, held = view.hours.courses(programs, manager_id=manager_id), view.hours.held(manager_id=manager_id)
    if not courses:
        return {}
    ids = [course.match_id for course in courses]
    first, last = min(c.first for c in courses), max(c.last for c in courses)
    almanac = open_almanac_of(view, ids, first, last)
    today = {program.id: program.day(at) for program in programs.values()}
    return {course.match_id: count_course(course, held, almanac, today[course.program_id]) for course in courses}


def count_course(course: Course, held: Mapping[int, Mapping[int, int]], almanac: Almanac, today: date) -> Dosage:
    """`held`: minutes by match and week."""
    off = almanac.off_in(course.program_id, course.slot, almanac.schools_of(course.match_id))
    return count(course, held.get(course.match_id, {}), off, today=today)


def _silence(match: Match, dosage: Dosage, at: datetime) -> Tiding:
    since = dosage.silent_since.isoformat() if dosage.silent_since is not None else ""
    people = {"mentor": match.mentor_id, **{f"student{n}": one for n, one in enumerate(match.student_ids)}}
    return Tiding(
        key=f"match-{match.id}/{Topic.MATCH_SILENT}/{since}/{match.manager_id}",
        topic=Topic.MATCH_SILENT,
        reader_id=match.manager_id,
        at=at,
        match_id=match.id,
        people=people,
        facts={"since": since, "weeks": dosage.silent},
    )
