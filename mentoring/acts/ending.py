"""Ending a match: never silently (R074, R089, I16). It takes two steps. First, in one transaction, its sessions are
taken off and everybody is written to; the match is *ending*. It has *ended* when each of them has been told: the mail
server or Slack has taken every tiding. Who cannot be reached is told to the manager, who tells them and then closes the
match by hand.

A volunteer, or a family, who wants to leave changes nothing by it: the manager and the other adult hear of it first,
and the manager acts. Before the release there is nothing to leave yet: it is their no, asked or not.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from mentoring.acts.asking import everybody_of, hours, shown_to, tell_manager, to_ask
from mentoring.acts.consenting import say_no
from mentoring.acts.matchmaking import find_match, hold_match, once, step, subject
from mentoring.acts.pausing import readers_of
from mentoring.acts.taking_place import Grounds, take_off
from mentoring.acts.telling import keep_from_telling, tell_people
from mentoring.consents import Choice, Consent, check_reason, sides_of
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, match_subject
from mentoring.errors import Refusal
from mentoring.matches import LASTING, RELEASED, Match, MatchState, WrongStep, check_step
from mentoring.people import Person
from mentoring.permissions import NotYourMatch, require_manager
from mentoring.policy import Policy
from mentoring.sessions import AHEAD
from mentoring.store import Store, Work
from mentoring.stored import Deed, Leaving
from mentoring.tidings import Tiding, Topic

LOOK_AGAIN = timedelta(minutes=1)
PENDING = frozenset({DutyState.WAITING, DutyState.TAKEN})


class StillBeingTold(Refusal):
    """The match is ending, and some are being told this moment."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class LeavingAlready(Refusal):
    """The manager knows already that this person wants to leave."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


def end_match(store: Store, *, actor: Person, match_id: int, why: str, request: str, at: datetime) -> Match:
    """Takes its sessions off and tells everybody; a match that is ending, and of which somebody could not be told, is
    closed. `why` is for the manager and the audit log only. Raises ManagersOnly, NoSuchMatch, WrongStep, ReasonMissing,
    ReasonTooLong, StillBeingTold."""
    require_manager(actor)
    reason = check_reason(why, needed=True)

    def end(work: Work) -> Match:
        match = hold_match(work, match_id)
        if match.state is MatchState.ENDING:
            return _close_by_hand(work, match, actor, reason, at=at)
        return begin_ending(work, match, actor, reason, at=at)

    return once(store, request, end, at=at)


def begin_ending(
    work: Work, match: Match, actor: Person | None, why: str, *, at: datetime, year_over: bool = False
) -> Match:
    """Within the caller's transaction, in which the calendars are steady and its people are held. `actor` None: time
    itself. `year_over`: that is what everybody reads, and managers hear of all such matches at once
    (`acts.year_end`). Raises WrongStep."""
    check_step(match, MatchState.ENDING)
    by = actor.id if actor is not None else None
    silent = match.manager_id if year_over else by
    ahead = [s for s in work.sessions.of_match(match.id) if s.state in AHEAD and s.starts_at > at]
    ends = dict.fromkeys((session.id for session in ahead), f"match-{match.id} ends")
    take_off(work, ahead, {match.id: match}, Grounds("session.cancelled", by, at, ends))
    keep_from_telling(work, match, Topic.MATCH_ASKED)
    people = everybody_of(work, match)
    readers = [reader for reader in _to_tell(work, match, people) if reader != silent]
    of_match = {"released": match.state in RELEASED, "year_over": year_over}
    facts = hours(match, work.programs.get(match.program_id), at=at) | of_match
    tell_people(
        work,
        [
            Tiding(
                f"match-{match.id}/{Topic.MATCH_ENDED}/{reader}",
                Topic.MATCH_ENDED,
                reader,
                at,
                match.id,
                shown_to(match, people, reader),
                facts | {"why": why if reader == match.manager_id else ""},
            )
            for reader in readers
        ],
    )
    work.duties.plan([PlannedDuty(match_subject(match.id), DutyKind.CLOSE_MATCH, at)])
    return step(work, match, MatchState.ENDING, actor=actor, why=why, at=at)


def _to_tell(work: Work, match: Match, people: dict[int, Person]) -> Collection[int]:
    """Of a match that was never released only those who were asked know; its manager does anyway."""
    readers = readers_of(match, people)
    if match.state in RELEASED:
        return readers
    asked = {consent.person_id for consent in work.consents.of(match.id)} | {match.manager_id}
    return [reader for reader in readers if reader in asked]


def _close_by_hand(work: Work, match: Match, actor: Person, why: str, *, at: datetime) -> Match:
    if any(state in PENDING for states in _outcomes(work, match).values() for state in states):
        raise StillBeingTold(match)
    return step(work, match, MatchState.ENDED, actor=actor, why=why, at=at)


def _outcomes(work: Work, match: Match) -> dict[int, list[DutyState]]:
    return {reader: list(found) for reader, found in work.tidings.outcomes(match.id, Topic.MATCH_ENDED).items()}


def close_when_told(work: Work, duty: Duty, *, at: datetime) -> bool:
    """Whether nothing is left to wait for: everybody has been told, or the manager knows who could not be."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state is not MatchState.ENDING:
        return True
    found = _outcomes(work, match)
    if any(state in PENDING for states in found.values() for state in states):
        return False
    untold = sorted(reader for reader, states in found.items() if DutyState.DONE not in states)
    if untold:
        tell_manager(work, match, Topic.MATCH_UNTOLD, f"untold/{duty.id}", at=at, about=untold)
    else:
        step(work, match, MatchState.ENDED, actor=None, why="everybody has been told", at=at)
    return True


