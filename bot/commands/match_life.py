"""`/match`: offer, suggest, pause, resume, end and leave."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import agreements as drawn
from bot.commands.match_steps import line_of, read_day, take_step
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES
from bot.reading_life import SUGGEST_EXAMPLE, TypedWish, read_pause, read_reasoned, read_wish
from mentoring.acts.consenting import offer_again
from mentoring.acts.ending import end_match, leave_match
from mentoring.acts.finding import find_person, find_program
from mentoring.acts.pausing import pause_match, resume_match
from mentoring.acts.suggesting import Wish, suggest_matches
from mentoring.matches import Match
from mentoring.permissions import require_manager
from mentoring.programs import Model
from mentoring.slots import Slot


def offer(call: Call, text: str) -> Reply:
    """`/match offer 12`"""
    match = take_step(call, offer_again, text, "/match offer 12", at=call.desk.clock.now())
    return drawn.offered(line_of(call, match))


def pause(call: Call, text: str) -> Reply:
    """`/match pause 12 until 2027-01-04 because the family travels`"""
    require_manager(call.actor)
    match_id, until, why = read_pause(text)
    at = call.desk.clock.now()
    match = pause_match(
        call.desk.store,
        actor=call.actor,
        match_id=match_id,
        until=read_day(call, match_id, until, at=at),
        why=why,
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.paused(line_of(call, match))


def resume(call: Call, text: str) -> Reply:
    """`/match resume 12`"""
    at = call.desk.clock.now()
    match = take_step(call, resume_match, text, "/match resume 12", at=at)
    return drawn.resumed(line_of(call, match), _ahead(call, match, at))


def end(call: Call, text: str) -> Reply:
    """`/match end 12 because they have reached their goal`"""
    require_manager(call.actor)
    match_id, why = read_reasoned(text, "/match end 12 because they have reached their goal")
    at = call.desk.clock.now()
    match = end_match(call.desk.store, actor=call.actor, match_id=match_id, why=why, request=call.request, at=at)
    return drawn.ending(line_of(call, match))


def leave(call: Call, text: str) -> Reply:
    """`/match leave 12 because I move to another city`"""
    match_id, why = read_reasoned(text, "/match leave 12 because I move to another city")
    at, policy = call.desk.clock.now(), call.desk.policy
    match = leave_match(call.desk.store, actor=call.actor, match_id=match_id, why=why, at=at, policy=policy)
    return drawn.leaving(line_of(call, match))


def suggest(call: Call, text: str) -> Reply:
    """`/match suggest student Amara Okafor`, `/match suggest mentor @ana, Tuesday 4:30pm, zoom`"""
    require_manager(call.actor)
    typed = read_wish(text)
    with call.desk.store.look() as view:
        person = find_person(view, typed.name, typed.role)
        program = find_program(view, typed.program or None, Model.INDEPENDENT)
    found = suggest_matches(
        call.desk.store,
        actor=call.actor,
        person=person,
        program=program,
        wish=_wish(typed),
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.suggested(found, person)


def _wish(typed: TypedWish) -> Wish:
    """Raises Unreadable: an hour needs its day, and a day its hour."""
    minutes = typed.minutes or USUAL_MINUTES
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES or (typed.weekday is None) != (typed.time is None):
        raise Unreadable("", SUGGEST_EXAMPLE)
    slot = Slot(typed.weekday, typed.time, minutes) if typed.weekday is not None and typed.time is not None else None
    return Wish(slot, typed.platform)


def _ahead(call: Call, match: Match, at: datetime) -> int:
    with call.desk.store.look() as view:
        return sum(session.starts_at > at for session in view.sessions.of_match(match.id))


ACTS: dict[str, Act] = {
    "offer": offer,
    "suggest": suggest,
    "pause": pause,
    "resume": resume,
    "end": end,
    "leave": leave,
}
