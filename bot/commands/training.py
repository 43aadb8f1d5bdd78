"""`/mentoring training`: plan, join, leave, move, call off, and say who was there where nobody can tell."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.blocks import trainings as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable, read_moment
from bot.reading import read_number
from bot.reading_life import read_because
from bot.reading_volunteers import PLAN_EXAMPLE, TypedTraining, read_training
from mentoring.acts.concluding import settle_attendance
from mentoring.acts.finding import UnknownProgram, find_person
from mentoring.acts.moving_trainings import move_training
from mentoring.acts.training import (
    cancel_training,
    find_training,
    join_training,
    leave_training,
    list_trainings,
    plan_training,
    training_line,
)
from mentoring.people import VOLUNTEERS, Person, Role
from mentoring.permissions import require_manager
from mentoring.programs import Program
from mentoring.rooms import Platform
from mentoring.slots import as_utc
from mentoring.trainings import TrainingDraft

JOIN_EXAMPLE = "/mentoring training join 3"
MOVE_EXAMPLE = "/mentoring training move 3 to Nov 5 6pm"
USUAL_MINUTES, USUAL_SEATS = 90, 20


def plan(call: Call, text: str) -> Reply:
    """`/mentoring training plan Nov 4 6pm, 90 min, zoom, 20 places, mentors and proctors`"""
    require_manager(call.actor)
    draft, at = _draft(call, read_training(text)), call.desk.clock.now()
    call.desk.require_set_up(draft.platform)
    line = plan_training(
        call.desk.store,
        actor=call.actor,
        draft=draft,
        hosts=call.desk.hosts.get(draft.platform, {}),
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.planned(line, call.actor)


def _draft(call: Call, typed: TypedTraining) -> TrainingDraft:
    """Hours are in the program's wall time. Raises Unreadable, HourMissing, UnknownProgram, TimeDoesNotExist."""
    program, at = _program(call, typed.program), call.desk.clock.now()
    now = at.astimezone(program.zone)
    day, hour = read_moment(typed.moment, now=now, usual=now.date(), example=PLAN_EXAMPLE)
    starts_at: datetime = as_utc(day, hour, program.zone)
    length = timedelta(minutes=USUAL_MINUTES if typed.minutes is None else typed.minutes)
    return TrainingDraft(
        starts_at=starts_at,
        ends_at=starts_at + length,
        timezone=program.timezone,
        roles=typed.roles or VOLUNTEERS,
        platform=typed.platform or _usual(call),
        seats=USUAL_SEATS if typed.seats is None else typed.seats,
        facilitator_id=call.actor.id,
    )


def _usual(call: Call) -> Platform:
    """Google Meet where it is set up (R032)."""
    return Platform.GOOGLE_MEET if Platform.GOOGLE_MEET in call.desk.platforms else Platform.ZOOM


def _program(call: Call, said: str) -> Program:
    """Whose calendar is meant: one that is named, or any where all are in one zone. Raises UnknownProgram."""
    with call.desk.store.look() as view:
        programs = view.programs.all()
    named = [program for program in programs if said.casefold() in {program.key.casefold(), program.name.casefold()}]
    fitting = named if said else programs
    if len({program.timezone for program in fitting}) != 1:
        raise UnknownProgram(said, programs)
    return fitting[0]


def show(call: Call, text: str) -> Reply:
    """`/mentoring training show 3`"""
    require_manager(call.actor)
    number = read_number(text, "/mentoring training show 3")
    with call.desk.store.look() as view:
        return drawn.shown(training_line(view, find_training(view, number)), call.actor)