def leave_match(store: Store, *, actor: Person, match_id: int, why: str, at: datetime, policy: Policy) -> Match:
    """Somebody of the match wants to leave it. The match itself stays as it is: its manager and the mentor, or the
    monitor when it is the mentor who leaves, are told, and the manager acts. Before the release it is their no, whether
    they were asked or not. `why` is for managers only. Raises NoSuchMatch, NotYourMatch, WrongStep, LeavingAlready,
    ReasonMissing, ReasonTooLong."""
    reason = check_reason(why, needed=True)
    with store.begin() as work:
        match = hold_match(work, match_id)
        people = everybody_of(work, match)
        if actor.id not in sides_of(match, people):
            raise NotYourMatch
        if match.state not in LASTING:
            raise WrongStep(match, MatchState.ENDING)
        if match.state not in RELEASED:
            return _before_it_begins(work, match, actor, reason, at=at, policy=policy)
        if not work.leavings.add(Leaving(match.id, actor.id, reason, at)):
            raise LeavingAlready(match)
        work.deeds.add(Deed(at, actor.id, "match.leave", subject(match), match.state, match.state, reason))
        _tell_of_leaving(work, match, people, actor, reason, at=at)
        reminded_at = at + policy.leaving_reminded_after
        name = f"person-{actor.id}"
        work.duties.plan(
            [PlannedDuty(match_subject(match.id), DutyKind.RECALL_LEAVING, reminded_at, name, person_id=actor.id)]
        )
        return match


def _before_it_begins(work: Work, match: Match, actor: Person, why: str, *, at: datetime, policy: Policy) -> Match:
    """Of an option that the mentor has not chosen, nobody else knows (R040): to them it is none of theirs."""
    before = next((one for one in work.consents.of(match.id) if one.person_id == actor.id), None)
    if before is None and actor.id not in to_ask(work, match):
        raise NotYourMatch
    if before is not None and before.choice is Choice.NO:
        raise LeavingAlready(match)
    return say_no(work, match, actor, before or Consent(match.id, actor.id, 1, at), why, at=at, policy=policy)


def _tell_of_leaving(
    work: Work, match: Match, people: dict[int, Person], actor: Person, why: str, *, at: datetime
) -> None:
    key = f"leaving/{actor.id}/{int(at.timestamp() * 1000)}"
    tell_manager(work, match, Topic.MATCH_LEAVING, key, at=at, about=[actor.id], why=why, manages=True, again=False)
    other = match.monitor_id if actor.id == match.mentor_id else match.mentor_id
    if other == match.manager_id:
        return
    parts = shown_to(match, people, other) | {"about_1": actor.id}
    facts = {"manages": False, "again": False, "why": ""}
    tell_people(
        work, [Tiding(f"match-{match.id}/{key}/{other}", Topic.MATCH_LEAVING, other, at, match.id, parts, facts)]
    )


def stay_after_all(store: Store, *, actor: Person, match_id: int, person_id: int, at: datetime) -> Match:
    """The wish to leave is settled: a manager has talked with them, or found somebody else. Raises ManagersOnly,
    NoSuchMatch, NotYourMatch."""
    require_manager(actor)
    with store.begin() as work:
        match = find_match(work, match_id)
        if not work.leavings.withdraw(match.id, person_id):
            raise NotYourMatch
        work.deeds.add(Deed(at, actor.id, "match.stay", subject(match), after=f"person-{person_id}"))
        return match


def recall_leaving(work: Work, duty: Duty, *, at: datetime) -> None:
    """Somebody wanted to leave, and is still in the match: the manager hears of it once more."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state not in RELEASED:
        return
    still = sides_of(match, everybody_of(work, match))
    for leaving in work.leavings.of(match.id):
        if leaving.person_id == duty.person_id and leaving.person_id in still:
            facts = {"why": leaving.why, "manages": True, "again": True}
            key = f"leaving/{leaving.person_id}/again/{duty.id}"
            tell_manager(work, match, Topic.MATCH_LEAVING, key, at=at, about=[leaving.person_id], **facts)
