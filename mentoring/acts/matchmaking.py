"""Making a match: create, confirm, release. Each is a manager's own, logged act (R052-R054)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from mentoring.acts.horizon import fill
from mentoring.acts.queueing import nominations_matched
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchDraft, MatchState, NoStartDate, Parties, WrongStep, check_parties, check_step
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import check_slot_exists, clash
from mentoring.store import Store, Work
from mentoring.stored import Deed


class NoSuchMatch(Refusal):
    """There is no match of that number."""

    def __init__(self, match_id: int) -> None:
        super().__init__(match_id)
        self.match_id = match_id


class SlotTaken(Refusal):
    """Nobody is in two rooms at once."""

    def __init__(self, person: Person, other: Match, day: date) -> None:
        super().__init__(person.id, other.id, day)
        self.person, self.other, self.day = person, other, day


class StartInThePast(Refusal):
    """Sessions are planned ahead."""

    def __init__(self, starts_on: date, today: date) -> None:
        super().__init__(starts_on)
        self.starts_on, self.today = starts_on, today


class StartOutsideProgram(Refusal):
    """A match lives within its program's dates."""

    def __init__(self, starts_on: date, program: Program) -> None:
        super().__init__(starts_on)
        self.starts_on, self.program = starts_on, program


def find_match(work: Work, match_id: int) -> Match:
    """Raises NoSuchMatch."""
    match = work.matches.get(match_id)
    if match is None:
        raise NoSuchMatch(match_id)
    return match


def create_match(store: Store, *, actor: Person, draft: MatchDraft, request: str, at: datetime) -> Match:
    """Proposes a match, owned by the manager who made it. `request` names the Slack request: a retry of it gives
    the same match. Raises ManagersOnly, SlotTaken, TimeDoesNotExist, StartInThePast, StartOutsideProgram and the
    refusals of `check_parties`."""
    require_manager(actor)

    def propose(work: Work) -> Match:
        check_draft(work, draft, at=at)
        match = work.matches.add(draft, manager_id=actor.id, at=at)
        work.deeds.add(Deed(at, actor.id, "match.create", subject(match), after=match.state))
        nominations_matched(work, match, at=at)
        return match

    return _once(store, request, propose, at=at)


def check_draft(work: Work, draft: MatchDraft, *, at: datetime) -> None:
    """Every rule about who may meet whom, when, and under whose eyes."""
    program = work.programs.get(draft.program_id)
    _check_start(draft.starts_on, program, program.day(at))
    check_standing(work, draft.as_proposed(), program, at=at)


def check_standing(work: Work, match: Match, program: Program, *, at: datetime) -> None:
    """The rules that a match must meet whenever it is made, released or imported."""
    work.people.hold(match.busy_ids)
    today = program.day(at)
    people = work.people.many(match.busy_ids)
    check_parties(match, _parties(work, match, people), model=program.model, on=today)
    check_slot_exists(match, program, first=max(match.starts_on or today, program.starts_on))
    _check_nobody_busy(work, match, program, people, first=today)


def _parties(work: Work, match: Match, people: dict[int, Person]) -> Parties:
    students = tuple(people[student] for student in match.student_ids)
    guardians = work.people.many({s.guardian_id for s in students if s.guardian_id is not None})
    of_student = {s.id: guardians[s.guardian_id] for s in students if s.guardian_id in guardians}
    return Parties(people[match.mentor_id], students, people[match.monitor_id], of_student)


def _check_start(starts_on: date | None, program: Program, today: date) -> None:
    if starts_on is None:
        return
    if starts_on < today:
        raise StartInThePast(starts_on, today)
    if not program.starts_on <= starts_on <= program.ends_on:
        raise StartOutsideProgram(starts_on, program)


def _check_nobody_busy(
    work: Work, candidate: Match, program: Program, people: dict[int, Person], *, first: date
) -> None:
    programs = {p.id: p for p in work.programs.all()}
    for other in work.matches.holding(candidate.busy_ids):
        day = clash(candidate, program, other, programs[other.program_id], first=first)
        if other.id != candidate.id and day is not None:
            busy = next(p for p in candidate.busy_ids if p in other.busy_ids)
            raise SlotTaken(people[busy], other, day)


def confirm_match(
    store: Store, *, actor: Person, match_id: int, starts_on: date | None = None, request: str, at: datetime
) -> Match:
    """All sides have agreed; the mentor's start date may come with it, or later in the same way. Raises
    ManagersOnly, NoSuchMatch, WrongStep, StartInThePast, StartOutsideProgram."""
    require_manager(actor)

    def confirm(work: Work) -> Match:
        match = find_match(work, match_id)
        program = work.programs.get(match.program_id)
        _check_start(starts_on, program, program.day(at))
        only_the_date = match.state is MatchState.CONFIRMED and starts_on is not None
        if not only_the_date:
            check_step(match, MatchState.CONFIRMED)
        if starts_on is not None:
            check_standing(work, replace(match, starts_on=starts_on), program, at=at)
            work.matches.set_start(match.id, starts_on)
            work.deeds.add(Deed(at, actor.id, "match.start", subject(match), f"{match.starts_on}", f"{starts_on}"))
        if only_the_date:
            return find_match(work, match.id)
        return _step(work, match, MatchState.CONFIRMED, actor=actor, at=at)

    return _once(store, request, confirm, at=at)


def release_match(store: Store, *, actor: Person, match_id: int, request: str, at: datetime, policy: Policy) -> Match:
    """The manager's act that opens the way to the room: sessions, doors and duties are planned in the same
    transaction (R054). Raises ManagersOnly, NoSuchMatch, WrongStep, NoStartDate and, when something has changed
    since the match was made, the refusals of `check_draft`."""
    require_manager(actor)

    def release(work: Work) -> Match:
        match = find_match(work, match_id)
        check_step(match, MatchState.ACTIVE)
        if match.starts_on is None:
            raise NoStartDate(match)
        check_standing(work, match, work.programs.get(match.program_id), at=at)
        work.matches.set_released(match.id, by=actor.id, at=at)
        active = _step(work, match, MatchState.ACTIVE, actor=actor, at=at)
        fill(work, active, work.programs.get(match.program_id), at=at, policy=policy)
        return active

    return _once(store, request, release, at=at)


def _step(work: Work, match: Match, to: MatchState, *, actor: Person, at: datetime) -> Match:
    if not work.matches.move(match.id, match.state, to):
        raise WrongStep(find_match(work, match.id), to)
    work.deeds.add(Deed(at, actor.id, f"match.{to}", subject(match), before=match.state, after=to))
    return find_match(work, match.id)


def _once(store: Store, request: str, act: Callable[[Work], Match], *, at: datetime) -> Match:
    """A platform's retry of a request finds what the first one brought about."""
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return find_match(work, int(work.requests.outcome(request) or 0))
        match = act(work)
        work.requests.settle(request, str(match.id))
        return match


def subject(match: Match) -> str:
    return f"match-{match.id}"
