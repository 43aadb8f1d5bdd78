"""Making a match: create, confirm, release. Each is a manager's own, logged act (R052-R054). A match that is made asks
its sides by itself (`mentoring.acts.asking`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime

from mentoring import wall
from mentoring.acts.amending import Change, tell_of_change
from mentoring.acts.asking import ask_sides, everybody_of, refuse_over_a_no, unanswered
from mentoring.acts.booking import check_match_fits, check_match_free
from mentoring.acts.horizon import fill
from mentoring.acts.queueing import nominations_matched
from mentoring.acts.telling import keep_from_telling
from mentoring.consents import check_reason
from mentoring.duties import DutyKind, PlannedDuty, match_subject
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchDraft, MatchState, NoStartDate, Parties, WrongStep, check_parties, check_step
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program, check_hour
from mentoring.sessions import check_slot_exists
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Topic


class NoSuchMatch(Refusal):
    """There is no match of that number."""

    def __init__(self, match_id: int) -> None:
        super().__init__(match_id)
        self.match_id = match_id


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


def hold_match(work: Work, match_id: int) -> Match:
    """As it is once nobody else can answer for it, change it or give its people's time away. Raises NoSuchMatch."""
    # Calendars before people, as everybody does it: otherwise two would wait for each other.
    work.calendars.steady()
    work.people.hold(find_match(work, match_id).busy_ids)
    return find_match(work, match_id)


def create_match(
    store: Store, *, actor: Person, draft: MatchDraft, request: str, at: datetime, policy: Policy
) -> Match:
    """Proposes a match, owned by the manager who made it, and asks its sides. `request` names the Slack request: a
    retry of it gives the same match. Raises ManagersOnly, StartInThePast, StartOutsideProgram and the refusals of
    `check_standing`."""
    require_manager(actor)

    def propose(work: Work) -> Match:
        match = propose_match(work, actor, draft, at=at, policy=policy)
        nominations_matched(work, match, at=at)
        ask_sides(work, match, at=at, policy=policy)
        return match

    return once(store, request, propose, at=at)


def propose_match(work: Work, actor: Person, draft: MatchDraft, *, at: datetime, policy: Policy) -> Match:
    """Within the caller's transaction, and without asking anybody yet. Raises as `create_match`."""
    check_draft(work, draft, at=at, policy=policy)
    match = work.matches.add(draft, manager_id=actor.id, at=at)
    work.deeds.add(Deed(at, actor.id, "match.create", subject(match), after=_facts(match)))
    return match


def _facts(match: Match) -> str:
    """Who with whom, under whose eyes, when and where, for the audit log; the hour is the program's wall time."""
    students = ", ".join(f"person-{student}" for student in match.student_ids)
    first = f", from {match.starts_on}" if match.starts_on is not None else ""
    return (
        f"{match.state}: mentor person-{match.mentor_id}, student {students}, {match.monitor_kind} "
        f"person-{match.monitor_id}, {wall.weekly(match.slot)}, {match.platform}{first}"
    )


def check_draft(work: Work, draft: MatchDraft, *, at: datetime, policy: Policy) -> None:
    """Every rule about who may meet whom, when, and under whose eyes."""
    program = work.programs.get(draft.program_id)
    check_start(draft.starts_on, program, program.day(at))
    check_standing(work, draft.as_proposed(), program, at=at, policy=policy)


def check_standing(
    work: Work, match: Match, program: Program, *, at: datetime, policy: Policy, skip: Collection[date] = ()
) -> None:
    """The rules that a match must meet whenever it is made, confirmed, released, resumed or imported. `skip`: days that
    stay without a session. Raises OutsideWindows, TimeDoesNotExist and the refusals of `check_parties` and
    `check_match_fits`."""
    work.calendars.steady()
    work.people.hold(match.busy_ids)
    check_rules(work, match, program, at=at, policy=policy, skip=skip)


def check_rules(
    view: Work, match: Match, program: Program, *, at: datetime, policy: Policy, skip: Collection[date] = ()
) -> None:
    """The same, where nothing is to be given away yet: nobody is held. Raises as `check_standing`."""
    check_people(view, match, program, at=at)
    _check_slot(match, program, at=at)
    check_match_fits(view, match, program, at=at, policy=policy, skip=skip)


def check_people(view: Work, match: Match, program: Program, *, at: datetime) -> None:
    """Who may meet under whose eyes on that day. Raises the refusals of `check_parties`."""
    check_parties(match, _parties(view, match), model=program.model, on=program.day(at))


def check_as_it_stood(work: Work, match: Match, program: Program, *, at: datetime, policy: Policy) -> None:
    """A match that stood elsewhere comes back with whoever is in it, cleared or not, and over limits that were set
    since; but nobody is in two rooms at once. Raises OutsideWindows, TimeDoesNotExist, SlotTaken, TimeTaken."""
    work.calendars.steady()
    work.people.hold(match.busy_ids)
    _check_slot(match, program, at=at)
    check_match_free(work, match, program, at=at, policy=policy)


