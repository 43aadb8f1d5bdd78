"""What a letter may say of a session, seen by the one who reads it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.alerts import AlertState
from mentoring.people import Person, Role
from mentoring.policy import Policy
from web.languages import Language, When, when

LONGEST_NAME = 120


def one_line(text: str) -> str:
    """A name without line breaks and control characters, so that it cannot write lines of its own."""
    breaks = {"Cc", "Zl", "Zp"}
    flat = "".join(" " if unicodedata.category(c) in breaks else c for c in text)
    return " ".join(flat.split())[:LONGEST_NAME]


class Part(StrEnum):
    """What the reader is in this session."""

    GUARDIAN = "guardian"
    """Of a student who takes part, and not the monitor in this letter."""
    MONITOR = "monitor"
    MENTOR = "mentor"
    STUDENT = "student"
    MANAGER = "manager"


@dataclass(frozen=True)
class Scene:
    """One session in words of one language. `students` are those whom this reader may hear of: families hear of
    their own child only."""

    part: Part
    day: str
    starts: When
    ends: When
    opens: When
    program: str
    mentor: Person
    monitor: Person
    manager: Person
    students: tuple[Person, ...]

    @classmethod
    def of(cls, line: SessionLine, reader: Person, child: Person | None, language: Language, policy: Policy) -> Scene:
        session, match, people = line.session, line.match, line.people
        part = _part(line, reader, child)
        own = {Part.GUARDIAN: (child,), Part.STUDENT: (reader,)}.get(part)
        students = own or tuple(people[student] for student in match.student_ids)

        def say(at: datetime) -> When:
            return when(at, line.program.zone, language)

        return cls(
            part=part,
            day=language.day(session.day),
            starts=say(session.starts_at),
            ends=say(session.ends_at),
            opens=say(session.starts_at - policy.doors_open_ahead),
            program=line.program.name,
            mentor=people[match.mentor_id],
            monitor=people[session.monitor_id],
            manager=people[match.manager_id],
            students=tuple(student for student in students if student is not None),
        )


def _part(line: SessionLine, reader: Person, child: Person | None) -> Part:
    if child is not None:
        return Part.GUARDIAN
    if reader.id == line.session.monitor_id:
        return Part.MONITOR
    if reader.id == line.match.mentor_id:
        return Part.MENTOR
    return Part.STUDENT if reader.has(Role.STUDENT) else Part.MANAGER


@dataclass(frozen=True)
class AlertScene:
    """One alert with its session. `why` is the reason of a doubt; `strangers` counts whom nobody invited."""

    scene: Scene
    seen: When
    why: str
    mentor_in: bool
    students_in: tuple[Person, ...]
    strangers: int
    over: bool
    taken_by: Person | None
    next_reader: Person | None
    door: str | None


def view_of(view: AlertView, reader: Person, language: Language, policy: Policy) -> AlertScene:
    facts, line = view.alert.facts, view.line
    return AlertScene(
        scene=Scene.of(line, reader, None, language, policy),
        seen=when(facts.seen_at, line.program.zone, language),
        why=facts.why,
        mentor_in=facts.mentor_in,
        students_in=tuple(line.people[student] for student in facts.students_in if student in line.people),
        strangers=len(facts.strangers),
        over=view.alert.state is AlertState.RESOLVED,
        taken_by=view.taken_by,
        next_reader=view.next_reader,
        door=view.door,
    )
