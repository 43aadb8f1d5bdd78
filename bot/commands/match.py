"""`/match`: create, list, show, confirm, release."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import matches as drawn
from bot.commands.match_steps import line_of, read_day, take_step
from bot.commands.mentoring import tell_help
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.drafting import as_draft
from bot.modals import match_form
from bot.reading import read_confirmation, read_list, read_match, read_number
from bot.reading_life import read_because
from mentoring.acts.finding import UnknownProgram
from mentoring.acts.looking import list_matches, list_own_matches, show_match
from mentoring.acts.matchmaking import confirm_match, create_match, release_match
from mentoring.people import Role
from mentoring.permissions import require_manager
from mentoring.programs import Program


def create(call: Call, text: str) -> Reply:
    """`/match create mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm, from 2026-11-03, zoom`

    Bare, it opens the form."""
    require_manager(call.actor)
    at = call.desk.clock.now()
    if not text:
        return Reply("", form=match_form.form(_programs(call, at)))
    typed = read_match(text)
    with call.desk.store.look() as view:
        draft = as_draft(view, typed, at=at)
    match = create_match(
        call.desk.store, actor=call.actor, draft=draft, request=call.request, at=at, policy=call.desk.policy
    )
    return drawn.created(line_of(call, match))


def bare(call: Call, _text: str) -> Reply:
    """`/match`: the form; for a volunteer a list of their own matches"""
    return create(call, "") if call.actor.has(Role.MANAGER) else show_all(call, "")


def confirm(call: Call, text: str) -> Reply:
    """`/match confirm 12`, or with the date that the mentor picked: `/match confirm 12 from 2026-11-03`. What stands
    after `because` goes into the audit log."""
    require_manager(call.actor)
    told, why = read_because(text)
    match_id, said = read_confirmation(told)
    at = call.desk.clock.now()
    match = confirm_match(
        call.desk.store,
        actor=call.actor,
        match_id=match_id,
        starts_on=read_day(call, match_id, said, at=at) if said else None,
        why=why,
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.confirmed(line_of(call, match))


def release(call: Call, text: str) -> Reply:
    """`/match release 12`"""
    match = take_step(call, release_match, text, "/match release 12", at=call.desk.clock.now())
    with call.desk.store.look() as view:
        planned = len(view.sessions.days_of([match.id])[match.id])
    return drawn.released(line_of(call, match), planned)


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


def _programs(call: Call, at: datetime) -> list[Program]:
    """Those that have not ended. Raises UnknownProgram when there is none."""
    with call.desk.store.look() as view:
        programs = view.programs.all()
    lasting = [program for program in programs if not program.is_over(at)]
    if not lasting:
        raise UnknownProgram("", ())
    return lasting


ACTS: dict[str, Act] = {
    "create": create,
    "confirm": confirm,
    "release": release,
    "list": show_all,
    "show": show,
    "help": tell_help,
    "": bare,
}
