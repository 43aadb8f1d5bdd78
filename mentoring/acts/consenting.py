"""Answering for a proposed match, and asking again. Who agrees can still say no until the manager releases the match.

All yes confirms it; the release stays a manager's own act (R053, R054).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mentoring.acts.asking import (
    ASKING,
    ask_people,
    ask_sides,
    asking,
    everybody_of,
    not_asked_yet,
    tell_manager,
    unanswered,
)
from mentoring.acts.matchmaking import (
    check_standing,
    check_start,
    find_match,
    hold_match,
    once,
    propose_match,
    set_start,
    step,
    subject,
)
from mentoring.acts.telling import tell_people
from mentoring.consents import (
    AnswerTooLate,
    AskedAlready,
    Choice,
    Consent,
    NotAsked,
    OptionsCount,
    StartNotPicked,
    agreement,
    check_reason,
    sides_of,
)
from mentoring.duties import Duty
from mentoring.matches import Match, MatchDraft, MatchState, WrongStep
from mentoring.people import Person
from mentoring.permissions import NotYourMatch, require_manager
from mentoring.policy import Policy
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Topic

PATIENCE = timedelta(days=1)
"""Whoever was asked less than this ago, and is silent, is not asked again: a button may be pressed twice."""


@dataclass(frozen=True)
class Answered:
    """The match after an answer, and what was said. `news`: it differs from what was said before."""

    match: Match
    choice: Choice
    news: bool


def answer_match(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    choice: Choice,
    why: str = "",
    starts_on: date | None = None,
    at: datetime,
    policy: Policy,
) -> Answered:
    """Whoever was asked says yes or no; the mentor's yes picks the first day, or keeps the one that is set. The same
    answer twice tells nobody twice. Raises NoSuchMatch, NotAsked, AnswerTooLate, ReasonTooLong, StartNotPicked,
    StartInThePast, StartOutsideProgram and, for another first day, the refusals of `check_standing`."""
    reason = check_reason(why)
    with store.begin() as work:
        work.calendars.steady()
        # Held first: of two who are the last to agree, the second must see the first.
        match = hold_match(work, match_id)
        before = _consent(work, match, actor)
        if match.state not in ASKING:
            raise AnswerTooLate(match)
        if choice is Choice.YES and actor.id == match.mentor_id:
            match = _pick_start(work, match, starts_on, actor=actor, at=at, policy=policy)
        if before.choice is choice and before.why == reason:
            return Answered(match, choice, news=False)
        _write_down(work, match, before, choice, reason, at=at)
        follow = _agreed if choice is Choice.YES else _declined
        return Answered(follow(work, match, actor, reason, at=at, policy=policy), choice, news=True)


def say_no(work: Work, match: Match, actor: Person, asked: Consent, why: str, *, at: datetime, policy: Policy) -> Match:
    """The no of somebody of a match that is not released, inside the caller's transaction, which holds it. `asked`: as
    it stands, or a new one for whom nobody has asked."""
    work.consents.add(asked)
    _write_down(work, match, asked, Choice.NO, why, at=at)
    return _declined(work, match, actor, why, at=at, policy=policy)


def _write_down(work: Work, match: Match, before: Consent, choice: Choice, why: str, *, at: datetime) -> None:
    work.consents.answer(match.id, before.person_id, choice, why=why, at=at)
    work.deeds.add(Deed(at, before.person_id, "match.answer", subject(match), before.choice or "", choice))


def _consent(work: Work, match: Match, actor: Person) -> Consent:
    """Raises NotAsked."""
    sides = sides_of(match, everybody_of(work, match))
    for consent in work.consents.of(match.id):
        if consent.person_id == actor.id and actor.id in sides:
            return consent
    raise NotAsked(match)


def _pick_start(
    work: Work, match: Match, starts_on: date | None, *, actor: Person, at: datetime, policy: Policy
) -> Match:
    picked = starts_on or match.starts_on
    if picked is None:
        raise StartNotPicked(match)
    program = work.programs.get(match.program_id)
    check_start(picked, program, program.day(at))
    if picked == match.starts_on:
        return match
    check_standing(work, replace(match, starts_on=picked), program, at=at, policy=policy)
    set_start(work, match, picked, actor=actor, at=at)
    return find_match(work, match.id)


def _agreed(work: Work, match: Match, actor: Person, _why: str, *, at: datetime, policy: Policy) -> Match:
    if actor.id == match.mentor_id and match.offer is not None:
        _let_go(work, match, actor, at=at)
        ask_sides(work, match, at=at, policy=policy)
    if unanswered(work, match) or match.state is not MatchState.PROPOSED or match.starts_on is None:
        return match
    confirmed = step(work, match, MatchState.CONFIRMED, actor=actor, why="all sides have agreed", at=at)
    tell_manager(work, confirmed, Topic.MATCH_AGREED, f"agreed/{_stamp(at)}", at=at)
    return confirmed


def _let_go(work: Work, match: Match, actor: Person, *, at: datetime) -> None:
    """The other options of the offer: only the mentor knows of them."""
    for other in work.matches.of_offer(match.offer or 0):
        if other.id != match.id and other.state is MatchState.PROPOSED:
            step(work, other, MatchState.ENDED, actor=actor, why=f"match-{match.id} was chosen", at=at)


def _declined(work: Work, match: Match, actor: Person, why: str, *, at: datetime, policy: Policy) -> Match:  # noqa: ARG001 - as `_agreed`
    if match.state is MatchState.CONFIRMED:
        match = step(work, match, MatchState.PROPOSED, actor=actor, why="somebody says no after all", at=at)
    key = f"declined/{actor.id}/{_stamp(at)}"
    tell_manager(work, match, Topic.MATCH_DECLINED, key, at=at, about=[actor.id], why=why)
    return match


def offer_again(store: Store, *, actor: Person, match_id: int, request: str, at: datetime, policy: Policy) -> Match:
    """Asks once more whoever said no, or has been silent for a day, and whoever was never asked. Raises ManagersOnly,
    NoSuchMatch, WrongStep, AskedAlready and, where the match could not be any more, as `check_standing`."""
    require_manager(actor)

    def ask(work: Work) -> Match:
        match = find_match(work, match_id)
        if match.state is not MatchState.PROPOSED:
            raise WrongStep(match, MatchState.PROPOSED)
        check_standing(work, match, work.programs.get(match.program_id), at=at, policy=policy)
        consents = work.consents.of(match.id)
        again = {one.person_id for one in consents if one.choice is Choice.NO or at - one.asked_at >= PATIENCE}
        anew = sorted(unanswered(work, match) & again)
        if not anew and not not_asked_yet(work, match):
            raise AskedAlready(match)
        ask_people(work, match, anew, at=at, policy=policy)
        ask_sides(work, match, at=at, policy=policy)
        work.deeds.add(Deed(at, actor.id, "match.offer", subject(match)))
        return match

    return once(store, request, ask, at=at)


def offer_options(
    store: Store, *, actor: Person, drafts: tuple[MatchDraft, ...], request: str, at: datetime, policy: Policy
) -> Match:
    """Two or three matches of one mentor, of which they choose one; the first is returned. Raises ManagersOnly,
    OptionsCount and as `create_match`."""
    require_manager(actor)
    mentors, students = {draft.mentor_id for draft in drafts}, {draft.student_ids for draft in drafts}
    if len(mentors) != 1 or not 2 <= len(students) == len(drafts) <= 3:
        raise OptionsCount

    def offer(work: Work) -> Match:
        work.calendars.steady()
        # All at once, in one order: two offers must not wait for each other's people.
        work.people.hold({person for draft in drafts for person in draft.as_proposed().busy_ids})
        first = propose_match(work, actor, drafts[0], at=at, policy=policy)
        work.matches.set_offer([first.id], first.id)
        others = [
            propose_match(work, actor, replace(draft, offer=first.id), at=at, policy=policy) for draft in drafts[1:]
        ]
        for match in (replace(first, offer=first.id), *others):
            ask_sides(work, match, at=at, policy=policy)
        return find_match(work, first.id)

    return once(store, request, offer, at=at)


def ask_again(work: Work, duty: Duty, *, at: datetime) -> None:
    """Reminds one person who was asked and has not answered."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state is not MatchState.PROPOSED:
        return
    people, program = everybody_of(work, match), work.programs.get(match.program_id)
    for consent in work.consents.of(match.id):
        same = duty.occurrence == f"r{consent.round}/person-{consent.person_id}"
        if same and consent.choice is None and consent.person_id in sides_of(match, people):
            tell_people(work, [asking(match, people, program, consent, at=at, again=True)])


def miss_answers(work: Work, duty: Duty, *, at: datetime) -> None:
    """The manager hears of those who were asked and have said nothing; once a day, after an outage too."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state is not MatchState.PROPOSED:
        return
    consents = work.consents.of(match.id)
    silent = agreement(sides_of(match, everybody_of(work, match)), consents).silent
    asked = sorted(silent & {consent.person_id for consent in consents})
    if asked:
        tell_manager(work, match, Topic.MATCH_UNANSWERED, f"unanswered/{at.date()}", at=at, about=asked)


def own_part(view: Work, *, match_id: int, person_id: int) -> tuple[Match, Person, Consent | None]:
    """What somebody's own page tells of. Raises NoSuchMatch, NotYourMatch."""
    match = find_match(view, match_id)
    people = everybody_of(view, match)
    if person_id not in sides_of(match, people):
        raise NotYourMatch
    asked = (consent for consent in view.consents.of(match.id) if consent.person_id == person_id)
    return match, people[person_id], next(asked, None)


def _stamp(at: datetime) -> str:
    """Keys of what can happen several times to one match."""
    return str(int(at.timestamp() * 1000))
