"""`/match`: create, list, show, confirm, release."""

from __future__ import annotations

import re

from bot.blocks import matches as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.reading import TypedMatch, Unreadable, read_date, read_match, read_number
from mentoring.acts.finding import find_person, find_program
from mentoring.acts.looking import MatchLine, list_matches, match_lines, show_match
from mentoring.acts.matchmaking import confirm_match, create_match, release_match
from mentoring.matches import Match, MatchDraft, MatchState, MonitorKind
from mentoring.people import Role
from mentoring.permissions import require_manager
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Slot
from mentoring.store import Work

MONITORS = {
    MonitorKind.PROCTOR: Role.PROCTOR,
    MonitorKind.GUARDIAN: Role.GUARDIAN,
    MonitorKind.TEACHER: Role.TEACHER,
}


def create(call: Call, text: str) -> Reply:
    """`/match create mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm, from 2026-11-03, zoom`"""
    require_manager(call.actor)
    at = call.desk.clock.now()
    with call.desk.store.look() as view:
        model = Model.IN_CLASS if "https://" in text or re.search(r"\bteacher\b", text) else Model.INDEPENDENT
        today = max((program.day(at) for program in view.programs.all()), default=at.date())
        draft = as_draft(view, read_match(text, today=today), model)
    match = create_match(call.desk.store, actor=call.actor, draft=draft, request=call.request, at=at)
    return drawn.created(_line(call, match))


def as_draft(view: Work, typed: TypedMatch, model: Model) -> MatchDraft:
    """The typed match with its people and its program found."""
    if typed.weekday is None or typed.time is None:
        raise Unreadable("", "Tuesday 4:30pm")
    program = find_program(view, typed.program, model)
    return MatchDraft(
        program_id=program.id,
        mentor_id=find_person(view, typed.mentor, Role.MENTOR).id,
        student_ids=tuple(find_person(view, student, Role.STUDENT).id for student in typed.students),
        monitor_id=find_person(view, typed.monitor, MONITORS[typed.monitor_kind]).id,
        monitor_kind=typed.monitor_kind,
        slot=Slot(typed.weekday, typed.time, typed.minutes),
        platform=typed.platform or program.default_platform,
        starts_on=typed.starts_on,
        link=typed.link if typed.platform in {None, Platform.EXTERNAL} else None,
    )


def confirm(call: Call, text: str) -> Reply:
    """`/match confirm 12`, or with the date that the mentor picked: `/match confirm 12 from 2026-11-03`"""
    require_manager(call.actor)
    number, _, rest = text.partition(" ")
    at = call.desk.clock.now()
    match_id = read_number(number, "/match confirm 12 from 2026-11-03")
    starts_on = None
    if rest.strip():
        starts_on = read_date(re.sub(r"^(from|start|starts|starting)\s+", "", rest.strip()), today=at.date())
    match = confirm_match(
        call.desk.store, actor=call.actor, match_id=match_id, starts_on=starts_on, request=call.request, at=at
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
    """`/match list`, `/match list all`, `/match list proposed`, `/match list all page 2`"""
    words = text.casefold().split()
    page = _page(words)
    state = next((MatchState(word) for word in words if word in set(MatchState)), None)
    known = {"all", "page", str(page), *MatchState}
    if unknown := [word for word in words if word not in known]:
        raise Unreadable(" ".join(unknown), "/match list all proposed page 2")
    everyone = "all" in words
    found = list_matches(call.desk.store, actor=call.actor, everyone=everyone, state=state, page=page)
    return drawn.match_list(found, everyone=everyone)


def _page(words: list[str]) -> int:
    if "page" not in words:
        return 1
    after = words[words.index("page") + 1 :]
    return read_number(after[0] if after else "", "/match list page 2")


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
}