def _check_slot(match: Match, program: Program, *, at: datetime) -> None:
    check_hour(program, match.slot)
    check_slot_exists(match, program, first=max(match.starts_on or program.day(at), program.first_day))


def _parties(work: Work, match: Match) -> Parties:
    people = everybody_of(work, match)
    students = tuple(people[student] for student in match.student_ids)
    of_student = {s.id: people[s.guardian_id] for s in students if s.guardian_id in people}
    return Parties(people[match.mentor_id], students, people[match.monitor_id], of_student)


def check_start(starts_on: date | None, program: Program, today: date) -> None:
    if starts_on is None:
        return
    if starts_on < today:
        raise StartInThePast(starts_on, today)
    if not program.has_sessions_on(starts_on):
        raise StartOutsideProgram(starts_on, program)


def confirm_match(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    starts_on: date | None = None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Match:
    """All sides have agreed, on paper where they have not here: who is missing, and `why`, stand in the audit log. The
    mentor's start date may come with it, or later in the same way. Raises ManagersOnly, NoSuchMatch, WrongStep,
    SideDeclined, ReasonTooLong, StartInThePast, StartOutsideProgram and the refusals of `check_standing`."""
    require_manager(actor)
    reason = check_reason(why)

    def confirm(work: Work) -> Match:
        match = hold_match(work, match_id)
        program = work.programs.get(match.program_id)
        check_start(starts_on, program, program.day(at))
        only_the_date = match.state is MatchState.CONFIRMED and starts_on is not None
        if not only_the_date:
            check_step(match, MatchState.CONFIRMED)
            refuse_over_a_no(work, match)
        check_standing(work, replace(match, starts_on=starts_on or match.starts_on), program, at=at, policy=policy)
        if starts_on is not None:
            set_start(work, match, starts_on, actor=actor, why=reason, at=at)
        if only_the_date:
            return find_match(work, match.id)
        return step(work, match, MatchState.CONFIRMED, actor=actor, why=_on_paper(work, match, reason), at=at)

    return once(store, request, confirm, at=at)


def _on_paper(work: Work, match: Match, reason: str) -> str:
    """Whose agreement a manager answers for."""
    missing = unanswered(work, match)
    if not missing:
        return reason
    named = ", ".join(f"person-{person_id}" for person_id in sorted(missing))
    return f"{reason or 'on the word of the manager'}; had not answered: {named}"


def set_start(work: Work, match: Match, starts_on: date, *, actor: Person, why: str = "", at: datetime) -> None:
    """Another day than the one that was named is told to everybody who was asked: the mentor, who picks it, can still
    pick another, and whoever agreed to it can still say no (R052)."""
    work.matches.set_start(match.id, starts_on)
    before = f"{match.starts_on}" if match.starts_on is not None else ""
    work.deeds.add(Deed(at, actor.id, "match.start", subject(match), before, f"{starts_on}", why))
    if match.starts_on not in (None, starts_on):
        tell_of_change(work, replace(match, starts_on=starts_on), Change.START, actor=actor, at=at)


def release_match(store: Store, *, actor: Person, match_id: int, request: str, at: datetime, policy: Policy) -> Match:
    """The manager's act that opens the way to the room: sessions, doors and duties are planned in the same
    transaction (R054). Raises ManagersOnly, NoSuchMatch, WrongStep, NoStartDate and, when something has changed
    since the match was made, the refusals of `check_draft`."""
    require_manager(actor)

    def release(work: Work) -> Match:
        match = find_match(work, match_id)
        # A paused match becomes active too, but by resuming it.
        if match.state is not MatchState.CONFIRMED:
            raise WrongStep(match, MatchState.ACTIVE)
        if match.starts_on is None:
            raise NoStartDate(match)
        check_standing(work, match, work.programs.get(match.program_id), at=at, policy=policy)
        work.matches.set_released(match.id, by=actor.id, at=at)
        active = step(work, match, MatchState.ACTIVE, actor=actor, at=at)
        fill(work, active, work.programs.get(match.program_id), at=at, policy=policy)
        keep_from_telling(work, match, Topic.MATCH_ASKED)
        # Which session is the first, and when, is looked up when it comes.
        work.duties.plan([PlannedDuty(match_subject(match.id), DutyKind.FIRST_DAY, at)])
        return active

    return once(store, request, release, at=at)


def step(work: Work, match: Match, to: MatchState, *, actor: Person | None, why: str = "", at: datetime) -> Match:
    """From the state that was read, and from no other. `actor` None: time itself. Raises WrongStep."""
    check_step(match, to)
    if not work.matches.move(match.id, match.state, to):
        raise WrongStep(find_match(work, match.id), to)
    by = actor.id if actor is not None else None
    work.deeds.add(Deed(at, by, f"match.{to}", subject(match), match.state, to, why))
    return find_match(work, match.id)


def once(store: Store, request: str, act: Callable[[Work], Match], *, at: datetime) -> Match:
    """A platform's retry of a request finds what the first one brought about."""
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return find_match(work, int(work.requests.outcome(request) or 0))
        match = act(work)
        work.requests.settle(request, str(match.id))
        return match


def subject(match: Match) -> str:
    return f"match-{match.id}"
