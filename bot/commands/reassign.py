"""`/match monitor`: another monitor for a match, for good."""

from __future__ import annotations

import re

from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable, read_date
from bot.reading import read_monitor, read_numbered
from bot.reading_life import read_reason
from bot.wording import name
from mentoring import wall
from mentoring.acts.finding import find_person
from mentoring.acts.matchmaking import find_match
from mentoring.acts.reassigning import MonitorChange, change_monitor
from mentoring.matches import RELEASED, Match, MonitorKind
from mentoring.people import Person, Role
from mentoring.permissions import require_manager
from mentoring.programs import Model, Program
from mentoring.store import Work

EXAMPLE = "/match monitor 12 @lee from 2026-11-10"
_FROM = re.compile(r"^(.*?)[\s,]+(?:from|starting)\s+(\S.*)$", re.IGNORECASE)


def monitor(call: Call, text: str) -> Reply:
    """`/match monitor 12 @lee from 2026-11-10 because Ruth moves away`, `/match monitor 12 guardian from tomorrow`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    match_id, said = read_numbered(re.sub(r"^match\s+", "", said, flags=re.IGNORECASE), EXAMPLE)
    named, day_said = (found[1], found[2]) if (found := _FROM.match(said)) is not None else (said, "")
    at = call.desk.clock.now()
    with call.desk.store.look() as view:
        match = find_match(view, match_id)
        program = view.programs.get(match.program_id)
        person, kind = _who(view, match, program, named)
    starting = read_date(day_said, today=program.day(at)) if day_said else None
    changed = change_monitor(
        call.desk.store,
        actor=call.actor,
        match_id=match_id,
        monitor_id=person.id,
        kind=kind,
        starting=starting,
        why=why,
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )
    if changed.match.state not in RELEASED:
        return Reply(_not_released(changed, person))
    since, count = wall.day(starting or program.day(at)), changed.sessions
    sessions = "no session is planned yet" if count == 0 else f"{count} session{'s' if count > 1 else ''} changed"
    return Reply(
        f"Changed: {kind} {name(person)} watches over match #{match_id} from {since} on; {sessions}. Both monitors, "
        "the mentor and the family are being told, once."
    )


def _not_released(changed: MonitorChange, person: Person) -> str:
    match = changed.match
    said = f"Changed: {match.monitor_kind} {name(person)} is to watch over every session of match #{match.id}."
    if changed.asked:
        return (
            f"{said} I am asking them, and the match is proposed until everybody has agreed. Whoever was asked is told."
        )
    return (
        f"{said} It is proposed, and they have not been asked. `/match offer {match.id}` asks whoever has not agreed; "
        f"`/match confirm {match.id}` confirms what was agreed on paper."
    )


def _who(view: Work, match: Match, program: Program, said: str) -> tuple[Person, MonitorKind]:
    """`guardian` alone is the one guardian of the students. Raises Unreadable, UnknownPerson, AmbiguousName."""
    if said.casefold().strip() == "guardian":
        students = view.people.many(match.student_ids).values()
        guardians = {student.guardian_id for student in students}
        if len(guardians) != 1 or (only := next(iter(guardians))) is None:
            raise Unreadable(said, "/match monitor 12 guardian Angela Freeman")
        return view.people.get(only), MonitorKind.GUARDIAN
    kind, named = read_monitor(said)
    usual = MonitorKind.TEACHER if program.model is Model.IN_CLASS else MonitorKind.PROCTOR
    return find_person(view, named, Role(kind or usual)), kind or usual


ACTS: dict[str, Act] = {"monitor": monitor}
