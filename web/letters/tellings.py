"""What a letter may say of a session, seen by the one who reads it: words only, so that a template can give away
neither an address nor a student's full name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.alerts import NOT_STOPPED, AlertState
from mentoring.cover import deadline
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.rooms import Keeping
from web.bidi import without_controls
from web.languages import Language, When, when

LONGEST_NAME = 120
_BREAKS = frozenset({"Cc", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that a name cannot write lines of its own or turn others round."""
    flat = "".join(" " if unicodedata.category(c) in _BREAKS else c for c in without_controls(text))
    return " ".join(flat.split())[:LONGEST_NAME]


def shown(person: Person) -> str:
    return one_line(person.public_name)


class Part(StrEnum):
    """What the reader is in this session."""

    GUARDIAN = "guardian"
    """Of a student who takes part; what a guardian is told who is the monitor, they are told as the monitor."""
    MONITOR = "monitor"
    MENTOR = "mentor"
    STUDENT = "student"
    MANAGER = "manager"


@dataclass(frozen=True)
class Telling:
    """One session in words. `students` are those of whom this reader may hear: families hear of their own child
    only. `watches`: the reader is the monitor, in whatever part this letter comes to them; `manages`: they are the
    manager of the match, whom nobody need send to themselves."""

    part: Part
    watches: bool
    manages: bool
    day: str
    starts: When
    ends: When
    opens: When
    program: str
    match: int
    mentor: str
    monitor: str
    manager: str
    students: tuple[str, ...]
    wants_cover: bool
    cover_until: When
    """When it is called off unless somebody is found who watches over it."""


def telling(line: SessionLine, reader: Person, child: Person | None, language: Language, policy: Policy) -> Telling:
    session, match, people = line.session, line.match, line.people

    def say(at: datetime) -> When:
        return when(at, reader.zone_or(line.program.zone), language)

    starts = say(session.starts_at)

    return Telling(
        part=_part(line, reader, child),
        watches=reader.id == session.monitor_id,
        manages=reader.id == match.manager_id,
        day=starts.day,
        starts=starts,
        ends=say(session.ends_at),
        opens=say(session.starts_at - policy.doors_open_ahead),
        program=one_line(line.program.name),
        match=match.id,
        mentor=shown(people[match.mentor_id]),
        monitor=shown(people[session.monitor_id]),
        manager=shown(people[match.manager_id]),
        students=_students(line, reader, child),
        wants_cover=line.wants_cover,
        cover_until=say(_cover_until(line, policy)),
    )


def _cover_until(line: SessionLine, policy: Policy) -> datetime:
    last = deadline(line.session, line.cover, policy) if line.cover is not None else None
    return last or line.session.starts_at


def _part(line: SessionLine, reader: Person, child: Person | None) -> Part:
    if child is not None:
        return Part.GUARDIAN
    if reader.id == line.session.monitor_id:
        return Part.MONITOR
    if reader.id == line.match.mentor_id:
        return Part.MENTOR
    return Part.STUDENT if reader.id in line.match.student_ids else Part.MANAGER


def _students(line: SessionLine, reader: Person, child: Person | None) -> tuple[str, ...]:
    own = child or (reader if reader.has(Role.STUDENT) else None)
    if own is not None:
        return (shown(own),)
    return tuple(shown(line.people[student]) for student in line.match.student_ids)


@dataclass(frozen=True)
class AlertTelling:
    """One alert with its session. `why` is a reason for doubt; `inside` are those whom we know in the room, and
    `strangers` counts the others, who may be some of the `candidates`. `kept`: in what forms the session is kept,
    and `not_stopped` that the platform did not stop it; `missing`: how many Zoom hosts there are too few. `over`:
    nothing is left to do."""

    session: Telling
    seen: When
    why: str
    inside: tuple[str, ...]
    strangers: int
    candidates: tuple[str, ...]
    kept: tuple[Keeping, ...]
    not_stopped: bool
    missing: int
    over: bool
    taken_by: str | None
    next_reader: str | None
    door: str | None


def alert_telling(view: AlertView, reader: Person, language: Language, policy: Policy) -> AlertTelling:
    facts, line, following = view.alert.facts, view.line, view.next_reader
    people = {**view.people, **line.people}
    inside = [line.match.mentor_id] if facts.mentor_in else []
    inside += [student for student in facts.students_in if student in line.people]
    return AlertTelling(
        session=telling(line, reader, None, language, policy),
        seen=when(facts.seen_at, reader.zone_or(line.program.zone), language),
        why=facts.why,
        inside=tuple(shown(line.people[person]) for person in inside),
        strangers=len(facts.strangers),
        candidates=tuple(shown(people[person]) for person in facts.candidates if person in people),
        kept=tuple(kind for kind in Keeping if kind in facts.why.split(", ")),
        not_stopped=NOT_STOPPED in facts.why.split(", "),
        missing=int(facts.why) if facts.why.isdecimal() else 1,
        over=view.alert.state is AlertState.RESOLVED,
        taken_by=shown(view.taken_by) if view.taken_by is not None else None,
        next_reader=shown(following) if following is not None and following.id != reader.id else None,
        door=view.door,
    )
