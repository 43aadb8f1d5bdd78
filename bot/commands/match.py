"""`/match`: create, list, show, confirm, release."""

from __future__ import annotations

from bot.blocks import matches as drawn
from bot.commands.mentoring import tell_help
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.drafting import as_draft
from bot.moments import read_date
from bot.reading import read_confirmation, read_list, read_match, read_number
from bot.reading_life import read_because
from mentoring.acts.looking import MatchLine, list_matches, list_own_matches, match_lines, show_match
from mentoring.acts.matchmaking import confirm_match, create_match, find_match, release_match
from mentoring.matches import Match
from mentoring.people import Role
from mentoring.permissions import require_manager


def create(call: Call, text: str) -> Reply:
    """`/match create mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm, from 2026-11-03, zoom`"""
    require_manager(call.actor)
    at = call.desk.clock.now()
    typed = read_match(text)
    with call.desk.store.look() as view:
        draft = as_draft(view, typed, at=at)
    match = create_match(
        call.desk.store, actor=call.actor, draft=draft, request=call.request, at=at, policy=call.desk.policy
    )
    return drawn.created(_line(call, match))


def confirm(call: Call, text: str) -> Reply:
    """`/match confirm 12`, or with the date that the mentor picked: `/match confirm 12 from 2026-11-03`. What stands
    after `because` goes into the audit log."""
    require_manager(call.actor)
    told, why = read_because(text)
    match_id, said = read_confirmation(told)
    at = call.desk.clock.now()
    with call.desk.store.look() as view:
        program = view.programs.get(find_match(view, match_id).program_id)
    starts_on = read_date(said, today=program.day(at)) if said else None
    match = confirm_match(
        call.desk.store,
        actor=call.actor,
        match_id=match_id,
        starts_on=starts_on,
        why=why,
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.confirmed(_line(call, match))


def release(call: Call, text: str) -> Reply:
    """`/match release 12`"""
    require_manager(call.actor)
    match = release_match(
        call.desk.store,
        actor=call.actor,
        match_id=read_number(text, "/match release 12"),
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    with call.desk.store.look() as view:
        planned = len(view.sessions.days_of(match.id))
    return drawn.released(_line(call, match), planned)


def show_all(call: Call, text: str) -> Reply:
    """`/match list`, `/match list all`, `/match list proposed`, `/match list all page 2`; a volunteer's own"""
    asked = read_list(text)
    if not call.actor.has(Role.MANAGER):
        at = call.desk.clock.now()
        own = list_own_matches(call.desk.store, actor=call.actor, state=asked.state, page=asked.page, at=at)
        return drawn.own_list(own, asked)
    found = list_matches(call.desk.store, actor=call.actor, everyone=asked.everyone, state=asked.state, page=asked.page)
    return drawn.match_list(found, asked)


def show(call: Call, text: str) -> Reply:
    """`/match show 12`"""
    match_id = read_number(text, "/match show 12")
    view = show_match(call.desk.store, actor=call.actor, match_id=match_id, at=call.desk.clock.now())
    return drawn.match_view(view, call.actor)


def _line(call: Call, match: Match) -> MatchLine:
    with call.desk.store.look() as view:
        return match_lines(view, [match])[0]


ACTS: dict[str, Act] = {
    "create": create,
    "confirm": confirm,
    "release": release,
    "list": show_all,
    "show": show,
    "help": tell_help,
}
