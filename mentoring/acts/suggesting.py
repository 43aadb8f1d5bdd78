"""Suggesting matches: who could really be matched with whom, best first, each with the reasons (R040)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from mentoring.acts.matchmaking import check_rules
from mentoring.errors import Refusal
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.people import Person, Profile, Role
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.slots import Slot, Weekday
from mentoring.store import Store, Work

SHOWN = 5
TRIED = 60
"""Candidates that are tried out, best first; the others wait for a narrower question."""
PROCTORS_TRIED = 3
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
        town = _Town.of(view, program.day(at))
        found: list[Suggestion] = []
        for pair in town.pairs(view, person)[:TRIED]:
            made = next(_possible(view, town, pair, program, wish, at=at, policy=policy), None)
            found += [made] if made is not None else []
            if len(found) == SHOWN:
                break
    if not found:
        raise NothingToSuggest(person)
    return found


@dataclass(frozen=True)
class _Pair:
    """A mentor and a student, by their ids."""

    mentor: int
    student: int
    same_language: bool


@dataclass(frozen=True)
class _Town:
    """Who could be asked, how many lasting matches each has, and which weekly hours those take."""

    mentors: Sequence[Profile]
    proctors: Sequence[Profile]
    load: Counter[int]
    hours: Mapping[int, list[Slot]]

    @classmethod
    def of(cls, view: Work, today: date) -> _Town:
        load, hours = Counter[int](), defaultdict[int, list[Slot]](list)
        for person, slot in view.matches.taken_hours():
            load[person] += 1
            hours[person].append(slot)
        cleared = [
            [profile for profile in view.people.profiles(role) if not profile.clearance.missing(today)]
            for role in (Role.MENTOR, Role.PROCTOR)
        ]
        mentors, proctors = (sorted(some, key=lambda one: (load[one.id], one.id)) for some in cleared)
        return cls(mentors, proctors, load, hours)

    def pairs(self, view: Work, person: Person) -> list[_Pair]:
        """Those who fit best first: one language, then whoever has least to do."""
        if person.has(Role.STUDENT):
            reads = person.written_to_through(view.people.many([person.guardian_id or 0])).language
            found = [_Pair(mentor.id, person.id, mentor.reads == reads) for mentor in self.mentors]
        else:
            waiting = [one for one in view.people.profiles(Role.STUDENT) if not self.load[one.id]]
            found = [_Pair(person.id, student.id, student.reads == person.language) for student in waiting]
        return sorted((pair for pair in found if pair.mentor != pair.student), key=lambda pair: not pair.same_language)

    def free(self, person_id: int, slot: Slot) -> bool:
        """A first look, as if there were one zone and no midnight: the rules themselves have the last word."""
        return not any(_touch(slot, other) for other in self.hours.get(person_id, ()))


def _possible(
    view: Work, town: _Town, pair: _Pair, program: Program, wish: Wish, *, at: datetime, policy: Policy
) -> Iterator[Suggestion]:
    """What every rule allows for these two, the usual hours first."""
    people = view.people.many([pair.mentor, pair.student])
    for slot in _slots(wish):
        if not town.free(pair.mentor, slot) or not town.free(pair.student, slot):
            continue
        for monitor_id, kind in _monitors(town, people[pair.student], slot, but=pair.mentor):
            draft = MatchDraft(
                program_id=program.id,
                mentor_id=pair.mentor,
                student_ids=(pair.student,),
                monitor_id=monitor_id,
                monitor_kind=kind,
                slot=slot,
                platform=wish.platform or program.default_platform,
            )
            if _allowed(view, draft, program, at=at, policy=policy):
                monitor, load = view.people.get(monitor_id), town.load[pair.mentor]
                yield Suggestion(draft, people[pair.mentor], people[pair.student], monitor, pair.same_language, load)


def _touch(slot: Slot, other: Slot) -> bool:
    starts, other_starts = (60 * one.time.hour + one.time.minute for one in (slot, other))
    apart = starts >= other_starts + other.minutes or other_starts >= starts + slot.minutes
    return slot.weekday == other.weekday and not apart


def _slots(wish: Wish) -> list[Slot]:
    if wish.slot is not None:
        return [wish.slot]
    return [Slot(day, hour) for hour in USUAL_HOURS for day in SCHOOL_DAYS]


def _monitors(town: _Town, student: Person, slot: Slot, *, but: int) -> Iterator[tuple[int, MonitorKind]]:
    """Some proctors who are free then, and else the guardian, if they have opted in (R063)."""
    free = (proctor.id for proctor in town.proctors if proctor.id != but and town.free(proctor.id, slot))
    for proctor_id in islice(free, PROCTORS_TRIED):
        yield proctor_id, MonitorKind.PROCTOR
    if student.guardian_id is not None:
        yield student.guardian_id, MonitorKind.GUARDIAN


def _allowed(view: Work, draft: MatchDraft, program: Program, *, at: datetime, policy: Policy) -> bool:
    try:
        check_rules(view, draft.as_proposed(), program, at=at, policy=policy)
    except Refusal:
        return False
    return True
