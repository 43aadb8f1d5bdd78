"""From a match as typed, or filled in, to a draft: people and program found, days read in the program's calendar."""

from __future__ import annotations

from datetime import datetime

from bot.moments import read_date
from bot.reading import USUAL_MINUTES, TypedMatch
from mentoring.acts.finding import find_person, find_program
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.people import Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Slot
from mentoring.store import Work

MONITORS = {
    MonitorKind.PROCTOR: Role.PROCTOR,
    MonitorKind.GUARDIAN: Role.GUARDIAN,
    MonitorKind.TEACHER: Role.TEACHER,
}


def as_draft(view: Work, typed: TypedMatch, *, at: datetime) -> MatchDraft:
    """A name is looked for among those who have the role first. Raises Unreadable for the start date, and
    the refusals of `find_person` and `find_program`."""
    assert typed.weekday is not None and typed.time is not None  # neither the text nor the form lets them be missing
    program = find_program(view, typed.program or None, _model(typed))
    return MatchDraft(
        program_id=program.id,
        mentor_id=find_person(view, typed.mentor, Role.MENTOR).id,
        student_ids=tuple(find_person(view, student, Role.STUDENT).id for student in typed.students),
        monitor_id=find_person(view, typed.monitor, MONITORS[typed.monitor_kind]).id,
        monitor_kind=typed.monitor_kind,
        slot=Slot(typed.weekday, typed.time, typed.minutes or USUAL_MINUTES),
        platform=typed.platform or program.default_platform,
        starts_on=read_date(typed.starts_on, today=program.day(at)) if typed.starts_on else None,
        link=typed.link or None,
    )


def _model(typed: TypedMatch) -> Model:
    """What is meant where no program is named: only in class is there a teacher, with a room of their own."""
    in_class = typed.monitor_kind is MonitorKind.TEACHER or typed.link or typed.platform is Platform.EXTERNAL
    return Model.IN_CLASS if in_class else Model.INDEPENDENT
