"""Reading the audit log: a manager looks at the history of one thing, an operator takes the whole log out.

That somebody looked is itself a line of it (safeguarding I15, L6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mentoring.acts.answering import find_session
from mentoring.acts.calendars import LONGEST, TooManyDays
from mentoring.acts.concern_files import readable_subjects
from mentoring.acts.concern_reports import zone_of
from mentoring.acts.matchmaking import find_match
from mentoring.acts.nominating import find_nomination
from mentoring.acts.training import find_training
from mentoring.calendars import days_of
from mentoring.histories import About, Kind, Sought, people_in, write_history
from mentoring.paging import PAGE, paged
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.programs import Program
from mentoring.store import Store, Work
from mentoring.stored import Deed


@dataclass(frozen=True)
class HistoryPage:
    """One page, the newest first; `page` counts from 1. `people`: those of the lines who are still known."""

    about: About
    deeds: Sequence[Deed]
    people: Mapping[int, Person]
    programs: Mapping[int, Program]
    page: int
    pages: int
    total: int
    zone: ZoneInfo


def read_history(store: Store, *, actor: Person, about: About, page: int, at: datetime) -> HistoryPage:
    """What the audit log has of that; of concerns only what the actor may know of. A page past the end is the last one.
    Raises ManagersOnly, NoSuchMatch, NoSuchSession, NoSuchNomination, NoSuchTraining, TooManyDays."""
    require_manager(actor)
    with store.begin() as work:
        sought = _sought(work, actor, about)
        total = work.deeds.count(sought)
        page, pages = paged(total, page)
        deeds = work.deeds.page(sought, limit=PAGE, offset=(page - 1) * PAGE)
        people = work.people.many(people_in(deeds) | ({about.number} if about.kind is Kind.PERSON else set()))
        programs = {program.id: program for program in work.programs.all()}
        work.deeds.add(Deed(at, actor.id, "history.read", about.subject, after=f"page {page} of {pages}"))
        return HistoryPage(about, deeds, people, programs, page, pages, total, zone_of(work, actor))


def _sought(work: Work, actor: Person, about: About) -> Sought:
    if about.kind is Kind.PERSON:
        concerns = readable_subjects(work, actor)
        return Sought(work.deeds.subjects_about(about.number), about.number, concerns)
    if about.kind is Kind.DAY:
        if not 0 <= (about.last - about.first).days < LONGEST:
            raise TooManyDays
        return Sought([f"{Kind.DAY}-{day}" for day in days_of(about.first, about.last)])
    return Sought([about.subject, *_with(work, about)])


def _with(work: Work, about: About) -> Sequence[str]:
    """Raises what is not there; what else belongs to it: a session's alerts are its own."""
    if about.kind is Kind.MATCH:
        find_match(work, about.number)
    elif about.kind is Kind.NOMINATION:
        find_nomination(work, about.number)
    elif about.kind is Kind.TRAINING:
        find_training(work, about.number)
    elif about.kind is Kind.SESSION:
        session, _ = find_session(work, about.number)
        return [f"alert-{alert.id}" for alert in work.alerts.of_sessions([session.id]).values()]
    return ()


def export_history(store: Store, *, at: datetime) -> tuple[str, int]:
    """The whole log as CSV, without what is of concerns, and how many lines it has."""
    with store.begin() as work:
        deeds = list(work.deeds.apart_from_concerns())
        people = {person.id: person for person in work.people.all()}
        work.deeds.add(Deed(at, None, "history.export", "house", after=f"{len(deeds)} lines"))
    return write_history(deeds, people), len(deeds)
