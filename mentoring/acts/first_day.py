"""The first day of a match: its checklist comes to the mentor the day before, ticks are kept, and the communication
plan is asked for within some days of the first session (R113-R124)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.acts.asking import everybody_of, hours, shown_to, tell_manager
from mentoring.acts.matchmaking import find_match, subject
from mentoring.acts.telling import tell_people
from mentoring.checklists import COMMUNICATION, Item, Stage, check_items, checklist
from mentoring.duties import Duty, DutyKind, PlannedDuty, match_subject
from mentoring.links import Page
from mentoring.matches import RELEASED, Match
from mentoring.people import Person
from mentoring.permissions import NotYourMatch
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.store import Store, Work
from mentoring.stored import Deed, Tick
from mentoring.tidings import Tiding, Topic

LOOK_AGAIN = timedelta(days=1)
"""A first session may be moved to an earlier day."""


@dataclass(frozen=True)
class Progress:
    """A checklist with what is done of it."""

    match: Match
    program: Program
    items: tuple[Item, ...]
    done: frozenset[str]

    def of(self, stage: Stage) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.stage is stage)


def progress(view: Work, match: Match) -> Progress:
    program = view.programs.get(match.program_id)
    return Progress(match, program, checklist(program.model), frozenset(view.ticks.of(match.id)))


def own_checklist(view: Work, *, match_id: int, person_id: int) -> tuple[Progress, Person]:
    """For the page of the match's mentor. Raises NoSuchMatch, NotYourMatch."""
    match = find_match(view, match_id)
    if person_id != match.mentor_id:
        raise NotYourMatch
    return progress(view, match), view.people.get(person_id)


def tick_items(
    store: Store, *, actor: Person, match_id: int, done: Collection[str], stage: Stage | None = None, at: datetime
) -> Progress:
    """These items of the stage, or of the whole list, are done and its others are not. Raises NoSuchMatch,
    NotYourMatch, NoSuchItem."""
    with store.begin() as work:
        match = find_match(work, match_id)
        if actor.id != match.mentor_id:
            raise NotYourMatch
        before = progress(work, match)
        check_items(before.program.model, done)
        for item in before.items:
            if stage in (None, item.stage) and (item.key in done) != (item.key in before.done):
                _turn(work, match, actor, item, done=item.key in done, at=at)
        return progress(work, match)


def _turn(work: Work, match: Match, actor: Person, item: Item, *, done: bool, at: datetime) -> None:
    changed = work.ticks.put(match.id, Tick(item.key, actor.id, at)) if done else work.ticks.remove(match.id, item.key)
    if changed:
        words = ("open", "done") if done else ("done", "open")
        work.deeds.add(Deed(at, actor.id, f"checklist.{item.key}", subject(match), *words))


def _first(sessions: Collection[Session]) -> Session | None:
    """The first that took place, or that is still to."""
    counted = [s for s in sessions if s.state in NOT_OVER or s.state is SessionState.HELD]
    return min(counted, key=lambda session: session.starts_at, default=None)


def bring_checklist(work: Work, duty: Duty, *, at: datetime, policy: Policy) -> datetime | None:
    """The day before the first session. When that is not yet, returns when it will be; a match without any session to
    come is looked at again when it has one."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state not in RELEASED:
        return None
    first = _first(work.sessions.of_match(match.id))
    if first is None:
        return at + LOOK_AGAIN
    due_at = first.starts_at - policy.checklist_ahead
    if due_at > at:
        return min(due_at, at + LOOK_AGAIN)
    tell_people(work, [_to_mentor(work, match, Topic.CHECKLIST, "checklist", at=at)])
    for after, name in (
        (policy.communication_reminded_after, "remind"),
        (policy.communication_missed_after, "missed"),
    ):
        due = first.ends_at + after
        work.duties.plan([PlannedDuty(match_subject(match.id), DutyKind.COMMUNICATION, due, name)])
    return None


def ask_for_communication(work: Work, duty: Duty, *, at: datetime) -> None:
    """Reminds the mentor of the communication plan; when the days are over without one, tells the manager."""
    match = work.matches.get(duty.subject.id)
    held = match is not None and any(s.state is SessionState.HELD for s in work.sessions.of_match(match.id))
    if match is None or not held or match.state not in RELEASED or COMMUNICATION in work.ticks.of(match.id):
        return
    if duty.occurrence == "remind":
        tell_people(work, [_to_mentor(work, match, Topic.COMMUNICATION, "communication", at=at)])
    else:
        tell_manager(work, match, Topic.COMMUNICATION, "communication/missed", at=at, manages=True)


def _to_mentor(work: Work, match: Match, topic: Topic, key: str, *, at: datetime) -> Tiding:
    program, people = work.programs.get(match.program_id), everybody_of(work, match)
    items = [[item.key, item.stage, item.text] for item in checklist(program.model)]
    facts = {**hours(match, program, at=at), "items": items, "manages": False}
    parts, page = shown_to(match, people, match.mentor_id), (Page.CHECKLIST, (match.id, match.mentor_id))
    return Tiding(f"match-{match.id}/{key}/{match.mentor_id}", topic, match.mentor_id, at, match.id, parts, facts, page)
