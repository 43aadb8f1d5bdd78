"""Suggesting matches: who could really be matched with whom, best first, each with the reasons (R040)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from mentoring.acts.matchmaking import check_rules
from mentoring.errors import Refusal
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.people import Person, Role
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.slots import Slot, Weekday
from mentoring.store import Store, Work

SHOWN = 5
TRIED = 60
"""Candidates that are tried out, best first; the others wait for a narrower question."""
USUAL_HOURS = (time(16, 30), time(16), time(17), time(15, 30), time(17, 30), time(18))
"""After school, the usual hour of the program first (R109)."""
SCHOOL_DAYS = (Weekday.TU, Weekday.TH, Weekday.MO, Weekday.WE, Weekday.FR)


class NothingToSuggest(Refusal):
    """Nobody could be matched with this person now."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class OnlyIndependent(Refusal):
    """In class, teachers ask for mentors of their own students (R022)."""


@dataclass(frozen=True)
class Wish:
    """What is asked for besides the person. None: whatever fits."""

    slot: Slot | None = None
    platform: Platform | None = None


@dataclass(frozen=True)
class Suggestion:
    """A match that every rule allows at this moment."""

    draft: MatchDraft
    mentor: Person
    student: Person
    monitor: Person
    same_language: bool
    mentor_load: int
    """How many matches the mentor has."""


def suggest_matches(
    store: Store, *, actor: Person, person: Person, program: Program, wish: Wish, at: datetime, policy: Policy
) -> Sequence[Suggestion]:
    """For a student the mentors, for a mentor the students without a match. Raises ManagersOnly, OnlyIndependent,
    NothingToSuggest."""
    require_manager(actor)
    if program.model is not Model.INDEPENDENT:
        raise OnlyIndependent
    with store.look() as view:
        town = _Town.of(view)
        pairs = town.pairs(person)
        found: list[Suggestion] = []
        for mentor, student in pairs[:TRIED]:
            made = next(_possible(view, town, mentor, student, program, wish, at=at, policy=policy), None)
            if made is not None:
                found.append(made)
            if len(found) == SHOWN:
                break
    if not found:
        raise NothingToSuggest(person)
    return found


@dataclass(frozen=True)
class _Town:
    """Everybody, and how many lasting matches each has."""

    people: dict[int, Person]
    load: Counter[int]
    hours: dict[int, set[tuple[Weekday, time]]]

    @classmethod
    def of(cls, view: Work) -> _Town:
        people = {person.id: person for person in view.people.all()}
        lasting = view.matches.holding(people)
        load = Counter(person for match in lasting for person in match.busy_ids)
        hours: dict[int, set[tuple[Weekday, time]]] = {}
        for match in lasting:
            for person in match.busy_ids:
                hours.setdefault(person, set()).add((match.slot.weekday, match.slot.time))
        return cls(people, load, hours)

    def pairs(self, person: Person) -> list[tuple[Person, Person]]:
        """Mentor and student, those who fit best first: one language, then whoever has least."""
        if person.has(Role.STUDENT):
            found = [(mentor, person) for mentor in self._with(Role.MENTOR) if mentor.id != person.id]
            return sorted(found, key=lambda pair: (not self.same_language(*pair), self.load[pair[0].id], pair[0].id))
        waiting = [student for student in self._with(Role.STUDENT) if not self.load[student.id]]
        found = [(person, student) for student in waiting if student.id != person.id]
        return sorted(found, key=lambda pair: (not self.same_language(*pair), pair[1].id))

    def proctors(self) -> list[Person]:
        return sorted(self._with(Role.PROCTOR), key=lambda proctor: (self.load[proctor.id], proctor.id))

    def same_language(self, mentor: Person, student: Person) -> bool:
        """Whether the mentor writes in a language of the student or of the family, other than everybody's English."""
        family = {student.language, student.written_to_through(self.people).language}
        return mentor.language in family

    def _with(self, role: Role) -> Iterable[Person]:
        return (person for person in self.people.values() if person.has(role))


def _possible(
    view: Work,
    town: _Town,
    mentor: Person,
    student: Person,
    program: Program,
    wish: Wish,
    *,
    at: datetime,
    policy: Policy,
) -> Iterator[Suggestion]:
    """What every rule allows for these two, the usual hours first."""
    cleared = [p for p in town.proctors() if not p.clearance.missing(program.day(at)) and p.id != mentor.id]
    if mentor.clearance.missing(program.day(at)):
        return
    for slot in _slots(wish):
        key = (slot.weekday, slot.time)
        if any(key in town.hours.get(person.id, ()) for person in (mentor, student)):
            continue
        free = [proctor for proctor in cleared if key not in town.hours.get(proctor.id, ())]
        for monitor, kind in _monitors(town, student, free[:3]):
            draft = MatchDraft(
                program_id=program.id,
                mentor_id=mentor.id,
                student_ids=(student.id,),
                monitor_id=monitor.id,
                monitor_kind=kind,
                slot=slot,
                platform=wish.platform or program.default_platform,
            )
            if _allowed(view, draft, program, at=at, policy=policy):
                same, load = town.same_language(mentor, student), town.load[mentor.id]
                yield Suggestion(draft, mentor, student, monitor, same, load)


def _slots(wish: Wish) -> list[Slot]:
    if wish.slot is not None:
        return [wish.slot]
    return [Slot(day, hour) for hour in USUAL_HOURS for day in SCHOOL_DAYS]


def _monitors(town: _Town, student: Person, free: Iterable[Person]) -> Iterator[tuple[Person, MonitorKind]]:
    """A proctor who is free then, and else the guardian, if they have opted in (R063)."""
    for proctor in free:
        yield proctor, MonitorKind.PROCTOR
    guardian = town.people.get(student.guardian_id or 0)
    if guardian is not None:
        yield guardian, MonitorKind.GUARDIAN


def _allowed(view: Work, draft: MatchDraft, program: Program, *, at: datetime, policy: Policy) -> bool:
    try:
        check_rules(view, draft.as_proposed(), program, at=at, policy=policy)
    except Refusal:
        return False
    return True
