"""`/session`: today, week and link for everybody; move, cancel, platform, monitor, step-in and step-back
for Partnerships Managers."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import changes as drawn
from bot.blocks.sessions import session_list
from bot.commands.mentoring import tell_help
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable, read_moment
from bot.reading import MONITOR_EXAMPLE, PLATFORM_EXAMPLE, read_monitor, read_numbered, read_platform
from bot.reading_life import read_reason
from mentoring.acts.answering import find_session
from mentoring.acts.changing import cancel_session, move_session, replace_monitor, switch_platform
from mentoring.acts.doorway import own_door
from mentoring.acts.finding import find_person
from mentoring.acts.looking import SessionLine, session_lines, sessions_on
from mentoring.acts.stepping_in import step_back, step_in
from mentoring.matches import MonitorKind
from mentoring.people import Person, Role
from mentoring.permissions import require_manager
from mentoring.programs import Model, Program
from mentoring.slots import as_utc

MOVE_EXAMPLE = "/session move 12 Wed 4:30pm"


def today(call: Call, text: str) -> Reply:
    """`/session today`"""
    return _listed(call, text, "/session today", days=1)


def week(call: Call, text: str) -> Reply:
    """`/session week`"""
    return _listed(call, text, "/session week", days=7)


def _listed(call: Call, text: str, example: str, *, days: int) -> Reply:
    if text:
        raise Unreadable(text, example)
    day = call.desk.today()
    found = sessions_on(call.desk.store, actor=call.actor, day=day, days=days)
    return session_list(found, call.actor, day, days=days)


def link(call: Call, text: str) -> Reply:
    """`/session link 12`"""
    session_id, _ = read_numbered(text, "/session link 12", more=False)
    door = own_door(call.desk.store, actor=call.actor, session_id=session_id, at=call.desk.clock.now())
    return drawn.way_in(_line(call, session_id), call.desk.doors.link(door), call.desk.policy)


def move(call: Call, text: str) -> Reply:
    """`/session move 12 Wed 4:30pm`, `/session move 12 tomorrow 16:30 because the school is closed`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    session_id, said = read_numbered(said, MOVE_EXAMPLE)
    at, before = call.desk.clock.now(), _line(call, session_id)
    moved = move_session(
        call.desk.store,
        actor=call.actor,
        session_id=session_id,
        starts_at=_starts_at(before, said, at=at),
        why=why,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.moved(_line(call, moved.id), before.session, call.actor)


def _starts_at(line: SessionLine, said: str, *, at: datetime) -> datetime:
    """In UTC. Raises Unreadable, TimeDoesNotExist."""
    zone = line.program.zone
    day, hour = read_moment(said, now=at.astimezone(zone), usual=line.session.day, example=MOVE_EXAMPLE)
    return as_utc(day, hour, zone)


def cancel(call: Call, text: str) -> Reply:
    """`/session cancel 12`, with a reason for the audit log if there is one: `/session cancel 12 school is closed`"""
    require_manager(call.actor)
    session_id, why = read_numbered(text, "/session cancel 12", more=False)
    at = call.desk.clock.now()
    cancelled = cancel_session(call.desk.store, actor=call.actor, session_id=session_id, why=why, at=at)
    return drawn.cancelled(_line(call, cancelled.id), call.actor)


def platform(call: Call, text: str) -> Reply:
    """`/session platform 12 zoom`, `/session platform 12 meet because Zoom is down`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    session_id, said = read_numbered(said, PLATFORM_EXAMPLE)
    wanted = read_platform(said)
    call.desk.require_set_up(wanted)
    switched = switch_platform(
        call.desk.store,
        actor=call.actor,
        session_id=session_id,
        platform=wanted,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.switched(_line(call, switched.id), call.actor)


def monitor(call: Call, text: str) -> Reply:
    """`/session monitor 12 @lee`, `/session monitor 12 guardian Angela Freeman because Lee is ill`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    session_id, said = read_numbered(said, MONITOR_EXAMPLE)
    before = _line(call, session_id)
    person, kind = _stand_in(call, before.program, said)
    changed = replace_monitor(
        call.desk.store,
        actor=call.actor,
        session_id=session_id,
        monitor_id=person.id,
        kind=kind,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.handed_over(_line(call, changed.id), before, call.actor)


def come_in(call: Call, text: str) -> Reply:
    """`/session step-in 12`"""
    require_manager(call.actor)
    session_id = _one_number(text, "/session step-in 12")
    session = step_in(call.desk.store, actor=call.actor, session_id=session_id, at=call.desk.clock.now())
    return drawn.stepped_in(_line(call, session.id))


def go_back(call: Call, text: str) -> Reply:
    """`/session step-back 12`"""
    require_manager(call.actor)
    session_id = _one_number(text, "/session step-back 12")
    session = step_back(call.desk.store, actor=call.actor, session_id=session_id, at=call.desk.clock.now())
    return drawn.stepped_back(_line(call, session.id))


def _one_number(text: str, example: str) -> int:
    """Raises Unreadable."""
    session_id, more = read_numbered(text, example, more=False)
    if more:
        raise Unreadable(more, example)
    return session_id


def _stand_in(call: Call, program: Program, said: str) -> tuple[Person, MonitorKind]:
    """Who it is to be, and as what: as said, or as this person serves in a program of that model."""
    kind, named = read_monitor(said)
    usual = MonitorKind.TEACHER if program.model is Model.IN_CLASS else MonitorKind.PROCTOR
    with call.desk.store.look() as view:
        person = find_person(view, named, Role(kind or usual))
    if kind is None and usual is MonitorKind.PROCTOR and person.has(Role.GUARDIAN) and not person.has(Role.PROCTOR):
        return person, MonitorKind.GUARDIAN
    return person, kind or usual


def _line(call: Call, session_id: int) -> SessionLine:
    """Raises NoSuchSession."""
    with call.desk.store.look() as view:
        session, _ = find_session(view, session_id)
        return session_lines(view, [session])[0]


ACTS: dict[str, Act] = {
    "today": today,
    "week": week,
    "link": link,
    "move": move,
    "cancel": cancel,
    "platform": platform,
    "monitor": monitor,
    "step-in": come_in,
    "step-back": go_back,
    "help": tell_help,
    "": today,
}