def join(call: Call, text: str) -> Reply:
    """`/mentoring training join 3`; a manager signs somebody else up with `/mentoring training join 3 @ana`"""
    number, person = _whom(call, text, JOIN_EXAMPLE)
    line = join_training(
        call.desk.store,
        actor=call.actor,
        person_id=person.id,
        training_id=number,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.joined(line, person, call.actor)


def leave(call: Call, text: str) -> Reply:
    """`/mentoring training leave 3`; a manager gives somebody's place back with `/mentoring training leave 3 @ana`"""
    number, person = _whom(call, text, "/mentoring training leave 3")
    at = call.desk.clock.now()
    line = leave_training(call.desk.store, actor=call.actor, person_id=person.id, training_id=number, at=at)
    return drawn.left(line, call.actor)


def move(call: Call, text: str) -> Reply:
    """`/mentoring training move 3 to Nov 5 6pm because the facilitator is away`"""
    require_manager(call.actor)
    said, why = read_because(text)
    number, moment = _numbered(said, MOVE_EXAMPLE)
    with call.desk.store.look() as view:
        planned = find_training(view, number)
    at = call.desk.clock.now()
    to, now = re.sub(r"^to\s+", "", moment, flags=re.IGNORECASE), at.astimezone(planned.zone)
    day, hour = read_moment(to, now=now, usual=planned.day, example=MOVE_EXAMPLE)
    line = move_training(
        call.desk.store,
        actor=call.actor,
        training_id=number,
        starts_at=as_utc(day, hour, planned.zone),
        hosts=call.desk.hosts.get(planned.platform, {}),
        why=why,
        at=at,
        policy=call.desk.policy,
    )
    return drawn.moved(line, call.actor)


def cancel(call: Call, text: str) -> Reply:
    """`/mentoring training cancel 3`, with a reason for the audit log if there is one"""
    require_manager(call.actor)
    number, why = _numbered(text, "/mentoring training cancel 3")
    at = call.desk.clock.now()
    line = cancel_training(call.desk.store, actor=call.actor, training_id=number, why=why, at=at)
    return drawn.cancelled(line, call.actor)


def attended(call: Call, text: str) -> Reply:
    """`/mentoring training attended 3 @ana`"""
    return _settle(call, text, there=True)


def missed(call: Call, text: str) -> Reply:
    """`/mentoring training missed 3 @ana`"""
    return _settle(call, text, there=False)


def _settle(call: Call, text: str, *, there: bool) -> Reply:
    require_manager(call.actor)
    example = f"/mentoring training {'attended' if there else 'missed'} 3 @ana"
    number, said = _numbered(text, example)
    if not said:
        raise Unreadable("", example)
    person = _person(call, said)
    line = settle_attendance(
        call.desk.store,
        actor=call.actor,
        training_id=number,
        person_id=person.id,
        there=there,
        materials=call.desk.materials,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.settled(line, person, call.actor, there=there)


def _whom(call: Call, text: str, example: str) -> tuple[int, Person]:
    """The number, and whom it is about: oneself unless somebody is named. Names are looked up for managers only."""
    number, said = _numbered(text, example)
    if not said:
        return number, call.actor
    require_manager(call.actor)
    return number, _person(call, said)


def _numbered(text: str, example: str) -> tuple[int, str]:
    number, *rest = re.split(r"[\s,:]+", text.strip(), maxsplit=1)
    return read_number(number, example), "".join(rest).strip()


def _person(call: Call, said: str) -> Person:
    with call.desk.store.look() as view:
        return find_person(view, said, Role.MENTOR)


_WORDS: dict[str, Act] = {
    "plan": plan,
    "show": show,
    "join": join,
    "leave": leave,
    "move": move,
    "cancel": cancel,
    "attended": attended,
    "missed": missed,
}


def training(call: Call, text: str) -> Reply:
    """`/mentoring training`, `/mentoring training join 3`"""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    act = _WORDS.get(word.casefold())
    if act is not None:
        return act(call, rest.strip())
    if word:
        raise Unreadable(word, JOIN_EXAMPLE)
    found = list_trainings(call.desk.store, actor=call.actor, at=call.desk.clock.now())
    return drawn.training_list(found, call.actor)


ACTS: dict[str, Act] = {"training": training}
