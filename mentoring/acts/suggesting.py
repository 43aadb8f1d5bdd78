"""Suggesting matches: who could really be matched with whom, best first, each with the reasons (R040)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from mentoring.acts.matchmaking import check_rules
from mentoring.errors import Refusal
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.nominations import Nomination, NominationState, Subject
from mentoring.people import Person, Profile, Role
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.preferences import NOTHING_SAID, Hours, Preferences, hours_known, hours_of, wished
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.slots import Slot
from mentoring.store import Store, Work
from mentoring.store.nominations import Wanted

SHOWN = 5
TRIED = 60
"""Candidates that are tried out, best first; the others wait for a narrower question."""
PROCTORS_TRIED = 3
HOURS_TRIED = 30
WAITING = 500
"""Nominations that are ready and looked at, whoever waits longest first."""


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
class Fit:
    """Why these two. `subjects`: what one wants and the other offers; `asked`: whether both said. `language`: one that
    both have. `waiting_since`: of a student with a nomination."""

    hours: Hours
    subjects: frozenset[Subject]
    asked: bool
    language: str | None
    waiting_since: date | None

    @property
    def rank(self) -> tuple[object, ...]:
        """Best first: time for each other, subject, language, and whoever waits longest."""
        return self.hours, -len(self.subjects), self.language is None, self.waiting_since or date.max


@dataclass(frozen=True)
class Suggestion:
    """A match that every rule allows at this moment."""

    draft: MatchDraft
    mentor: Person
    student: Person
    monitor: Person
    fit: Fit
    mentor_load: int
    """How many matches the mentor has."""


def suggest_matches(
    store: Store, *, actor: Person, person: Person, program: Program, wish: Wish, at: datetime, policy: Policy
) -> Sequence[Suggestion]:
    """For a student the mentors, for a mentor the students who wait. Raises ManagersOnly, OnlyIndependent,
    NothingToSuggest."""
    require_manager(actor)
    if program.model is not Model.INDEPENDENT:
        raise OnlyIndependent
    with store.look() as view:
        town = _Town.of(view, program.day(at))
        found: list[Suggestion] = []
        for pair in town.pairs(view, person, program, wish)[:TRIED]:
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
    fit: Fit
    wishes: Preferences


@dataclass(frozen=True)
class _Waiting:
    """A student for whom a mentor is looked for. `reads`: in which language their family is written to; `since`: when
    they were nominated, None where nobody did so here."""

    student: int
    reads: str
    wishes: Preferences
    since: date | None

    @classmethod
    def of(cls, student: int, reads: str, nomination: Nomination | None, program: Program) -> _Waiting:
        if nomination is None or nomination.draft is None:
            return cls(student, reads, NOTHING_SAID, None)
        return cls(student, reads, wished(nomination.draft), program.day(nomination.waiting_since))


@dataclass(frozen=True)
class _Town:
    """Who could be asked, what each has said, how many lasting matches each has, and which weekly hours those take."""

    mentors: Sequence[Profile]
    proctors: Sequence[Profile]
    said: Mapping[int, Preferences]
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
        return cls(mentors, proctors, view.preferences.all(), load, hours)

    def pairs(self, view: Work, person: Person, program: Program, wish: Wish) -> list[_Pair]:
        """Those who fit best first; of equals, whoever has least to do. Two who have named other hours than each
        other's are left out, unless the hour is the asker's own."""
        if person.has(Role.STUDENT):
            reads = person.written_to_through(view.people.many([person.guardian_id or 0])).language
            waiting = [_Waiting.of(person.id, reads, _nomination_of(view, person), program)]
            mentors: Sequence[tuple[int, str]] = [(one.id, one.reads) for one in self.mentors]
        else:
            waiting, mentors = self._waiting(view, program), [(person.id, person.language)]
        fits = _Fits(program, wish, self.said)
        found = [
            _Pair(mentor, one.student, fits.of(mentor, speaks, one), one.wishes)
            for one in waiting
            for mentor, speaks in mentors
            if mentor != one.student
        ]
        possible = [pair for pair in found if wish.slot is not None or pair.fit.hours is not Hours.OTHER]
        return sorted(possible, key=lambda pair: pair.fit.rank)

    def _waiting(self, view: Work, program: Program) -> list[_Waiting]:
        """Students without a match, and those of whom a nomination is ready."""
        ready = view.nominations.page(Wanted(frozenset({NominationState.READY})), limit=WAITING, offset=0)
        first = {one.student_id: one for one in reversed(ready)}
        return [
            _Waiting.of(one.id, one.reads, first.get(one.id), program)
            for one in view.people.profiles(Role.STUDENT)
            if not self.load[one.id] or one.id in first
        ]

    def free(self, person_id: int, slot: Slot) -> bool:
        """A first look, as if there were one zone and no midnight: the rules themselves have the last word."""
        return not any(_touch(slot, other) for other in self.hours.get(person_id, ()))


def _nomination_of(view: Work, student: Person) -> Nomination | None:
    return min(view.nominations.ready_for([student.id]), key=lambda one: (one.waiting_since, one.id), default=None)


class _Fits:
    """How well a mentor and a student go together. Many people say the same hours, and those are compared once."""

    def __init__(self, program: Program, wish: Wish, said: Mapping[int, Preferences]) -> None:
        self._windows, self._wish, self._said = program.windows, wish, said
        self._known: dict[tuple[object, ...], Hours] = {}

    def of(self, mentor: int, speaks: str, waiting: _Waiting) -> Fit:
        offers, wishes = self._said.get(mentor, NOTHING_SAID), waiting.wishes
        known, at_home = _tongues(speaks, *offers.speaks), _tongues(waiting.reads, *wishes.speaks)
        return Fit(
            hours=self._hours(offers, wishes),
            subjects=offers.subjects & wishes.subjects,
            asked=bool(offers.subjects and wishes.subjects),
            language=next((one for one in at_home if one in known), None),
            waiting_since=waiting.since,
        )

    def _hours(self, *both: Preferences) -> Hours:
        key = tuple((one.days, one.parts) for one in both)
        if key not in self._known:
            slots = [self._wish.slot] if self._wish.slot is not None else hours_of(self._windows, both=both)
            self._known[key] = hours_known(both, slots)
        return self._known[key]


def _tongues(*tags: str) -> list[str]:
    """Without the country: `es-PR` and `es` understand each other."""
    return [tag.partition("-")[0] for tag in tags if tag != "und"]


def _possible(
    view: Work, town: _Town, pair: _Pair, program: Program, wish: Wish, *, at: datetime, policy: Policy
) -> Iterator[Suggestion]:
    """What every rule allows for these two, the usual hours first."""
    people = view.people.many([pair.mentor, pair.student])
    said = [town.said.get(pair.mentor, NOTHING_SAID), pair.wishes]
    slots = [wish.slot] if wish.slot is not None else hours_of(program.windows, both=said)
    for slot in slots[:HOURS_TRIED]:
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
                yield Suggestion(draft, people[pair.mentor], people[pair.student], monitor, pair.fit, load)


def _touch(slot: Slot, other: Slot) -> bool:
    starts, other_starts = (60 * one.time.hour + one.time.minute for one in (slot, other))
    apart = starts >= other_starts + other.minutes or other_starts >= starts + slot.minutes
    return slot.weekday == other.weekday and not apart


def _monitors(town: _Town, student: Person, slot: Slot, *, but: int) -> Iterator[tuple[int, MonitorKind]]:
    """Some proctors who are free then and have not said otherwise, and else the guardian, if they have opted in
    (R063)."""
    may = (one.id for one in town.proctors if one.id != but and town.said.get(one.id, NOTHING_SAID).free_at(slot))
    free = (proctor_id for proctor_id in may if town.free(proctor_id, slot))
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
